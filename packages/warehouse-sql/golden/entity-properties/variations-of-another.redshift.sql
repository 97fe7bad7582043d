CREATE TABLE scratch.assay_run_entity_property_0 AS
SELECT a.subject_key, o.variation AS v0
FROM scratch.assay_run_exposure AS o
JOIN scratch.assay_run_assigned AS a ON a.subject = o.subject
WHERE o.is_mixed = 0
