const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

/**
 * Words that some engine reserves. For engines where a quoted lower-case name equals the plain one, quoting a word
 * too many does no harm, so they share this union.
 */
export const reservedSomewhere = words(`
  all alter analyse analyze and anti any array as asc asof assert_rows_modified asymmetric at authorization
  between binary both by case cast check collate collation column concurrently connect constraint contains create
  credentials cross cube current current_catalog current_date current_role current_schema current_time
  current_timestamp current_user cursor database default deferrable define delete delta desc describe disable
  distinct do drop else enable encode encrypt end enum escape except exclude exists explain external extract false
  fetch filter following for foreign freeze from full glob global grant group grouping groups gzip hash having
  identity if ignore ilike in increment initially inner insert intersect interval into is isnull issue join lambda
  language lateral leading left lead like limit localtime localtimestamp lookup merge minus natural new no not notnull
  null nulls of off offline offset old on only open or order outer over overlaps parallel partition percent
  pivot pivot_longer pivot_wider placing positional preceding primary proto qualify range raw recursive references
  regexp respect restore returning revoke right rlike rollup row rows sample schema select semi session_user set
  show similar some start struct summarize symmetric system_user table tablesample tag then timestamp to top
  trailing treat trigger true truncate try_cast unbounded union unique unnest unpivot update user using values
  variadic verbose view wallet when where window with within without`);

/** Snowflake folds plain names to upper case, so only what must be quoted may be (Reserved & limited keywords, 2026-11). */
export const reservedInSnowflake = words(`
  account all alter and any as between by case cast check column connect connection constraint create cross current
  current_date current_time current_timestamp current_user database delete distinct drop else exists false following
  for from full grant group gscluster having ilike in increment inner insert intersect into is issue join lateral
  left like localtime localtimestamp minus natural not null of on or order organization qualify regexp revoke right
  rlike row rows sample schema select set some start table tablesample then to trigger true try_cast union unique
  update using values view when whenever where with`);
