import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { FlagTrial, StaleFlag } from '@assay/api-contract';
import { startBackend, type TestBackend } from '../testing/index.js';
import {
  aDefault,
  aFlagInput,
  anAllocation,
  anExperiment,
  type FlagVersion,
  type FlagView,
  type ProblemBody,
} from './testing/builders.js';

let backend: TestBackend;
let editor: Awaited<ReturnType<TestBackend['as']>>;
beforeAll(async () => {
  backend = await startBackend();
  editor = await backend.as('experiment_editor');
});
afterAll(() => backend.stop());

let made = 0;
/** A new flag of its own, with its ETag. */
async function aFlag(change: Record<string, unknown> = {}): Promise<FlagView> {
  const { status, body } = await editor.post<FlagView>('/flags', aFlagInput({ key: `flag-${++made}`, ...change }));
  expect(status).toBe(201);
  return body;
}
const put = <T = FlagView>(path: string, body: unknown, version: number | string | null) =>
  editor.put<T>(
    path,
    body,
    version === null ? {} : { 'if-match': typeof version === 'number' ? `"${version}"` : version },
  );
const production = (flag: FlagView): string => `/flags/${flag.key}/environments/production`;

it('gives every workspace a production and a test environment, and takes more', async () => {
  const admin = await backend.as('admin');

  const first = await admin.get<{ items: { key: string; isProduction: boolean }[] }>('/environments');
  const added = await admin.post('/environments', { key: 'staging', name: 'Staging' });
  const again = await admin.post<ProblemBody>('/environments', { key: 'staging', name: 'Staging' });

  expect(first.body.items.map(({ key, isProduction }) => [key, isProduction])).toEqual([
    ['production', true],
    ['test', false],
  ]);
  expect(added.status).toBe(201);
  expect([again.status, again.body.code]).toEqual([409, 'conflict']);
});

it('creates a flag that is off everywhere', async () => {
  const flag = await aFlag();

  const { body, headers } = await editor.get<FlagView>(`/flags/${flag.key}`);

  expect(headers.etag).toBe('"1"');
  expect(body).toMatchObject({ key: flag.key, type: 'BOOLEAN', version: 1, archivedAt: null });
  expect(body.environments.every((one) => !one.isEnabled && one.allocations.length === 0)).toBe(true);
});

it('keeps one environment apart from the others', async () => {
  const flag = await aFlag();

  const { status, body } = await put(
    production(flag),
    { isEnabled: true, allocations: [anExperiment(), aDefault()] },
    1,
  );

  expect(status).toBe(200);
  const [inProduction, inTest] = body.environments;
  expect(inProduction).toMatchObject({ environment: 'production', isEnabled: true, version: 2 });
  expect(inProduction?.allocations.map((one) => one.key)).toEqual(['test', 'default']);
  expect(inTest).toMatchObject({ environment: 'test', isEnabled: false, version: 1 });
});

describe('given two people who edit at once', () => {
  it('refuses the second edit of the same environment and of the same flag', async () => {
    const flag = await aFlag();
    const content = { isEnabled: true, allocations: [aDefault('on')] };
    await put(production(flag), content, 1);

    const sameEnvironment = await put<ProblemBody>(production(flag), content, 1);
    const sameFlag = await put<ProblemBody>(`/flags/${flag.key}`, { name: 'Other', variations: flag.variations }, 1);

    expect([sameEnvironment.status, sameEnvironment.body.code]).toEqual([412, 'precondition_failed']);
    expect(sameFlag.status).toBe(412);
  });

  it('lets them edit two environments, each from the version they saw', async () => {
    const flag = await aFlag();
    const content = { isEnabled: true, allocations: [aDefault('on')] };

    const one = await put(production(flag), content, 1);
    const two = await put(`/flags/${flag.key}/environments/test`, content, 1);

    expect([one.status, two.status]).toEqual([200, 200]);
    expect(two.body.environments.filter((environment) => environment.isEnabled)).toHaveLength(2);
  });

  it('asks for If-Match, and refuses one from the future', async () => {
    const flag = await aFlag();
    const content = { isEnabled: true, allocations: [] };

    expect((await put(production(flag), content, null)).status).toBe(428);
    expect((await put(production(flag), content, 'nonsense')).status).toBe(400);
    expect((await put(production(flag), content, 9)).status).toBe(412);
    expect((await put(production(flag), content, '*')).status).toBe(200);
  });

  it('loses no edit when many arrive at the same moment', async () => {
    const flag = await aFlag();
    const edits = Array.from({ length: 6 }, () => put(production(flag), { isEnabled: true, allocations: [] }, 1));

    const statuses = (await Promise.all(edits)).map(({ status }) => status).sort();

    expect(statuses).toEqual([200, 412, 412, 412, 412, 412]);
  });
});

