INSERT INTO scratch.assay_run_verdicts (experiment_id, experiment_key, experiment_name, as_of, run_id, status, verdict, reason, decision)
SELECT CAST('it\'s a \\ experiment_id' AS STRING) AS experiment_id,
  CAST('it\'s a \\ experiment_key' AS STRING) AS experiment_key,
  CAST('it\'s a \\ experiment_name' AS STRING) AS experiment_name,
  CAST('it\'s a \\ as_of' AS STRING) AS as_of,
  CAST('it\'s a \\ run_id' AS STRING) AS run_id,
  CAST('it\'s a \\ status' AS STRING) AS status,
  CAST('it\'s a \\ verdict' AS STRING) AS verdict,
  CAST('it\'s a \\ reason' AS STRING) AS reason,
  CAST('it\'s a \\ decision' AS STRING) AS decision
UNION ALL
SELECT CAST('it\'s a \\ experiment_id' AS STRING) AS experiment_id,
  CAST('it\'s a \\ experiment_key' AS STRING) AS experiment_key,
  CAST('it\'s a \\ experiment_name' AS STRING) AS experiment_name,
  CAST('it\'s a \\ as_of' AS STRING) AS as_of,
  CAST('it\'s a \\ run_id' AS STRING) AS run_id,
  CAST('it\'s a \\ status' AS STRING) AS status,
  CAST('it\'s a \\ verdict' AS STRING) AS verdict,
  CAST('it\'s a \\ reason' AS STRING) AS reason,
  CAST(NULL AS STRING) AS decision
