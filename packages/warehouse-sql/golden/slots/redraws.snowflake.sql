WITH clock AS (
  SELECT MIN(exposed_us) AS first_us, MAX(CASE WHEN is_mixed = 0 THEN until_us - exposed_us END) + 7200000000 AS length_us
  FROM scratch.assay_run_slot
),
served AS (
  SELECT COUNT(DISTINCT variation) AS variations_n
  FROM scratch.assay_run_slot_subject
),
timed AS (
  SELECT x.subject,
  s.unit,
  s.variation,
  s.v0 AS y0,
  s.v1 AS y1,
  FLOOR(((s.exposed_us - k.first_us)) / ((k.length_us * v.variations_n))) AS block_no
  FROM scratch.assay_run_slot_subject AS s JOIN scratch.assay_run_slot AS x ON x.subject_key = s.subject_key CROSS JOIN clock AS k CROSS JOIN served AS v
  WHERE s.variation IN ('control', 'it\'s \\new')
),
slot AS (
  SELECT t.*, ROW_NUMBER() OVER (PARTITION BY unit, block_no ORDER BY variation, subject) AS place_no
  FROM timed AS t
),
digit AS (
  SELECT 0 AS n UNION ALL SELECT 1 AS n UNION ALL SELECT 2 AS n UNION ALL SELECT 3 AS n UNION ALL SELECT 4 AS n UNION ALL SELECT 5 AS n UNION ALL SELECT 6 AS n UNION ALL SELECT 7 AS n UNION ALL SELECT 8 AS n UNION ALL SELECT 9 AS n
),
salt AS (
  SELECT a.n + 10 * b.n + 100 * c.n AS salt_no
  FROM digit AS a CROSS JOIN digit AS b CROSS JOIN digit AS c CROSS JOIN (SELECT COUNT(*) AS slots_n FROM slot) AS t
  WHERE (a.n + 10 * b.n + 100 * c.n) * t.slots_n <= 20000000
),
shuffled AS (
  SELECT l.salt_no, s.unit, s.block_no, s.y0,
  s.y1,
    CASE WHEN l.salt_no = 0 THEN s.place_no ELSE ROW_NUMBER() OVER (PARTITION BY l.salt_no, s.unit, s.block_no ORDER BY MD5(s.subject || ':' || CAST(l.salt_no AS VARCHAR))) END AS place_no
  FROM slot AS s CROSS JOIN salt AS l
),
drawn AS (
  SELECT h.salt_no, o.variation, COUNT(*) AS slots_n, SUM(h.y0) AS y0,
  SUM(h.y1) AS y1
  FROM shuffled AS h
  JOIN slot AS o ON o.unit = h.unit AND o.block_no = h.block_no AND o.place_no = h.place_no
  GROUP BY h.salt_no, o.variation
),
difference AS (
  SELECT salt_no,
  SUM(CASE WHEN variation = 'it\'s \\new' THEN y0 END) / NULLIF(SUM(CASE WHEN variation = 'it\'s \\new' THEN y1 END), 0) - SUM(CASE WHEN variation = 'control' THEN y0 END) / NULLIF(SUM(CASE WHEN variation = 'control' THEN y1 END), 0) AS x0,
  SUM(CASE WHEN variation = 'it\'s \\new' THEN y0 END) / NULLIF(SUM(CASE WHEN variation = 'it\'s \\new' THEN slots_n END), 0) - SUM(CASE WHEN variation = 'control' THEN y0 END) / NULLIF(SUM(CASE WHEN variation = 'control' THEN slots_n END), 0) AS x1
  FROM drawn
  GROUP BY salt_no
),
permission AS (
  SELECT CASE WHEN COUNT(DISTINCT CASE WHEN variation = 'it\'s \\new' AND y0 <> 0 THEN unit END) >= 5 AND COUNT(DISTINCT CASE WHEN variation = 'it\'s \\new' AND y1 <> 0 THEN unit END) >= 5 AND COUNT(DISTINCT CASE WHEN variation = 'control' AND y0 <> 0 THEN unit END) >= 5 AND COUNT(DISTINCT CASE WHEN variation = 'control' AND y1 <> 0 THEN unit END) >= 5 THEN 1 ELSE 0 END AS ok0,
  CASE WHEN COUNT(DISTINCT CASE WHEN variation = 'it\'s \\new' AND y0 <> 0 THEN unit END) >= 5 AND COUNT(DISTINCT CASE WHEN variation = 'control' AND y0 <> 0 THEN unit END) >= 5 THEN 1 ELSE 0 END AS ok1
  FROM slot
)
SELECT SUM(CASE WHEN g.ok0 = 1 AND h.salt_no > 0 AND h.x0 IS NOT NULL AND o.x0 IS NOT NULL THEN 1 ELSE 0 END) AS r0_drawn,
  SUM(CASE WHEN g.ok0 = 1 AND h.salt_no > 0 AND h.x0 IS NOT NULL AND o.x0 IS NOT NULL AND ABS(h.x0) >= ABS(o.x0) * 0.999999999 THEN 1 ELSE 0 END) AS r0_least,
  SUM(CASE WHEN g.ok1 = 1 AND h.salt_no > 0 AND h.x1 IS NOT NULL AND o.x1 IS NOT NULL THEN 1 ELSE 0 END) AS r1_drawn,
  SUM(CASE WHEN g.ok1 = 1 AND h.salt_no > 0 AND h.x1 IS NOT NULL AND o.x1 IS NOT NULL AND ABS(h.x1) >= ABS(o.x1) * 0.999999999 THEN 1 ELSE 0 END) AS r1_least
FROM difference AS h CROSS JOIN (SELECT * FROM difference WHERE salt_no = 0) AS o CROSS JOIN permission AS g
