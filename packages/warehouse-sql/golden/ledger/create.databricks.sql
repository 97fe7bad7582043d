CREATE TABLE scratch.assay_run_ledger CLUSTER BY (recorded_at) AS
SELECT CAST('e0' AS STRING) AS entry,
  CAST('2026-03-29T00:00:00.000Z' AS STRING) AS recorded_at,
  CAST('org_1' AS STRING) AS organisation_id,
  CAST('exp_1' AS STRING) AS experiment_id,
  CAST('run_1' AS STRING) AS run_id,
  CAST('d0' AS STRING) AS statement_digest,
  CAST('facts of Bob\'s orders' AS STRING) AS purpose,
  CAST('variation VARCHAR, subjects BIGINT' AS STRING) AS columns_out,
  CAST(2 AS DOUBLE) AS rows_out,
  CAST(25 AS DOUBLE) AS bytes_out
