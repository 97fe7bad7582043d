CREATE TABLE scratch.assay_run_ledger AS
SELECT CAST('e0' AS TEXT) AS entry,
  CAST('2026-03-29T00:00:00.000Z' AS TEXT) AS recorded_at,
  CAST('org_1' AS TEXT) AS organisation_id,
  CAST('exp_1' AS TEXT) AS experiment_id,
  CAST('run_1' AS TEXT) AS run_id,
  CAST('d0' AS TEXT) AS statement_digest,
  CAST('facts of Bob''s orders' AS TEXT) AS purpose,
  CAST('variation VARCHAR, subjects BIGINT' AS TEXT) AS columns_out,
  CAST(2 AS DOUBLE PRECISION) AS rows_out,
  CAST(25 AS DOUBLE PRECISION) AS bytes_out
