INSERT INTO scratch.assay_kept_source_1 (unit_id, ts, amount, "Order Note", assay_tranche)
SELECT s.unit_id,
  s.ts,
  s.amount,
  s."Order Note",
  200000 + FLOOR((DATEDIFF(microsecond, CAST('1970-01-01 00:00:00' AS TIMESTAMP_NTZ), CAST(CONVERT_TIMEZONE('UTC', s.ts) AS TIMESTAMP_NTZ))) / (86400000000)) AS assay_tranche
FROM (
SELECT * FROM orders WHERE state = 'done'
) AS s
WHERE CAST(CONVERT_TIMEZONE('UTC', s.ts) AS TIMESTAMP_NTZ) >= CAST('2026-03-01 00:00:00' AS TIMESTAMP_NTZ) AND CAST(CONVERT_TIMEZONE('UTC', s.ts) AS TIMESTAMP_NTZ) < CAST('2026-03-03 09:30:00' AS TIMESTAMP_NTZ)
