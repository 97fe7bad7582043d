CREATE TABLE scratch.assay_run_verdicts SORTKEY (as_of) AS
SELECT CAST(('it''s a ' || CHR(92) || ' experiment_id') AS VARCHAR(1024)) AS experiment_id,
  CAST(('it''s a ' || CHR(92) || ' experiment_key') AS VARCHAR(1024)) AS experiment_key,
  CAST(('it''s a ' || CHR(92) || ' experiment_name') AS VARCHAR(1024)) AS experiment_name,
  CAST(('it''s a ' || CHR(92) || ' as_of') AS VARCHAR(1024)) AS as_of,
  CAST(('it''s a ' || CHR(92) || ' run_id') AS VARCHAR(1024)) AS run_id,
  CAST(('it''s a ' || CHR(92) || ' status') AS VARCHAR(1024)) AS status,
  CAST(('it''s a ' || CHR(92) || ' verdict') AS VARCHAR(1024)) AS verdict,
  CAST(('it''s a ' || CHR(92) || ' reason') AS VARCHAR(1024)) AS reason,
  CAST(('it''s a ' || CHR(92) || ' decision') AS VARCHAR(1024)) AS decision