describe('given bad input', () => {
  const refused = async (change: Record<string, unknown>): Promise<string[]> => {
    const { status, body } = await editor.post<ProblemBody>('/flags', aFlagInput({ key: 'never-made', ...change }));
    expect(status).toBe(400);
    return body.errors.map((error) => error.path);
  };

  it('names every field that is wrong', async () => {
    expect(await refused({ key: 'has space' })).toEqual(['key']);
    expect(await refused({ variations: [] })).toEqual(['variations']);
    expect(await refused({ type: 'INTEGER' })).toEqual(['variations.0.value', 'variations.1.value']);
    expect(await refused({ type: 'FLOAT' })).toEqual(['type']);
  });

  it('names a field that it does not know', async () => {
    const { status, body } = await editor.post<ProblemBody>('/flags', aFlagInput({ key: 'never-made', colour: 'red' }));

    expect(status).toBe(400);
    expect(body.detail).toContain('colour');
  });

  it('saves nothing of an edit of which a part is wrong', async () => {
    const flag = await aFlag();
    const broken = anExperiment({ splits: [{ variationKey: 'maybe', weight: 0 }] });

    const { status, body } = await put<ProblemBody>(
      production(flag),
      { isEnabled: true, allocations: [aDefault(), broken] },
      1,
    );

    expect(status).toBe(400);
    expect(body.errors.map((error) => error.path)).toEqual([
      'allocations.0.kind',
      'allocations.1.splits.0.variationKey',
      'allocations.1.splits',
      'allocations.1.splits',
    ]);
    expect((await editor.get<FlagView>(`/flags/${flag.key}`)).body).toEqual(flag);
  });

  it('refuses to remove a variation that is served somewhere, and says where', async () => {
    const flag = await aFlag();
    await put(production(flag), { isEnabled: false, allocations: [aDefault('off')] }, 1);

    const variations = flag.variations.filter((one) => one.key === 'on');
    const { status, body } = await put<ProblemBody>(`/flags/${flag.key}`, { name: 'F', variations }, 2);

    expect(status).toBe(400);
    expect(body.errors[0]?.message).toContain('production');
  });

  it('never changes a key or a type', async () => {
    const flag = await aFlag();
    const same = { name: 'New name', variations: flag.variations, key: flag.key, type: flag.type };

    const other = await put<ProblemBody>(`/flags/${flag.key}`, { ...same, key: 'another' }, 1);

    expect([other.status, other.body.errors[0]?.path]).toEqual([400, 'key']);
    expect((await put(`/flags/${flag.key}`, same, 1)).body).toMatchObject({ name: 'New name', version: 2 });
  });
});

it('gives a key away once, also after the flag is archived', async () => {
  const flag = await aFlag();
  const archived = await editor.delete(`/flags/${flag.key}`, { 'if-match': '"1"' });

  const again = await editor.post<ProblemBody>('/flags', aFlagInput({ key: flag.key }));
  const edited = await put<ProblemBody>(production(flag), { isEnabled: true, allocations: [] }, 2);
  const listed = await editor.get<{ items: FlagView[] }>(`/flags?search=${flag.key}`);
  const archive = await editor.get<{ items: FlagView[] }>(`/flags?archived=true&search=${flag.key}`);

  expect(archived.status).toBe(204);
  expect([again.status, edited.status]).toEqual([409, 409]);
  expect(listed.body.items.map(({ key }) => key)).not.toContain(flag.key);
  expect(archive.body.items.map(({ key }) => key)).toContain(flag.key);
});

