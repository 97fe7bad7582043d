CREATE TABLE scratch.assay_kept_source_1 AS
SELECT s.unit_id,
  s.ts,
  s.amount,
  s."Order Note",
  100000 + (CAST(EXTRACT(EPOCH FROM CAST(s.ts AS TIMESTAMP)) * 1000000 AS BIGINT)) / (86400000000) AS assay_tranche
FROM (
SELECT * FROM orders WHERE state = 'done'
) AS s
WHERE CAST(s.ts AS TIMESTAMP) >= CAST('2026-03-01 00:00:00' AS TIMESTAMP) AND CAST(s.ts AS TIMESTAMP) < CAST('2026-03-03 09:30:00' AS TIMESTAMP) AND s.order_date >= '2026-02-28' AND s.order_date < '2026-03-11'
