import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ChangeRequestView } from '@assay/api-contract';
import { MembersService } from '../../identity/index.js';
import { startBackend, type TestBackend } from '../../testing/index.js';
import { aDefault, aFlagInput, type FlagVersion, type FlagView, type ProblemBody } from '../testing/builders.js';

let backend: TestBackend;
let editor: Awaited<ReturnType<TestBackend['as']>>;
/** The owner, signed in: may approve. */
let person: Awaited<ReturnType<TestBackend['signIn']>>;
beforeAll(async () => {
  backend = await startBackend();
  [editor, person] = [await backend.as('experiment_editor'), await backend.signIn()];
});
afterAll(() => backend.stop());

let made = 0;
let key = '';
const environment = (name = 'production'): string => `/flags/${key}/environments/${name}`;
const flag = async (): Promise<FlagView> => (await editor.get<FlagView>(`/flags/${key}`)).body;
const on = (served: string) => ({ isEnabled: true, allocations: [aDefault(served)] });
const propose = async (change: object, by = editor) =>
  by.post<ChangeRequestView & ProblemBody>('/change-requests', {
    flag: key,
    flagVersion: (await flag()).version,
    change,
    note: 'because',
  });
const decide = (id: string, what: string, by = person) =>
  by.post<ChangeRequestView & ProblemBody>(`/change-requests/${id}/${what}`, {});
const guard = async (needsApproval: boolean): Promise<void> => {
  const { status } = await person.send(
    'PATCH',
    '/environments/production',
    { needsApproval },
    { 'if-match': '*', 'content-type': 'application/json' },
  );
  expect(status).toBe(200);
};

beforeEach(async () => {
  key = `guarded-${++made}`;
  await guard(false);
  await editor.post('/flags', aFlagInput({ key }));
  await editor.put(environment(), on('off'), { 'if-match': '*' });
  await guard(true);
});

it('refuses an edit of what is on there, and says what to do instead', async () => {
  const { status, body } = await editor.put<ProblemBody>(environment(), on('on'), { 'if-match': '*' });

  expect([status, body.code]).toEqual([409, 'conflict']);
  expect(body.detail).toContain('/api/v1/change-requests');
  expect((await flag()).version).toBe(2);
});

it('makes an approved change, in the name of its author and of who approved it', async () => {
  const proposed = await propose({ environments: { production: on('on') } });

  const approved = await decide(proposed.body.id, 'approval');

  expect([proposed.status, approved.status]).toEqual([201, 200]);
  expect(proposed.body).toMatchObject({ status: 'pending', environments: ['production'], isOutdated: false });
  expect(proposed.body.before.environments?.['production']?.allocations[0]?.splits[0]?.variationKey).toBe('off');
  expect(approved.body).toMatchObject({ status: 'approved', decidedBy: 'Owner' });
  expect((await flag()).environments[0]?.allocations[0]?.splits[0]?.variationKey).toBe('on');
  const history = await editor.get<{ items: FlagVersion[] }>(`/flags/${key}/versions`);
  expect(history.body.items[0]).toMatchObject({ change: 'production: changed default (approved by Owner)' });
  expect(history.body.items[0]?.by).toMatch(/^experiment_editor/);
  expect((await person.get('/audit-events?action=change_request.')).text).toContain('change_request.approved');
});

it('turns off at once, without approval', async () => {
  const { status } = await editor.put(environment(), { ...on('off'), isEnabled: false }, { 'if-match': '*' });

  expect(status).toBe(200);
  expect((await person.get('/audit-events?action=flag.disabled')).text).toContain(key);
});

it('asks for approval of variations that are served there, and to archive', async () => {
  const { name, variations, version } = await flag();
  const swapped = variations.map((one) => ({ ...one, value: !one.value }));
  const ifMatch = { 'if-match': `"${version}"` };

  expect((await editor.put(`/flags/${key}`, { name, variations: swapped }, ifMatch)).status).toBe(409);
  expect((await editor.delete(`/flags/${key}`, ifMatch)).status).toBe(409);
  expect((await editor.put(`/flags/${key}`, { name: 'Other', variations }, ifMatch)).status).toBe(200);
});

