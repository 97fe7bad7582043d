INSERT INTO scratch.assay_run_ledger (entry, recorded_at, organisation_id, experiment_id, run_id, statement_digest, purpose, columns_out, rows_out, bytes_out)
SELECT n.entry, n.recorded_at, n.organisation_id, n.experiment_id, n.run_id, n.statement_digest, n.purpose, n.columns_out, n.rows_out, n.bytes_out
FROM (
SELECT CAST('e0' AS STRING) AS entry,
  CAST('2026-03-29T00:00:00.000Z' AS STRING) AS recorded_at,
  CAST('org_1' AS STRING) AS organisation_id,
  CAST(NULL AS STRING) AS experiment_id,
  CAST(NULL AS STRING) AS run_id,
  CAST('d0' AS STRING) AS statement_digest,
  CAST('facts of Bob\'s orders' AS STRING) AS purpose,
  CAST('variation VARCHAR, subjects BIGINT' AS STRING) AS columns_out,
  CAST(2 AS FLOAT64) AS rows_out,
  CAST(25 AS FLOAT64) AS bytes_out
) AS n
WHERE NOT EXISTS (SELECT 1 FROM scratch.assay_run_ledger AS l WHERE l.entry = n.entry)
