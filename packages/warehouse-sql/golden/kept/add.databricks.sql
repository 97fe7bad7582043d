INSERT INTO scratch.assay_kept_source_1 (unit_id, ts, amount, `Order Note`, assay_tranche)
SELECT s.unit_id,
  s.ts,
  s.amount,
  s.`Order Note`,
  200000 + (UNIX_MICROS(CAST(s.ts AS TIMESTAMP))) DIV (86400000000) AS assay_tranche
FROM (
SELECT * FROM orders WHERE state = 'done'
) AS s
WHERE CAST(s.ts AS TIMESTAMP) >= CAST('2026-03-01 00:00:00Z' AS TIMESTAMP) AND CAST(s.ts AS TIMESTAMP) < CAST('2026-03-03 09:30:00Z' AS TIMESTAMP)
