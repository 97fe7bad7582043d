/** What the guard refuses, as data: read by sql-guard.ts. Names are lower case. */

/** Nodes of the parse tree that write, lock, configure or reach outside; a key refuses when it holds anything. */
export const refusedNodes: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'changes data':
      'insert update delete merge truncate truncate_table conditional_insert multitable_inserts returning on_conflict load_data put export copy into undrop replace_partition',
    'changes objects': 'attach detach install clone refresh cache uncache comment',
    'runs a command':
      'command execute execute_immediate call raw kill analyze prepare deallocate declare return_stmt describe explain show summarize',
    'changes the session':
      'set_statement set_item pragma use transaction commit rollback savepoint alter_session session_parameter query_option',
    'grants rights': 'grant revoke',
    'locks rows': 'locks locking_statement',
    'takes the next value of a sequence': 'next_value_for',
    'reads files or stages': 'stage_reference read_c_s_v read_parquet glob directory',
    'calls a model': 'predict generate_embedding m_l_forecast m_l_translate a_i_agg a_i_classify vector_search',
    'has a parameter, which only the product fills': 'parameter placeholder',
    'uses pipe syntax': 'pipe_operator',
  }).flatMap(([why, keys]) => keys.split(' ').map((key): [string, string] => [key, why])),
);

/** Families of statement nodes, by the start of their key. */
export const refusedNodePrefixes: readonly (readonly [prefix: string, why: string])[] = [
  ['create_', 'changes objects'],
  ['drop_', 'changes objects'],
  ['alter_', 'changes objects'],
];

/**
 * Functions with side effects, or that read files, secrets, settings, other servers or SQL held in text.
 * A role that may only read is the wall; this list is the sign in front of it.
 */
export const refusedFunctions: ReadonlySet<string> = new Set(
  [
    // any engine
    'nextval setval currval lastval set_config current_setting setseed sleep sleep_ms',
    // DuckDB: text as SQL, files, environment, settings (Functions and Utility functions, November 2026)
    'query query_table getenv glob sniff_csv json_execute_serialized_sql json_deserialize_sql from_substrait from_substrait_json checkpoint force_checkpoint write_log enable_logging disable_logging truncate_duckdb_logs which_secret load_aws_credentials add_parquet_key st_read shapefile_meta python_map_function repeat_row',
    // Postgres and Redshift
    'query_to_xml query_to_xmlschema query_to_xml_and_xmlschema cursor_to_xml table_to_xml table_to_xmlschema table_to_xml_and_xmlschema schema_to_xml database_to_xml ts_stat ts_rewrite txid_current inet_server_addr inet_client_addr explain_model',
    // Snowflake
    'result_scan get_ddl get_presigned_url get_stage_location build_stage_file_url build_scoped_file_url infer_schema validate send_email execute_query cortex_complete',
    // BigQuery
    'external_query appends',
    // Databricks
    'reflect java_method try_reflect secret try_secret list_secrets read_files read_kafka read_kinesis read_pubsub read_pulsar event_log http_request remote_query cloud_files_state',
  ].flatMap((names) => names.split(' ')),
);

export const refusedFunctionPatterns: readonly RegExp[] = [
  /^pg_(?!typeof$|size_pretty$|column_size$)/, // Postgres: sleep, files, locks, back ends, settings
  /^system\$/, // Snowflake: system functions wait, cancel and reveal
  /^(dblink|lo_|read_|pragma_|duckdb_|http_|ai_|ml_|sqlite_|mysql_|postgres_|parquet_|iceberg_|delta_)/,
  /(_scan|_query|_execute|_attach|_to_file)$/,
];

/** Namespaces whose functions call models or other services. */
export const refusedNamespaces: ReadonlySet<string> = new Set(['ml', 'ai', 'cortex', 'vector_search', 'net']);

/** Words that a customer's SELECT may hold in a text literal as `'{{word}}'`; the product fills them in. */
export const templateWords = [
  'analysis_start_timestamp',
  'analysis_end_timestamp',
  'experiment_events_start_timestamp',
  'experiment_events_end_timestamp',
  'assignments_start_timestamp',
  'assignments_end_timestamp',
  'experiment_key',
  'allocation_key',
] as const;
export type TemplateWord = (typeof templateWords)[number];

/** What placeholders stand for in a preview: the last two days, any experiment. */
export const previewValues = (now: Date): Readonly<Record<TemplateWord, string>> => {
  const end = now.toISOString();
  const start = new Date(now.getTime() - 2 * 86_400_000).toISOString();
  return {
    analysis_start_timestamp: start,
    analysis_end_timestamp: end,
    experiment_events_start_timestamp: start,
    experiment_events_end_timestamp: end,
    assignments_start_timestamp: start,
    assignments_end_timestamp: end,
    experiment_key: '%',
    allocation_key: '%',
  };
};
