SELECT 0 AS property_no, l.label, x.variation, COUNT(*) AS subjects
FROM scratch.assay_run_exposure AS x
JOIN scratch.assay_run_property_value AS l ON l.property_no = 0 AND l.value = COALESCE(x.p0, '(none)')
WHERE x.is_mixed = 0 AND x.variation IN ('control', ('it''s ' || CHR(92) || 'new'))
GROUP BY l.label, x.variation
UNION ALL
SELECT 1 AS property_no, l.label, x.variation, COUNT(*) AS subjects
FROM scratch.assay_run_exposure AS x
JOIN scratch.assay_run_property_value AS l ON l.property_no = 1 AND l.value = COALESCE(x.p1, '(none)')
WHERE x.is_mixed = 0 AND x.variation IN ('control', ('it''s ' || CHR(92) || 'new'))
GROUP BY l.label, x.variation