it('asks for approval of tags, by which limited keys are served', async () => {
  const { name, description, variations } = await flag();
  const tagged = await editor.put<ProblemBody>(
    `/flags/${key}`,
    { name, description, variations, tags: ['web'] },
    { 'if-match': '*' },
  );
  const owned = await editor.put<FlagView>(
    `/flags/${key}`,
    { name, description, variations, owner: 'Growth' },
    { 'if-match': '*' },
  );

  expect([tagged.status, tagged.body.code, owned.status]).toEqual([409, 'conflict', 200]);
  expect(await flag()).toMatchObject({ tags: [], owner: 'Growth' });
});

it('leaves other environments alone', async () => {
  expect((await editor.put(environment('test'), on('on'), { 'if-match': '*' })).status).toBe(200);
  expect((await propose({ environments: { test: on('off') } })).status).toBe(409);
});

describe('given somebody who would approve their own change', () => {
  it('refuses the author', async () => {
    const { body } = await propose({ environments: { production: on('on') } }, person);

    const { status, body: refusal } = await decide(body.id, 'approval');

    expect([status, refusal.code]).toEqual([403, 'forbidden']);
    expect((await decide(body.id, 'withdrawal')).body.status).toBe('withdrawn');
  });

  it('refuses the person who made the API key that proposed it, and every API key', async () => {
    const created = await person.post<{ key: string }>('/api-keys', {
      name: `mine ${made}`,
      role: 'admin',
      expiresAt: null,
    });
    const headers = { authorization: `Bearer ${created.body.key}` };
    const nobody = await backend.as(null);
    const { body } = await nobody.post<ChangeRequestView>(
      '/change-requests',
      { flag: key, flagVersion: 2, change: { environments: { production: on('on') } } },
      headers,
    );
    const admin = await backend.as('admin');

    expect((await decide(body.id, 'approval')).status).toBe(403);
    expect((await decide(body.id, 'approval', admin)).status).toBe(403);
    expect((await decide(body.id, 'withdrawal')).status).toBe(403);
    expect((await decide(body.id, 'rejection')).body.status).toBe('rejected');
  });
});

it('lets one change wait at a time', async () => {
  await propose({ environments: { production: on('on') } });

  const second = await propose({ isArchived: true });

  expect([second.status, second.body.code]).toEqual([409, 'conflict']);
});

it('does not approve over an edit that came later, but over edits of other parts', async () => {
  const { body } = await propose({ environments: { production: on('on') } });
  await editor.put(environment('test'), on('on'), { 'if-match': '*' });
  const harmless = await editor.get<ChangeRequestView>(`/change-requests/${body.id}`);
  await editor.put(environment(), { ...on('off'), isEnabled: false }, { 'if-match': '*' });

  const { status } = await decide(body.id, 'approval');

  expect(harmless.body.isOutdated).toBe(false);
  expect(status).toBe(409);
  const listed = await editor.get<{ items: ChangeRequestView[] }>(`/change-requests?status=pending&flag=${key}`);
  expect(listed.body.items).toMatchObject([{ id: body.id, isOutdated: true }]);
});

it('proposes nothing that could not be made, and decides once', async () => {
  const wrong = await propose({ environments: { production: on('maybe') } });
  const { body } = await propose({ environments: { production: on('on') } });
  await decide(body.id, 'rejection');

  expect([wrong.status, wrong.body.errors[0]?.path]).toEqual([
    400,
    'change.environments.production.allocations.0.splits.0.variationKey',
  ]);
  expect((await decide(body.id, 'approval')).status).toBe(409);
  expect((await flag()).version).toBe(2);
});

it('lets two people who approve at once make the change once', async () => {
  const members = backend.app.get(MembersService);
  const { id } = await members.create(backend.who, {
    email: `second${made}@example.com`,
    name: 'Second',
    role: 'admin',
  });
  const second = await backend.signIn(id);
  const { body } = await propose({ environments: { production: on('on') } });

  const answers = await Promise.all([decide(body.id, 'approval'), decide(body.id, 'approval', second)]);

  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  expect((await flag()).version).toBe(3);
});
