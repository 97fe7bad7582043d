CREATE TABLE scratch.assay_run_cluster_0 AS
SELECT s.cluster_key AS subject_key,
  s.variation,
  s.g0,
  SUM(CASE WHEN s.v0 > c.upper0 THEN c.upper0 ELSE s.v0 END) AS v0,
  SUM(s.v1) AS v1
FROM scratch.assay_run_subject_0 AS s CROSS JOIN scratch.assay_run_cap_0 AS c
GROUP BY s.cluster_key, s.variation, s.g0
