CREATE TABLE scratch.assay_run_ledger SORTKEY (recorded_at) AS
SELECT CAST('e0' AS VARCHAR(1024)) AS entry,
  CAST('2026-03-29T00:00:00.000Z' AS VARCHAR(1024)) AS recorded_at,
  CAST('org_1' AS VARCHAR(1024)) AS organisation_id,
  CAST('exp_1' AS VARCHAR(1024)) AS experiment_id,
  CAST('run_1' AS VARCHAR(1024)) AS run_id,
  CAST('d0' AS VARCHAR(1024)) AS statement_digest,
  CAST('facts of Bob''s orders' AS VARCHAR(1024)) AS purpose,
  CAST('variation VARCHAR, subjects BIGINT' AS VARCHAR(1024)) AS columns_out,
  CAST(2 AS DOUBLE PRECISION) AS rows_out,
  CAST(25 AS DOUBLE PRECISION) AS bytes_out
