/** Rows from hashes of their numbers: the same on every machine. */
export const generateSql = (assignments: number, facts: number): readonly string[] => [
  `CREATE TABLE assignments AS
SELECT 'user-' || (hash(i) % 100000000) || '-' || i AS user_id, 'checkout' AS experiment,
  CASE WHEN hash(i * 7) % 2 = 0 THEN 'control' ELSE 'treatment' END AS variation,
  TIMESTAMP '2026-03-01' + to_seconds(CAST(hash(i * 3) % 1209600 AS INTEGER)) AS assigned_at,
  ['US', 'DE', 'BR', 'FR'][1 + CAST(hash(i * 11) % 4 AS INTEGER)] AS country
FROM range(${assignments}) AS r(i)`,
  `CREATE TABLE orders AS
SELECT 'user-' || (hash(u) % 100000000) || '-' || u AS user_id,
  TIMESTAMP '2026-02-15' + to_seconds(CAST(hash(i * 5) % 2419200 AS INTEGER)) AS ordered_at,
  round(exp((hash(i * 13) % 1000) / 250.0), 2) AS amount, CAST(hash(i * 17) % 5 AS INTEGER) AS items
FROM (SELECT i, hash(i * 19) % ${assignments} AS u FROM range(${facts}) AS r(i))`,
];

/** The engine's own sums by subject over the same columns, without assignments, windows or moments: a floor. */
export const groupedBySubject = `
SELECT COUNT(*), SUM(amount), SUM(items), SUM(orders_n), MAX(latest)
FROM (
  SELECT user_id, SUM(amount) AS amount, SUM(items) AS items, COUNT(*) AS orders_n, MAX(ordered_at) AS latest
  FROM orders
  GROUP BY user_id
)`;

/** What a careful analyst would write for the six metrics of `request.ts`: one statement, one scan of each table. */
export const handWritten = `
WITH exposed AS (
  SELECT user_id, min(variation) AS variation, min(assigned_at) AS exposed_at, arg_min(country, assigned_at) AS country
  FROM assignments
  WHERE experiment = 'checkout' AND assigned_at >= TIMESTAMP '2026-03-01' AND assigned_at < TIMESTAMP '2026-03-15'
  GROUP BY user_id
  HAVING min(variation) = max(variation)
),
per_user AS (
  SELECT e.user_id,
    sum(CASE WHEN o.ordered_at >= e.exposed_at THEN o.amount END) AS revenue,
    count(CASE WHEN o.ordered_at >= e.exposed_at THEN 1 END) AS orders,
    sum(CASE WHEN o.ordered_at >= e.exposed_at THEN o.items END) AS items,
    max(CASE WHEN o.ordered_at >= e.exposed_at AND o.ordered_at < e.exposed_at + INTERVAL 3 DAY THEN 1 END) AS converted,
    sum(CASE WHEN o.ordered_at < e.exposed_at THEN o.amount END) AS pre_revenue,
    count(CASE WHEN o.ordered_at < e.exposed_at THEN 1 END) AS pre_orders,
    sum(CASE WHEN o.ordered_at < e.exposed_at THEN o.items END) AS pre_items,
    max(CASE WHEN o.ordered_at < e.exposed_at THEN 1 END) AS pre_converted
  FROM orders AS o
  JOIN exposed AS e ON e.user_id = o.user_id
  WHERE o.ordered_at >= TIMESTAMP '2026-02-15' AND o.ordered_at < TIMESTAMP '2026-03-15'
    AND o.ordered_at >= e.exposed_at - INTERVAL 14 DAY
  GROUP BY e.user_id
),
users AS (
  SELECT e.variation, e.country, CAST(coalesce(p.revenue, 0) AS DOUBLE) AS revenue,
    CAST(coalesce(p.orders, 0) AS DOUBLE) AS orders, CAST(coalesce(p.items, 0) AS DOUBLE) AS items,
    CAST(coalesce(p.converted, 0) AS DOUBLE) AS converted, CAST(coalesce(p.pre_revenue, 0) AS DOUBLE) AS pre_revenue,
    CAST(coalesce(p.pre_orders, 0) AS DOUBLE) AS pre_orders, CAST(coalesce(p.pre_items, 0) AS DOUBLE) AS pre_items,
    CAST(coalesce(p.pre_converted, 0) AS DOUBLE) AS pre_converted
  FROM exposed AS e
  LEFT JOIN per_user AS p ON p.user_id = e.user_id
),
caps AS (
  SELECT quantile_cont(revenue, 0.99) AS cap, quantile_cont(pre_revenue, 0.99) AS pre_cap FROM users
),
capped AS (
  SELECT u.*, least(u.revenue, c.cap) AS capped_revenue, least(u.pre_revenue, c.pre_cap) AS capped_pre
  FROM users AS u CROSS JOIN caps AS c
)
SELECT variation, country, count(*) AS n,
  sum(revenue), sum(revenue * revenue), sum(pre_revenue), sum(pre_revenue * pre_revenue), sum(revenue * pre_revenue),
  sum(orders), sum(orders * orders), sum(pre_orders), sum(pre_orders * pre_orders), sum(orders * pre_orders),
  sum(items), sum(items * items), sum(pre_items), sum(pre_items * pre_items), sum(items * pre_items),
  sum(converted), sum(pre_converted), sum(converted * pre_converted),
  sum(capped_revenue), sum(capped_revenue * capped_revenue), sum(capped_pre), sum(capped_pre * capped_pre), sum(capped_revenue * capped_pre),
  sum(revenue * items), sum(revenue * pre_items), sum(items * pre_revenue), sum(pre_revenue * pre_items)
FROM capped
GROUP BY GROUPING SETS ((variation), (variation, country))`;
