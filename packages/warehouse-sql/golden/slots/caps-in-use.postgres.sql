SELECT CASE WHEN COUNT(DISTINCT CASE WHEN s.v0 > c.upper0 THEN s.unit END) >= 5 THEN CASE WHEN MAX(c.upper0) = 0 THEN 0 ELSE ROUND(MAX(c.upper0) / POWER(10, FLOOR(LN(ABS(MAX(c.upper0))) / LN(10)) - 2)) * POWER(10, FLOOR(LN(ABS(MAX(c.upper0))) / LN(10)) - 2) END END AS upper0
FROM scratch.assay_run_slot_subject AS s CROSS JOIN scratch.assay_run_cap_0 AS c
