DELETE FROM scratch.assay_run_verdicts WHERE experiment_id = 'exp_''1' AND as_of = '2026-03-29T00:00:00.000Z'