it('remembers every state, who made it and what changed', async () => {
  const flag = await aFlag();
  await put(production(flag), { isEnabled: true, allocations: [aDefault('on')] }, 1);
  await put(production(flag), { isEnabled: true, allocations: [anAllocation(), aDefault('on')] }, 2);

  const { body } = await editor.get<{ items: FlagVersion[] }>(`/flags/${flag.key}/versions`);

  expect(body.items.map(({ version, change }) => [version, change])).toEqual([
    [3, 'production: added gate'],
    [2, 'production: turned on; added default'],
    [1, 'created'],
  ]);
  expect(body.items[0]?.by).toMatch(/^experiment_editor/);
  expect(body.items[2]?.flag).toEqual(flag);

  const first = await editor.get<{ items: FlagVersion[]; next: string }>(`/flags/${flag.key}/versions?limit=1`);
  const second = await editor.get<{ items: FlagVersion[] }>(
    `/flags/${flag.key}/versions?limit=1&cursor=${first.body.next}`,
  );
  expect([first, second].flatMap((page) => page.body.items.map(({ version }) => version))).toEqual(
    body.items.slice(0, 2).map(({ version }) => version),
  );
});

it('restores an earlier version as a new one, and names what cannot be restored', async () => {
  const flag = await aFlag();
  await put(production(flag), { isEnabled: true, allocations: [aDefault('on')] }, 1);
  await put(production(flag), { isEnabled: false, allocations: [] }, 2);
  const restore = (version: string, body: object, ifMatch: string) =>
    editor.post<FlagView & ProblemBody>(`/flags/${flag.key}/versions/${version}/restoration`, body, {
      'if-match': ifMatch,
    });

  const stale = await restore('2', {}, '"2"');
  const absent = await restore('9', {}, '*');
  const nonsense = await restore('two', {}, '*');
  const nowhere = await restore('2', { environment: 'mars' }, '*');
  const restored = await restore('2', { environment: 'production' }, '"3"');

  expect([stale.status, absent.status, nonsense.status, nowhere.status]).toEqual([412, 404, 404, 400]);
  expect(restored.body.environments[0]).toMatchObject({ isEnabled: true, version: 4 });
  const { body } = await editor.get<FlagVersion>(`/flags/${flag.key}/versions/4`);
  expect(body.change).toBe('restored version 2 in production');
});

it('tells what a subject would get, and why, from the same evaluator as every SDK', async () => {
  const flag = await aFlag();
  const rules = [{ conditions: [{ attribute: 'country', operator: 'ONE_OF' as const, value: ['DE'] }] }];
  await put(production(flag), { isEnabled: true, allocations: [anAllocation({ rules }), aDefault('off')] }, 1);
  const ask = async (attributes: object): Promise<FlagTrial> =>
    (
      await editor.post<FlagTrial>(`/flags/${flag.key}/try`, {
        environment: 'production',
        subjectKey: 'anna',
        attributes,
      })
    ).body;

  const inside = await ask({ country: 'DE' });
  const outside = await ask({ country: 'FR' });

  expect(inside).toMatchObject({ code: 'MATCH', variation: 'on', value: true });
  expect(inside.allocations.map((one) => one.code)).toEqual(['MATCH', 'UNEVALUATED']);
  expect(outside).toMatchObject({ code: 'MATCH', variation: 'off', value: false });
  expect(outside.allocations[0]).toMatchObject({ code: 'FAILING_RULE' });
  expect(outside.allocations[0]?.explanation).toContain('subject: FR');
});

