DROP TABLE IF EXISTS scratch.assay_run_fact_0
