import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type {
  ExperimentView,
  FlagVersion,
  FlagView,
  MemberView,
  MetricView,
  Problem,
  TeamView,
} from '@assay/api-contract';
import { type Browser, Shop, startBackend, type TestBackend } from '../testing/index.js';

let backend: TestBackend;
let shop: Shop;
let owner: Browser;
let editor: Browser;
let ada: string;
const any = { 'if-match': '*' };

beforeAll(async () => {
  backend = await startBackend();
  shop = await Shop.open(backend, [
    `CREATE TABLE assignments AS SELECT 'u' AS subject, 'x' AS experiment, 'control' AS variation, TIMESTAMP '2026-03-01' AS ts`,
    `CREATE TABLE orders AS SELECT subject, ts, 10.0 AS amount FROM assignments`,
  ]);
  owner = shop.owner;
  editor = await backend.as('experiment_editor');
  const person = { email: 'ada@example.com', name: 'Ada', role: 'viewer' };
  ada = (await owner.post<MemberView>('/members', person)).body.id;
});
afterAll(() => backend?.stop());

let made = 0;
const aTeam = async (change: object = {}): Promise<TeamView> => {
  const { status, body } = await owner.post<TeamView>('/teams', { name: `Team ${(made += 1)}`, ...change });
  expect(status).toBe(201);
  return body;
};
const variations = [{ key: 'on', name: 'On', value: true }];
const aFlag = async (teamId: string | null): Promise<FlagView> => {
  const input = { key: `flag-${(made += 1)}`, name: 'Flag', type: 'BOOLEAN', variations, teamId };
  return (await editor.post<FlagView>('/flags', input)).body;
};
const anExperiment = async (teamId: string): Promise<ExperimentView> => {
  const id = await shop.experiment({ key: `exp-${(made += 1)}`, metricIds: [] });
  const { name, design, plan } = (await owner.get<ExperimentView>(`/experiments/${id}`)).body;
  return (await editor.put<ExperimentView>(`/experiments/${id}`, { name, design, plan, teamId }, any)).body;
};
const aMetric = async (teamId: string): Promise<MetricView> => {
  const id = await shop.metric(`Metric ${(made += 1)}`, { sql: 'SELECT * FROM orders', column: 'amount' });
  return (await owner.put<MetricView>(`/metrics/${id}/team`, { teamId }, any)).body;
};
const namesOf = async (path: string): Promise<string[]> =>
  (await editor.get<{ items: { id: string }[] }>(path)).body.items.map(({ id }) => id);

it('keeps its members, and tells a second editor that somebody was faster', async () => {
  const team = await aTeam({ description: 'Everything up to the receipt', memberIds: [ada] });

  const path = `/teams/${team.id}`;
  const renamed = await owner.put<TeamView>(path, { name: 'Till' }, { 'if-match': '"1"' });
  const late = await owner.put(path, { name: 'Late' }, { 'if-match': '"1"' });

  expect(team.members).toEqual([{ id: ada, name: 'Ada' }]);
  expect([renamed.body.name, renamed.body.members, renamed.body.version]).toEqual(['Till', [], 2]);
  expect(late.status).toBe(412);
});

it.each<[string, () => object, string, number]>([
  ['a person who is not there', () => ({ name: 'X', memberIds: ['per_none'] }), 'memberIds.0', 400],
  ['a person twice', () => ({ name: 'X', memberIds: [ada, ada] }), 'memberIds', 400],
  ['no name', () => ({ name: ' ' }), 'name', 400],
])('refuses %s, naming the field', async (_, input, path, status) => {
  const answer = await owner.post<Problem>('/teams', input());

  expect([answer.status, answer.body.errors[0]?.path]).toEqual([status, path]);
});

it('refuses a name that is taken', async () => {
  const { name } = await aTeam();

  const { status, body } = await owner.post<Problem>('/teams', { name });

  expect([status, body.facts]).toEqual([409, { field: 'name' }]);
});

it('owns flags, experiments and metrics, whose lists are narrowed to it', async () => {
  const [team, other] = [await aTeam(), await aTeam()];
  const [flag, experiment, metric] = [await aFlag(team.id), await anExperiment(team.id), await aMetric(team.id)];
  await aFlag(other.id);

  const { body } = await editor.get<TeamView>(`/teams/${team.id}`);

  expect(body.owns).toEqual({ flags: 1, experiments: 1, metrics: 1 });
  expect(await namesOf(`/flags?team=${team.id}`)).toEqual([flag.id]);
  expect(await namesOf(`/experiments?team=${team.id}`)).toEqual([experiment.id]);
  expect(await namesOf(`/metrics?team=${team.id}`)).toEqual([metric.id]);
});

