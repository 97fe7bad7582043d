INSERT INTO scratch.assay_run_probe (value) VALUES ('probe')
