import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { AudienceView, FlagTrial } from '@assay/api-contract';
import { Database } from '../../database/index.js';
import { startBackend, type TestBackend } from '../../testing/index.js';
import { FlagsService } from '../flags.service.js';
import { aFlagInput, anAllocation, type FlagView, type ProblemBody } from '../testing/builders.js';

let backend: TestBackend;
let editor: Awaited<ReturnType<TestBackend['as']>>;
beforeAll(async () => {
  backend = await startBackend();
  editor = await backend.as('experiment_editor');
});
afterAll(() => backend.stop());

let made = 0;
let [audience, flag] = ['', ''];
const rule = (country: string) => ({
  conditions: [{ attribute: 'country', operator: 'ONE_OF' as const, value: [country] }],
});
const any = { 'if-match': '*' };
const inProduction = (): string => `/flags/${flag}/environments/production`;
const update = (rules: object[], scope: string, headers = any) =>
  editor.put<AudienceView & ProblemBody>(`/audiences/${audience}`, { name: 'Vips', rules, scope }, headers);
const served = async (country: string): Promise<string | null> => {
  const trial = { environment: 'production', subjectKey: 'anna', attributes: { country } };
  return (await editor.post<FlagTrial>(`/flags/${flag}/try`, trial)).body.variation;
};
/** The rules as they would be published. */
const published = async (): Promise<unknown> => {
  const environments = await editor.get<{ items: { id: string }[] }>('/environments');
  const flags = await backend.app
    .get(Database)
    .acrossOrganisations((tx) => backend.app.get(FlagsService).listPublished(tx, environments.body.items[0]!.id));
  return flags.find((one) => one.key === flag)?.allocations[0]?.rules;
};

beforeEach(async () => {
  made += 1;
  [audience, flag] = [`vips-${made}`, `flag-${made}`];
  expect((await editor.post('/audiences', { key: audience, name: 'Vips', rules: [rule('DE')] })).status).toBe(201);
  await editor.post('/flags', aFlagInput({ key: flag }));
  const allocations = [anAllocation({ rules: [rule('US')], audiences: [audience] })];
  expect((await editor.put(inProduction(), { isEnabled: true, allocations }, any)).status).toBe(200);
});

it('lets in whoever one of its rules fits, beside the rules of the allocation', async () => {
  expect([await served('US'), await served('DE'), await served('FR')]).toEqual(['on', 'on', null]);
  expect(await published()).toEqual([rule('US'), rule('DE')]);
});

it('lists the allocations that use it', async () => {
  const { body } = await editor.get<AudienceView>(`/audiences/${audience}`);

  expect(body.uses).toEqual([{ flag, environment: 'production', allocation: 'gate', isEnabled: true }]);
});

it('changes all uses, or only new ones', async () => {
  await update([rule('FR')], 'everywhere');
  expect([await served('DE'), await served('FR')]).toEqual([null, 'on']);
  const before = await published();

  const { body } = await update([rule('JP')], 'new');

  expect(body.uses).toEqual([]);
  expect([await served('FR'), await served('JP')]).toEqual(['on', null]);
  expect(await published()).toEqual(before);
});

it('leaves its rules to whoever uses it when it is deleted', async () => {
  const before = await published();

  const { status } = await editor.delete(`/audiences/${audience}`, any);

  expect(status).toBe(204);
  expect(await published()).toEqual(before);
  expect((await editor.get<FlagView>(`/flags/${flag}`)).body.environments[0]?.allocations[0]?.audiences).toEqual([]);
});

describe('given bad input', () => {
  it('refuses an audience that is not there, listed twice, or on a default', async () => {
    const put = async (change: object): Promise<string[]> => {
      const allocations = [anAllocation({ rules: [rule('US')], ...change })];
      const { body } = await editor.put<ProblemBody>(inProduction(), { isEnabled: true, allocations }, any);
      return body.errors.map((error) => error.path);
    };

    expect(await put({ audiences: ['nobody'] })).toEqual(['allocations.0.audiences.0']);
    expect(await put({ audiences: [audience, audience] })).toEqual(['allocations.0.audiences.1']);
    expect(await put({ kind: 'default', rules: [], audiences: [audience] })).toEqual(['allocations.0.rules']);
  });

  it('refuses rules that let everybody in, a key that is taken, and an edit of what somebody changed', async () => {
    const open = await update([{ conditions: [] }], 'everywhere');
    const taken = await editor.post('/audiences', { key: audience, name: 'Vips', rules: [rule('DE')] });
    const stale = await update([rule('FR')], 'everywhere', { 'if-match': '"7"' });

    expect([open.status, open.body.errors[0]?.path]).toEqual([400, 'rules.0.conditions']);
    expect([taken.status, stale.status]).toEqual([409, 412]);
  });
});

it('does not reach past approval, but changes new uses', async () => {
  const owner = await backend.signIn();
  await owner.patch('/environments/production', { needsApproval: true }, any);

  const everywhere = await update([rule('FR')], 'everywhere');
  const fresh = await update([rule('FR')], 'new');
  await owner.patch('/environments/production', { needsApproval: false }, any);

  expect([everywhere.status, fresh.status]).toEqual([409, 200]);
  expect([await served('DE'), await served('FR')]).toEqual(['on', null]);
});

it('loses no use when a flag begins to use it while it is deleted', async () => {
  const other = `other-${made}`;
  await editor.post('/flags', aFlagInput({ key: other }));
  const allocations = [anAllocation({ audiences: [audience] })];

  const [used, deleted] = await Promise.all([
    editor.put<FlagView>(`/flags/${other}/environments/test`, { isEnabled: true, allocations }, any),
    editor.delete(`/audiences/${audience}`, any),
  ]);

  const { body } = await editor.get<FlagView>(`/flags/${other}`);
  const left = await editor.get(`/audiences/${audience}`);
  const isReferred = body.environments[1]?.allocations[0]?.audiences.includes(audience) ?? false;
  expect([200, 400]).toContain(used.status);
  expect([204, 409]).toContain(deleted.status);
  expect(isReferred).toBe(isReferred && left.status === 200);
});