it('leaves an owner alone that a request does not name, and takes it away by null', async () => {
  const team = await aTeam();
  const { key } = await aFlag(team.id);

  const silent = await editor.put<FlagView>(`/flags/${key}`, { name: 'Flag', variations, owner: 'Ada' }, any);
  const cleared = await editor.put<FlagView>(`/flags/${key}`, { name: 'Flag', variations, teamId: null }, any);

  expect([silent.body.teamId, cleared.body.teamId]).toEqual([team.id, null]);
});

it('is no part of a metric’s version, and survives an edit of the metric', async () => {
  const team = await aTeam();
  const { id, version, metric } = await aMetric(team.id);

  const edited = await owner.put<MetricView>(`/metrics/${id}`, { ...metric, description: 'Said anew' }, any);
  const read = await owner.get<MetricView>(`/metrics/${id}`);

  expect(version).toBe(1);
  expect([edited.body.version, read.body.teamId]).toEqual([2, team.id]);
});

it('cannot be named where there is no such team', async () => {
  const experiment = await anExperiment((await aTeam()).id);
  const { name, design, plan } = experiment;
  const metric = await aMetric((await aTeam()).id);
  const teamId = 'tem_none';

  const answers = [
    await editor.post<Problem>('/flags', { key: 'nobodys', name: 'Flag', type: 'BOOLEAN', variations, teamId }),
    await editor.put<Problem>(`/experiments/${experiment.id}`, { name, design, plan, teamId }, any),
    await owner.put<Problem>(`/metrics/${metric.id}/team`, { teamId }, any),
  ];

  expect(answers.map(({ status, body }) => [status, body.errors[0]?.path])).toEqual(answers.map(() => [400, 'teamId']));
});

it('is not deleted while it owns something, and names it', async () => {
  const team = await aTeam();
  const flag = await aFlag(team.id);
  const experiment = await anExperiment(team.id);

  const { status, body } = await owner.delete<Problem>(`/teams/${team.id}`, any);

  expect([status, body.facts]).toEqual([409, { count: 2 }]);
  expect(body.detail).toContain(`experiment “${experiment.name}”, flag “${flag.key}”`);
  expect((await editor.get(`/teams/${team.id}`)).status).toBe(200);
});

it('hands over what it owns when it is deleted, and says so in histories', async () => {
  const [team, heir] = [await aTeam({ name: 'Old' }), await aTeam({ name: 'New' })];
  const [flag, experiment, metric] = [await aFlag(team.id), await anExperiment(team.id), await aMetric(team.id)];

  const itself = await owner.delete<Problem>(`/teams/${team.id}?handTo=${team.id}`, any);
  const unknown = await owner.delete<Problem>(`/teams/${team.id}?handTo=tem_none`, any);
  const { status } = await owner.delete(`/teams/${team.id}?handTo=${heir.id}`, any);

  const after = await editor.get<FlagView>(`/flags/${flag.key}`);
  const history = await editor.get<{ items: (FlagVersion & { flag: FlagView })[] }>(`/flags/${flag.key}/versions`);
  const later = (await editor.get<ExperimentView>(`/experiments/${experiment.id}`)).body;
  const computed = (await editor.get<MetricView>(`/metrics/${metric.id}`)).body;
  expect([itself.body.errors[0]?.path, unknown.body.errors[0]?.path, status]).toEqual(['handTo', 'handTo', 204]);
  expect([after.body.teamId, after.body.version]).toEqual([heir.id, flag.version + 1]);
  expect([history.body.items[0]?.change, history.body.items[0]?.flag]).toEqual([
    'handed over from Old to New',
    after.body,
  ]);
  expect([later.teamId, later.version]).toEqual([heir.id, experiment.version + 1]);
  expect([computed.teamId, computed.version]).toEqual([heir.id, metric.version]);
  expect((await editor.get(`/teams/${team.id}`)).status).toBe(404);
});

it('is seen by everybody of the workspace, made by administrators, and unknown to another organisation', async () => {
  const team = await aTeam();
  const viewer = await backend.as('viewer');
  const stranger = await backend.as('admin', await backend.addOrganisation('Elsewhere'));

  expect((await viewer.get(`/teams/${team.id}`)).status).toBe(200);
  expect((await editor.post('/teams', { name: 'Mine' })).status).toBe(403);
  expect((await stranger.get(`/teams/${team.id}`)).status).toBe(404);
  expect((await stranger.delete(`/teams/${team.id}`, any)).status).toBe(404);
  expect((await stranger.get<{ items: unknown[] }>('/teams')).body.items).toEqual([]);
  const theirs = { key: 'theirs', name: 'Flag', type: 'BOOLEAN', variations, teamId: team.id };
  expect((await stranger.post('/flags', theirs)).status).toBe(400);
});
