CREATE TABLE scratch.assay_kept_source_1 CLUSTER BY assay_tranche AS
SELECT s.unit_id,
  s.ts,
  s.amount,
  s.`Order Note`,
  100000 + DIV(UNIX_MICROS(TIMESTAMP(s.ts)), 86400000000) AS assay_tranche
FROM (
SELECT * FROM orders WHERE state = 'done'
) AS s
WHERE TIMESTAMP(s.ts) >= TIMESTAMP('2026-03-01 00:00:00+00') AND TIMESTAMP(s.ts) < TIMESTAMP('2026-03-03 09:30:00+00') AND s.order_date >= '2026-02-28' AND s.order_date < '2026-03-11'
