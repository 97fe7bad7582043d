INSERT INTO scratch.assay_run_ledger (entry, recorded_at, organisation_id, experiment_id, run_id, statement_digest, purpose, columns_out, rows_out, bytes_out)
SELECT n.entry, n.recorded_at, n.organisation_id, n.experiment_id, n.run_id, n.statement_digest, n.purpose, n.columns_out, n.rows_out, n.bytes_out
FROM (
SELECT CAST('e0' AS TEXT) AS entry,
  CAST('2026-03-29T00:00:00.000Z' AS TEXT) AS recorded_at,
  CAST('org_1' AS TEXT) AS organisation_id,
  CAST(NULL AS TEXT) AS experiment_id,
  CAST(NULL AS TEXT) AS run_id,
  CAST('d0' AS TEXT) AS statement_digest,
  CAST('facts of Bob''s orders' AS TEXT) AS purpose,
  CAST('variation VARCHAR, subjects BIGINT' AS TEXT) AS columns_out,
  CAST(2 AS DOUBLE PRECISION) AS rows_out,
  CAST(25 AS DOUBLE PRECISION) AS bytes_out
) AS n
WHERE NOT EXISTS (SELECT 1 FROM scratch.assay_run_ledger AS l WHERE l.entry = n.entry)