it('tries a progressive roll-out at any time', async () => {
  const flag = await aFlag();
  const gate = anAllocation({
    trafficExposure: 0,
    phases: [
      { at: '2026-12-02T00:00:00Z', trafficExposure: 0 },
      { at: '2026-12-04T00:00:00Z', trafficExposure: 1 },
    ],
    endAt: '2026-12-08T00:00:00Z',
  });
  await put(production(flag), { isEnabled: true, allocations: [gate, aDefault('off')] }, 1);
  const ask = async (at: string): Promise<FlagTrial> =>
    (await editor.post<FlagTrial>(`/flags/${flag.key}/try`, { environment: 'production', subjectKey: 'anna', at }))
      .body;

  const [before, during, after] = await Promise.all(
    ['2026-12-03', '2026-12-05', '2026-12-09'].map((day) => ask(`${day}T00:00:00Z`)),
  );

  expect(before!.allocations.map(({ code }) => code)).toEqual(['BEFORE_START_TIME', 'MATCH']);
  expect(during).toMatchObject({ variation: 'on' });
  expect(after!.allocations.map(({ code }) => code)).toEqual(['AFTER_END_TIME', 'MATCH']);
});

it('reports flags that the code could do without', async () => {
  const admin = await backend.as('admin', await backend.addOrganisation('Stale'));
  await admin.post('/flags', aFlagInput({ key: 'fresh' }));

  const fresh = await admin.get<{ items: StaleFlag[] }>('/stale-flags');
  const wrong = await admin.get<ProblemBody>('/stale-flags?days=0');

  expect(fresh.body).toEqual({ items: [], next: null });
  expect([wrong.status, wrong.body.errors[0]?.path]).toEqual([400, 'days']);
});

it('pages through flags by key', async () => {
  const admin = await backend.as('admin', await backend.addOrganisation('Pages'));
  for (const key of ['b', 'a', 'C']) await admin.post('/flags', aFlagInput({ key }));

  const first = await admin.get<{ items: FlagView[]; next: string }>('/flags?limit=2');
  const second = await admin.get<{ items: FlagView[]; next: null }>(`/flags?limit=2&cursor=${first.body.next}`);

  expect([...first.body.items, ...second.body.items].map(({ key }) => key)).toEqual(['C', 'a', 'b']);
  expect(second.body.next).toBeNull();
});

it('hides flags from other organisations and edits from viewers', async () => {
  const flag = await aFlag();
  const stranger = await backend.as('admin', await backend.addOrganisation('Strangers'));
  const viewer = await backend.as('viewer');

  expect((await stranger.get(`/flags/${flag.key}`)).status).toBe(404);
  expect((await viewer.get(`/flags/${flag.key}`)).status).toBe(200);
  expect((await viewer.post('/flags', aFlagInput({ key: 'not-allowed' }))).status).toBe(403);
});

it('shows an SDK key once and keeps only its hash', async () => {
  const admin = await backend.as('admin');
  const created = await admin.post<{ id: string; key: string; prefix: string }>('/sdk-keys', {
    name: 'Shop',
    environment: 'production',
    kind: 'server',
  });
  const wrong = await admin.post<ProblemBody>('/sdk-keys', { name: 'X', environment: 'nowhere', kind: 'server' });

  const revoked = await admin.delete(`/sdk-keys/${created.body.id}`);
  const listed = await admin.get('/sdk-keys');

  expect(created.status).toBe(201);
  expect(created.body.key).toMatch(/^assay_sk_[A-Za-z0-9_-]{32}$/);
  expect(created.body.key.startsWith(created.body.prefix)).toBe(true);
  expect([wrong.status, wrong.body.errors[0]?.path]).toEqual([400, 'environment']);
  expect(revoked.status).toBe(204);
  expect(listed.text).not.toContain(created.body.key);
  expect(listed.body).toMatchObject({ items: [{ id: created.body.id, revokedAt: expect.any(String) }] });
});

it('audits each change', async () => {
  const flag = await aFlag();
  await put(production(flag), { isEnabled: true, allocations: [] }, 1);
  const admin = await backend.as('admin');

  const { text } = await admin.get('/audit-events');

  expect(text).toContain('flag.created');
  expect(text).toContain('flag.enabled');
});
