import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { ExploreDetail, ExploreView, Preview, Problem, RunDetail } from '@assay/api-contract';
import pg from 'pg';
import { type Canary, sightings } from './testing/canary/canary.js';
import { type Held, heldInAnswers, heldInDatabase, heldInFiles } from './testing/canary/sinks.js';
import { Shop, startBackend, type TestBackend } from './testing/index.js';

/** Each exists in one kind of row of the warehouse and nowhere else. */
const canaries = {
  subject: { place: 'subjects', token: 'canary-subjéct-"5b1f"' },
  property: { place: 'rare property values', token: 'canary-propërty-"93ce"' },
  text: { place: 'texts that are counted', token: 'canary-cöupon-"2d70"' },
  error: { place: 'values that an engine quotes in errors', token: 'canary-ërror-"e84a"' },
  number: { place: 'the number of one subject', token: '7301946825' },
  past: { place: 'the number of one subject before the experiment', token: '6190283745' },
} as const satisfies Record<string, Canary>;
const all: readonly Canary[] = Object.values(canaries);

let backend: TestBackend;
let shop: Shop;
let folder: string;
let run: RunDetail;
const explores: string[] = [];
const logged: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assay-canary-'));
  backend = await startBackend({ onLog: (line) => logged.push(line) });
  const { subject, property, text, error, number, past } = canaries;
  shop = await Shop.open(
    backend,
    [
      `CREATE TABLE assignments AS SELECT '${subject.token}-' || i AS subject, 'checkout' AS experiment,
         CASE WHEN i % 2 = 0 THEN 'control' ELSE 'treatment' END AS variation,
         TIMESTAMP '2026-03-01' + INTERVAL (i) MINUTE AS ts,
         CASE WHEN i < 4 THEN '${property.token}-' || i WHEN i % 4 < 2 THEN 'US' ELSE 'DE' END AS country,
         '${subject.token}-mail-' || i AS email
       FROM range(400) AS r(i)`,
      `CREATE TABLE orders AS SELECT subject, ts + INTERVAL 1 DAY AS ts, '${text.token}-' || subject AS coupon,
         CASE WHEN subject LIKE '%-7' THEN ${number.token}.0 ELSE 0.0 END AS lonely,
         10.0 AS amount, '${error.token}' AS remark FROM assignments
       UNION ALL SELECT subject, ts - INTERVAL 1 DAY, 'none', CASE WHEN subject LIKE '%-8' THEN ${past.token}.0 ELSE 0.0 END,
         5.0, '1' FROM assignments`,
    ],
    ['country', 'email'],
    join(folder, 'customer.duckdb'),
  );
  const metricIds = [
    await shop.metric('Revenue', { sql: 'SELECT * FROM orders', column: 'amount' }),
    await shop.metric('Lonely', { sql: 'SELECT * FROM orders', column: 'lonely' }),
    await shop.metric('Coupons', { sql: 'SELECT * FROM orders', column: 'coupon' }, { operation: 'count_distinct' }),
    await shop.metric(
      'Capped',
      { sql: 'SELECT * FROM orders', column: 'lonely' },
      { operation: 'sum', winsorization: { upper: { kind: 'percentile', percentile: 0.999, excludeZeros: true } } },
    ),
    await shop.metric('Broken', {
      sql: 'SELECT subject, ts, CAST(remark AS DOUBLE) AS remark FROM orders',
      column: 'remark',
    }),
  ];
  const id = await shop.experiment({ key: 'checkout', metricIds, splitBy: ['country', 'email'], lookbackDays: 7 });
  run = await shop.refresh(id);
  for (const [at, metricId] of metricIds.entries()) {
    for (const splitBy of ['country', 'email']) {
      const explore = { name: `${splitBy} ${at}`, metricId, visualisation: 'lift', splitBy };
      const { body } = await shop.owner.post<ExploreView>(`/experiments/${id}/explores`, explore);
      explores.push(`/experiments/${id}/explores/${body.id}`);
    }
  }
});
afterAll(async () => {
  await backend.stop();
  await rm(folder, { recursive: true, force: true });
});

