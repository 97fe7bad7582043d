SELECT (x.exposed_us + f.last_age_us) DIV (86400000000) AS fact_day,
  COUNT(*) AS subjects
FROM scratch.assay_run_fact_0 AS f
JOIN scratch.assay_run_exposure AS x ON x.subject_key = f.subject_key
WHERE f.last_age_us IS NOT NULL
GROUP BY (x.exposed_us + f.last_age_us) DIV (86400000000)
HAVING COUNT(*) >= 5
ORDER BY fact_day
