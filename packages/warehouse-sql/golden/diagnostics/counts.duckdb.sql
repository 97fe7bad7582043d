SELECT variation,
  CASE WHEN variation <> '__other__' OR subjects >= 5 OR subjects = 0 THEN subjects END AS subjects,
  CASE WHEN mixed >= 5 OR mixed = 0 THEN mixed END AS mixed,
  CASE WHEN subjects + mixed >= 5 THEN assignments END AS assignments
FROM (
  SELECT variation, SUM(1 - is_mixed) AS subjects, SUM(is_mixed) AS mixed, SUM(assignment_count) AS assignments
  FROM scratch.assay_run_exposure
  GROUP BY variation
) AS counted
