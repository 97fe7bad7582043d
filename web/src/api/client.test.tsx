import { expect, it } from '@jest/globals';
import { problem, serve } from '../testing/fakeServer.js';
import { withParameters } from './client.js';
import { api, ApiProblem, asProblem } from './index.js';

const entity = {
  id: 'ent1',
  version: 4,
  createdAt: '2026-11-01T00:00:00Z',
  updatedAt: '2026-11-01T00:00:00Z',
  name: 'Visitor',
  description: '',
};

const refusal = async (promise: Promise<unknown>): Promise<ApiProblem> => {
  try {
    await promise;
  } catch (error) {
    return asProblem(error);
  }
  throw new Error('It was not refused.');
};

it('sends the version that was read, so that nobody else’s edit is overwritten', async () => {
  const asked = serve({ 'PUT /api/v1/entities/ent1': entity });

  await api.entities.replace('ent1', 3, { name: 'Visitor', description: '' });

  expect(asked[0]?.headers['if-match']).toBe('"3"');
});

it('gives each creation a key of its own', async () => {
  const asked = serve({ 'POST /api/v1/entities': entity });

  await api.entities.create({ name: 'A', description: '' });
  await api.entities.create({ name: 'A', description: '' });

  const [first, second] = asked.map(({ headers }) => headers['idempotency-key']);
  expect(first).toBeTruthy();
  expect(first).not.toBe(second);
});

it('escapes keys in addresses', async () => {
  const asked = serve({ 'DELETE /api/v1/flags/a%2Fb': () => ({ status: 204 }) });

  await api.flags.archive('a/b', 1);

  expect(asked[0]?.path).toBe('/api/v1/flags/a%2Fb');
});

it('leaves empty parameters out of an address', () => {
  expect(withParameters('/x', { a: 1, b: null, c: undefined, d: '', e: false })).toBe('/x?a=1&e=false');
});

it('tells what a problem document says, field by field', async () => {
  serve({
    'POST /api/v1/entities': () => ({
      status: 400,
      body: problem(400, 'invalid_input', 'The input is not valid', 'name: Give it a name.', [
        { path: 'name', message: 'Give it a name.' },
      ]),
    }),
  });

  const refused = await refusal(api.entities.create({ name: '', description: '' }));

  expect(refused.status).toBe(400);
  expect(refused.fieldError('name')).toBe('Give it a name.');
  expect(refused.problem.requestId).toBe('req_test');
});

it('has words of its own for an answer that is no problem document', async () => {
  serve({ 'POST /api/v1/entities': () => ({ status: 502, body: '<html>Bad gateway</html>' }) });

  const refused = await refusal(api.entities.create({ name: 'A', description: '' }));

  expect(refused.problem.title).toBe('The server answered 502');
});

it('says that the server cannot be reached', async () => {
  globalThis.fetch = () => Promise.reject(new TypeError('fetch failed'));

  const refused = await refusal(api.entities.create({ name: 'A', description: '' }));

  expect(refused.problem.title).toBe('The server cannot be reached');
});

it('refuses an answer of another form instead of showing half of it', async () => {
  serve({ 'POST /api/v1/entities': { id: 'ent1' } });

  const refused = await refusal(api.entities.create({ name: 'A', description: '' }));

  expect(refused.problem.code).toBe('unexpected_answer');
});
