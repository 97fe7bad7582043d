SELECT CASE WHEN COUNT(CASE WHEN c.changed < 10 THEN 1 END) = 0 THEN 1 ELSE 0 END AS may_publish
FROM (
  SELECT b.variation, COUNT(DISTINCT b.subject_digest) AS changed
  FROM (
    SELECT COALESCE(n.variation, o.variation) AS variation, COALESCE(n.subject_digest, o.subject_digest) AS subject_digest, COALESCE(n.part_no, o.part_no) AS part_no
    FROM scratch.assay_kept_published_2 AS n
    FULL OUTER JOIN scratch.assay_kept_published_1 AS o ON o.subject_digest = n.subject_digest AND o.variation = n.variation AND o.part_no = n.part_no
    WHERE n.row_digest IS NULL OR o.row_digest IS NULL OR n.row_digest <> o.row_digest
  ) AS b
  JOIN (SELECT m.part_no FROM scratch.assay_kept_published_2 AS m WHERE m.subject_digest = 'part' GROUP BY m.part_no) AS n ON n.part_no = b.part_no
  JOIN (SELECT m.part_no FROM scratch.assay_kept_published_1 AS m WHERE m.subject_digest = 'part' GROUP BY m.part_no) AS o ON o.part_no = b.part_no
  GROUP BY b.variation
) AS c
