INSERT INTO scratch.assay_run_verdicts (experiment_id, experiment_key, experiment_name, as_of, run_id, status, verdict, reason, decision)
SELECT CAST('it''s a \ experiment_id' AS TEXT) AS experiment_id,
  CAST('it''s a \ experiment_key' AS TEXT) AS experiment_key,
  CAST('it''s a \ experiment_name' AS TEXT) AS experiment_name,
  CAST('it''s a \ as_of' AS TEXT) AS as_of,
  CAST('it''s a \ run_id' AS TEXT) AS run_id,
  CAST('it''s a \ status' AS TEXT) AS status,
  CAST('it''s a \ verdict' AS TEXT) AS verdict,
  CAST('it''s a \ reason' AS TEXT) AS reason,
  CAST('it''s a \ decision' AS TEXT) AS decision
UNION ALL
SELECT CAST('it''s a \ experiment_id' AS TEXT) AS experiment_id,
  CAST('it''s a \ experiment_key' AS TEXT) AS experiment_key,
  CAST('it''s a \ experiment_name' AS TEXT) AS experiment_name,
  CAST('it''s a \ as_of' AS TEXT) AS as_of,
  CAST('it''s a \ run_id' AS TEXT) AS run_id,
  CAST('it''s a \ status' AS TEXT) AS status,
  CAST('it''s a \ verdict' AS TEXT) AS verdict,
  CAST('it''s a \ reason' AS TEXT) AS reason,
  CAST(NULL AS TEXT) AS decision
