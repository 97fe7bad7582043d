CREATE TRANSIENT TABLE scratch.assay_run_ledger AS
SELECT CAST('e0' AS VARCHAR) AS entry,
  CAST('2026-03-29T00:00:00.000Z' AS VARCHAR) AS recorded_at,
  CAST('org_1' AS VARCHAR) AS organisation_id,
  CAST('exp_1' AS VARCHAR) AS experiment_id,
  CAST('run_1' AS VARCHAR) AS run_id,
  CAST('d0' AS VARCHAR) AS statement_digest,
  CAST('facts of Bob\'s orders' AS VARCHAR) AS purpose,
  CAST('variation VARCHAR, subjects BIGINT' AS VARCHAR) AS columns_out,
  CAST(2 AS DOUBLE) AS rows_out,
  CAST(25 AS DOUBLE) AS bytes_out
