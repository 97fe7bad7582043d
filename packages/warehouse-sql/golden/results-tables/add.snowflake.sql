INSERT INTO scratch.assay_run_verdicts (experiment_id, experiment_key, experiment_name, as_of, run_id, status, verdict, reason, decision)
SELECT CAST('it\'s a \\ experiment_id' AS VARCHAR) AS experiment_id,
  CAST('it\'s a \\ experiment_key' AS VARCHAR) AS experiment_key,
  CAST('it\'s a \\ experiment_name' AS VARCHAR) AS experiment_name,
  CAST('it\'s a \\ as_of' AS VARCHAR) AS as_of,
  CAST('it\'s a \\ run_id' AS VARCHAR) AS run_id,
  CAST('it\'s a \\ status' AS VARCHAR) AS status,
  CAST('it\'s a \\ verdict' AS VARCHAR) AS verdict,
  CAST('it\'s a \\ reason' AS VARCHAR) AS reason,
  CAST('it\'s a \\ decision' AS VARCHAR) AS decision
UNION ALL
SELECT CAST('it\'s a \\ experiment_id' AS VARCHAR) AS experiment_id,
  CAST('it\'s a \\ experiment_key' AS VARCHAR) AS experiment_key,
  CAST('it\'s a \\ experiment_name' AS VARCHAR) AS experiment_name,
  CAST('it\'s a \\ as_of' AS VARCHAR) AS as_of,
  CAST('it\'s a \\ run_id' AS VARCHAR) AS run_id,
  CAST('it\'s a \\ status' AS VARCHAR) AS status,
  CAST('it\'s a \\ verdict' AS VARCHAR) AS verdict,
  CAST('it\'s a \\ reason' AS VARCHAR) AS reason,
  CAST(NULL AS VARCHAR) AS decision