const paths = async (): Promise<string[]> => {
  const { paths: known } = JSON.parse(await readFile('openapi.json', 'utf8')) as { paths: Record<string, object> };
  return Object.keys(known).filter((path) => 'get' in (known[path] ?? {}));
};

/** Everything that is ours: database with its job queue, log, files, and every answer of the API. */
const held = async (): Promise<Held[]> => [
  ...(await heldInDatabase(backend.databaseUrl)),
  ...(await heldInFiles(backend.config.DATA_DIR)),
  ...(await heldInAnswers(shop.owner, await paths())),
  ...(await heldInAnswers(
    shop.owner,
    (await paths()).filter((path) => path.endsWith('/results')),
    '?splitBy=country',
  )),
  ...(await heldInAnswers(shop.owner, explores)),
  { sink: 'log', content: logged.join('') },
];
const seen = async () => (await held()).flatMap(({ sink, content }) => sightings(all, sink, content));

it('has read the rows that hold the canaries, and failed on one of them', async () => {
  const asked = await shop.owner.post<Preview>(`/connections/${shop.connection.id}/preview`, {
    sql: "SELECT subject, country, coupon, lonely, remark FROM orders JOIN assignments USING (subject) WHERE lonely > 0 OR country NOT IN ('US', 'DE')",
    limit: 100,
  });
  const quoted = await shop.owner.post<Problem>(`/connections/${shop.connection.id}/preview`, {
    sql: 'SELECT CAST(remark AS DOUBLE) AS remark FROM orders',
  });

  const { subject, property, text, error, number, past } = canaries;
  const places = [subject, property, text, error, number, past].map(({ place }) => place);
  expect(
    sightings(all, 'preview', asked.text)
      .map(({ place }) => place)
      .sort(),
  ).toEqual([...places].sort());
  expect(sightings(all, 'author', quoted.text)).toEqual([{ place: error.place, sink: 'author' }]);
  expect([run.status, run.statements.filter(({ status }) => status === 'failed').length > 0]).toEqual([
    'partial',
    true,
  ]);
});

it('draws in explores only the values of properties that may be shown', async () => {
  const drawn = [];
  for (const path of explores) drawn.push((await shop.owner.get<ExploreDetail>(path)).body.chart);

  const values = drawn.map(({ cells }) => cells.map(({ value }) => value));
  expect(values).toHaveLength(10);
  expect(values[0]).toEqual(['(other)', 'DE']);
});

it('keeps none of them anywhere: tables, jobs, logs, files, answers', async () => {
  expect(await seen()).toEqual([]);
});

it('finds each canary in each place once it is planted there', async () => {
  const { subject, text, error, number, past, property } = canaries;
  const client = new pg.Client({ connectionString: backend.databaseUrl });
  await client.connect();
  await client.query('CREATE TABLE planted (body jsonb, packed bytea)');
  const packed = gzipSync(JSON.stringify({ a: text.token }));
  await client.query('INSERT INTO planted VALUES ($1, $2)', [JSON.stringify({ a: subject.token }), packed]);
  await client.query(`UPDATE run SET error = $1`, [error.token]);
  const leaky = JSON.stringify({ subject: subject.token });
  await client.query(`UPDATE job_queue.job SET data = $1 WHERE name = 'pipeline.run'`, [leaky]);
  await client.end();
  await writeFile(join(backend.config.DATA_DIR, 'planted.gz'), gzipSync(`x${text.token}y`));
  await shop.owner.post('/entities', { name: `Planted ${property.token}` });
  logged.push(JSON.stringify({ n: Number(number.token), b: Buffer.from(past.token).toString('base64') }));

  const found = (await seen()).map(({ place, sink }) => `${sink}: ${place}`);

  expect(found).toEqual(
    expect.arrayContaining([
      `table public.planted: ${subject.place}`,
      `table public.planted: ${text.place}`,
      `table public.run: ${error.place}`,
      `table job_queue.job: ${subject.place}`,
      `answer /runs: ${error.place}`,
      `answer /runs/${run.id}: ${error.place}`,
      `file planted.gz: ${text.place}`,
      `answer /entities: ${property.place}`,
      `table public.definition: ${property.place}`,
      `log: ${number.place}`,
      `log: ${past.place}`,
    ]),
  );
});
