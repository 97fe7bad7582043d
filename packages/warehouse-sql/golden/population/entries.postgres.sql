CREATE UNLOGGED TABLE scratch.assay_run_entry AS
SELECT a.subject_key, MIN(e.at_us) AS entered_us
FROM (
  SELECT CAST(s.unit_id AS TEXT) AS subject, CAST(EXTRACT(EPOCH FROM CAST(s.ts AS TIMESTAMP)) * 1000000 AS BIGINT) AS at_us
  FROM (
SELECT * FROM orders
) AS s
  WHERE s.unit_id IS NOT NULL AND CAST(s.ts AS TIMESTAMP) >= CAST('2026-03-01 00:00:00.000' AS TIMESTAMP) AND CAST(s.ts AS TIMESTAMP) < CAST('2026-03-29 00:00:00.000' AS TIMESTAMP) AND s.order_date >= '2026-02-28' AND s.order_date < '2026-03-31'
) AS e
JOIN scratch.assay_run_assigned AS a ON a.subject = e.subject
WHERE e.at_us >= a.exposed_us
GROUP BY a.subject_key
