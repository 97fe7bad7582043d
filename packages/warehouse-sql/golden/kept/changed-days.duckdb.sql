SELECT c.changed_day, COUNT(*) AS differences
FROM (
  SELECT b.changed_day
  FROM (
    SELECT r.changed_day, 1 * COUNT(*) AS rows_n, 1 * SUM(r.row_hash) AS hash_sum
    FROM (
      SELECT DIVIDE(EPOCH_US(CAST(s.ts AS TIMESTAMP)), 86400000000) AS changed_day,
        CAST(HASH(s.unit_id, s.ts, s.amount, s."Order Note") % 1000000007 AS BIGINT) AS row_hash
      FROM (
SELECT * FROM orders WHERE state = 'done'
) AS s
      WHERE CAST(s.ts AS TIMESTAMP) >= CAST('2026-03-01 00:00:00' AS TIMESTAMP) AND CAST(s.ts AS TIMESTAMP) < CAST('2026-03-03 09:30:00' AS TIMESTAMP) AND s.order_date >= '2026-02-28' AND s.order_date < '2026-03-11'
    ) AS r
    GROUP BY r.changed_day
    UNION ALL
    SELECT r.changed_day, (-1) * COUNT(*) AS rows_n, (-1) * SUM(r.row_hash) AS hash_sum
    FROM (
      SELECT DIVIDE(EPOCH_US(CAST(s.ts AS TIMESTAMP)), 86400000000) AS changed_day,
        CAST(HASH(s.unit_id, s.ts, s.amount, s."Order Note") % 1000000007 AS BIGINT) AS row_hash
      FROM (
SELECT * FROM scratch.assay_kept_source_1 WHERE (assay_tranche >= 120500 AND assay_tranche < 120513) OR assay_tranche IN (220513, 420514)
) AS s
      WHERE CAST(s.ts AS TIMESTAMP) >= CAST('2026-03-01 00:00:00' AS TIMESTAMP) AND CAST(s.ts AS TIMESTAMP) < CAST('2026-03-03 09:30:00' AS TIMESTAMP)
    ) AS r
    GROUP BY r.changed_day
  ) AS b
  GROUP BY b.changed_day
  HAVING SUM(b.rows_n) <> 0 OR SUM(b.hash_sum) <> 0
) AS c
GROUP BY c.changed_day
ORDER BY changed_day
