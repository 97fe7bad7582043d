INSERT INTO scratch.assay_run_ledger (entry, recorded_at, organisation_id, experiment_id, run_id, statement_digest, purpose, columns_out, rows_out, bytes_out)
SELECT n.entry, n.recorded_at, n.organisation_id, n.experiment_id, n.run_id, n.statement_digest, n.purpose, n.columns_out, n.rows_out, n.bytes_out
FROM (
SELECT CAST('e0' AS VARCHAR) AS entry,
  CAST('2026-03-29T00:00:00.000Z' AS VARCHAR) AS recorded_at,
  CAST('org_1' AS VARCHAR) AS organisation_id,
  CAST(NULL AS VARCHAR) AS experiment_id,
  CAST(NULL AS VARCHAR) AS run_id,
  CAST('d0' AS VARCHAR) AS statement_digest,
  CAST('facts of Bob''s orders' AS VARCHAR) AS purpose,
  CAST('variation VARCHAR, subjects BIGINT' AS VARCHAR) AS columns_out,
  CAST(2 AS DOUBLE) AS rows_out,
  CAST(25 AS DOUBLE) AS bytes_out
) AS n
WHERE NOT EXISTS (SELECT 1 FROM scratch.assay_run_ledger AS l WHERE l.entry = n.entry)
