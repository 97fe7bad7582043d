CREATE TRANSIENT TABLE scratch.assay_run_probe (value VARCHAR)
