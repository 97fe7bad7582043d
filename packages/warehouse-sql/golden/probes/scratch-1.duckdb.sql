CREATE TABLE scratch.assay_run_probe (value VARCHAR)
