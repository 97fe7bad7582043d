import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  compile,
  evaluate,
  fromBase64,
  lookUp,
  parsePrecomputed,
  parseRuleset,
  type Attributes,
} from '@assay/flag-evaluation';
import { aWorld, clientGrant, environment, serverGrant, type World } from './testing/world.js';
import { storeKeys } from './index.js';

export interface EdgeCall {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface EdgeReply {
  readonly status: number;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** The handler in some place where it runs, over the content of a world. */
export interface EdgeUnderTest {
  send(call: EdgeCall): Promise<EdgeReply>;
  stop(): Promise<void>;
}

/** What the edge answers, wherever it runs. */
export function edgeConformance(place: string, start: (world: World) => Promise<EdgeUnderTest>): void {
  describe(`the edge in ${place}`, () => {
    const world = aWorld();
    const rules = world.entries.get(storeKeys.ruleset(serverGrant))!;
    const key = `?apiKey=${world.serverKey}&sdkName=node-server-sdk&sdkVersion=3.10.2`;
    const asServer = { authorization: `Bearer ${world.serverKey}` };
    const config = '/flag-config/v1/config';
    let edge: EdgeUnderTest;
    const get = (path: string, headers: Record<string, string> = {}): Promise<EdgeReply> =>
      edge.send({ method: 'GET', path, headers });
    const post = (path: string, body: unknown, headers: Record<string, string> = asServer): Promise<EdgeReply> => {
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      return edge.send({
        method: 'POST',
        path,
        headers: { 'content-type': 'application/json', ...headers },
        body: text,
      });
    };

    beforeAll(async () => {
      edge = await start(world);
    }, 180_000);
    afterAll(() => edge.stop());

    it.each(['', '/api', '/api/api'])('hands on the ruleset byte for byte below "%s"', async (prefix) => {
      const reply = await get(`${prefix}${config}${key}`);

      expect(reply.status).toBe(200);
      expect(reply.text).toBe(rules.value);
      expect(reply.headers['content-type']).toContain('application/json');
      expect(reply.headers['cache-control']).toContain('stale-if-error');
      expect(reply.headers['assay-ruleset']).toMatch(/^v=7;kid=test;sig=[A-Za-z0-9+/=]+$/);
      expect(reply.headers['access-control-allow-origin']).toBe('*');
    });

    it('answers 304 to whoever has this ruleset, and only to them', async () => {
      const { etag = '' } = (await get(config + key)).headers;

      const same = await get(config + key, { 'if-none-match': etag });
      const other = await get(config + key, { 'if-none-match': '"something else"' });

      expect(etag).toMatch(/^"[0-9a-f]{64}"$/);
      expect([same.status, same.text, same.headers.etag]).toEqual([304, '', etag]);
      expect(other.status).toBe(200);
    });

    it.each(['x-api-key', 'assay-sdk-key'])('takes the key from the header %s', async (header) => {
      expect((await get(config, { [header]: world.serverKey })).status).toBe(200);
    });

    it('gives a client key names and texts in hashed form only', async () => {
      const reply = await get(`${config}?apiKey=${world.clientKey}`);

      expect(reply.text).toBe(world.entries.get(storeKeys.ruleset(clientGrant))!.value);
      expect(parseRuleset(reply.text).format).toBe('CLIENT');
      expect(reply.text).not.toContain('checkout');
    });

    it('refuses unknown, missing and cut keys with a text that is no ruleset', async () => {
      for (const query of ['', '?apiKey=', '?apiKey=nobody', `?apiKey=${world.serverKey.slice(0, -1)}`]) {
        const reply = await get(config + query);

        expect(reply.status).toBe(401);
        expect(() => JSON.parse(reply.text) as unknown).toThrow();
      }
    });

    it('gives an empty list of models where there are none', async () => {
      const reply = await get(`/flag-config/v1/bandits${key}`);

      expect(reply.status).toBe(200);
      expect(JSON.parse(reply.text)).toMatchObject({ bandits: {} });
    });

    it('answers a wrong method with 405 and the right ones, an unknown path with 404', async () => {
      const put = await edge.send({ method: 'PUT', path: config + key, body: '{}' });
      const fetched = await get('/assignments');
      const unknown = await get('/flag-config/v2/config');

      expect([put.status, put.headers.allow]).toEqual([405, 'GET, HEAD, OPTIONS']);
      expect([fetched.status, fetched.headers.allow]).toEqual([405, 'POST, OPTIONS']);
      expect(unknown.status).toBe(404);
    });

    it('lets pages of any origin ask', async () => {
      const reply = await edge.send({
        method: 'OPTIONS',
        path: '/assignments',
        headers: { origin: 'https://shop.test' },
      });

      expect(reply.status).toBe(204);
      expect(reply.headers['access-control-allow-origin']).toBe('*');
      expect(reply.headers['access-control-allow-headers']).toContain('content-type');
      expect(reply.headers['access-control-allow-methods']).toContain('POST');
    });

    it('precomputes what an SDK with the ruleset would decide, for each subject', async () => {
      const ruleset = compile(world.ruleset);
      for (let i = 0; i < 40; i++) {
        const attributes: Attributes = {
          country: ['DE', 'FR', 'AT'][i % 3]!,
          email: i % 4 === 0 ? `s${i}@example.com` : null,
          age: i,
        };
        const { age, ...categorical } = attributes;
        const subject = { key: `subject ${i} ü`, attributes, now: Date.parse('2026-11-02T10:00:00Z') };

        const reply = await post(`/assignments${key}`, {
          subject_key: subject.key,
          subject_attributes: { numericAttributes: { age }, categoricalAttributes: categorical },
        });

        expect(reply.status).toBe(200);
        const document = parsePrecomputed(reply.text);
        for (const flagKey of Object.keys(world.ruleset.flags)) {
          const { flagKey: _, ...expected } = evaluate(ruleset, flagKey, null, subject);
          const found = lookUp(document, flagKey, null);
          if (expected.code === 'MATCH') expect(found).toMatchObject(expected);
          else expect(found.code).toBe('FLAG_UNRECOGNIZED_OR_DISABLED');
        }
      }
    });

    it('writes precomputed assignments with every text in base64 and every key hashed', async () => {
      const reply = await post(
        `/assignments?apiKey=${world.clientKey}`,
        { subject_key: 'a', subject_attributes: {} },
        {},
      );

      const document = JSON.parse(reply.text) as { salt: string; flags: Record<string, Record<string, string>> };
      expect(document).toMatchObject({ format: 'PRECOMPUTED', obfuscated: true, environment: { name: 'Production' } });
      expect(Object.keys(document.flags).every((hash) => /^[0-9a-f]{32}$/.test(hash))).toBe(true);
      expect(Object.values(document.flags).map((flag) => fromBase64(flag.variationValue ?? ''))).toContain('true');
    });

    it.each([
      ['garbage', '{"subject_key": "a"'],
      ['a list', '[]'],
      ['nothing', ''],
      ['no subject', '{"subject_attributes":{}}'],
      ['an empty subject', '{"subject_key":""}'],
      ['attributes that are a list', '{"subject_key":"a","subject_attributes":[1]}'],
    ])('refuses %s instead of assignments with 400', async (_, body) => {
      const reply = await post(`/assignments${key}`, body);

      expect(reply.status).toBe(400);
      expect(JSON.parse(reply.text)).toMatchObject({ code: 'invalid_input', status: 400 });
    });

    it('refuses a body that is too long with 413', async () => {
      const reply = await post(`/assignments${key}`, { subject_key: 'x'.repeat(300_000) });

      expect(reply.status).toBe(413);
    });

    it('ignores attributes that rules cannot look at', async () => {
      const attributes = '{"country":{"toString":"DE"},"__proto__":{"country":"DE"},"email":["a@example.com"]}';
      const reply = await post(`/assignments${key}`, `{"subject_key":"a","subject_attributes":${attributes}}`);

      expect(reply.status).toBe(200);
      expect(lookUp(parsePrecomputed(reply.text), 'colour', 'STRING').variationKey).toBe('grey');
    });

    it.each([
      ['checkout', { value: true, variant: 'on', reason: 'STATIC' }],
      ['colour', { value: '', variant: 'grey', reason: 'DEFAULT' }],
      ['limit', { value: 50, variant: 'many', reason: 'TARGETING_MATCH' }],
      ['share', { value: 0.5, variant: 'half', reason: 'STATIC' }],
      ['layout', { value: { columns: 3, title: 'Größe' }, variant: 'wide', reason: 'STATIC' }],
    ])('evaluates %s over OFREP', async (flag, expected) => {
      const context = { targetingKey: 'anna', email: 'anna@example.com' };

      const reply = await post(`/ofrep/v1/evaluate/flags/${flag}`, { context });

      expect(reply.status).toBe(200);
      expect(reply.headers['content-type']).toContain('application/json');
      expect(JSON.parse(reply.text)).toMatchObject({ key: flag, ...expected });
    });

    it('tells over OFREP what an assignment event needs', async () => {
      for (let i = 0; ; i++) {
        const context = { targetingKey: `s${i}`, country: 'DE' };
        const reply = await post('/ofrep/v1/evaluate/flags/colour', { context }, { 'x-api-key': world.serverKey });
        const answer = JSON.parse(reply.text) as { reason: string; metadata: unknown };
        if (answer.reason !== 'SPLIT') continue;

        expect(answer.metadata).toEqual({
          allocation: 'colours',
          experiment: 'colour-colours',
          doLog: true,
          holdoutKey: 'autumn',
        });
        return;
      }
    });

    it.each([
      ['no-such-flag', '{"context":{"targetingKey":"a"}}', 404, 'FLAG_NOT_FOUND'],
      ['limit', '{"context":{"targetingKey":"a"}}', 404, 'FLAG_NOT_FOUND'],
      ['checkout', '{"context":{}}', 400, 'TARGETING_KEY_MISSING'],
      ['checkout', '{"context":[]}', 400, 'INVALID_CONTEXT'],
      ['checkout', '{}', 400, 'INVALID_CONTEXT'],
      ['checkout', '{"context":', 400, 'PARSE_ERROR'],
    ])('answers OFREP %s with %s as %i %s', async (flag, body, status, errorCode) => {
      const reply = await post(`/ofrep/v1/evaluate/flags/${flag}`, body);

      expect(reply.status).toBe(status);
      expect(JSON.parse(reply.text)).toMatchObject({ key: flag, errorCode });
    });

    it('answers OFREP without a good key with 401 and no body', async () => {
      const reply = await post('/ofrep/v1/evaluate/flags', { context: { targetingKey: 'a' } }, { 'x-api-key': 'no' });

      expect([reply.status, reply.text]).toEqual([401, '']);
    });

    it('evaluates all flags over OFREP and answers 304 while nothing changes for this context', async () => {
      const ask = (targetingKey: string, tag?: string): Promise<EdgeReply> =>
        post(
          '/ofrep/v1/evaluate/flags',
          { context: { targetingKey, email: `${targetingKey}@example.com` } },
          {
            ...asServer,
            ...(tag !== undefined && { 'if-none-match': tag }),
          },
        );
      const first = await ask('anna');
      const { etag = '' } = first.headers;

      const { flags } = JSON.parse(first.text) as { flags: { key: string; value?: unknown }[] };
      expect(flags.map((flag) => flag.key).sort()).toEqual(Object.keys(world.ruleset.flags).sort());
      expect(flags.find((flag) => flag.key === 'limit')).toMatchObject({ value: 50 });
      expect([(await ask('anna', etag)).status, (await ask('anna', '"other"')).status]).toEqual([304, 200]);
    });

    it('says which build it is without a key', async () => {
      const reply = await get('/edge/health');

      expect(reply.status).toBe(200);
      expect(JSON.parse(reply.text)).toMatchObject({ status: 'ok' });
      expect(reply.text).not.toContain(environment);
    });
  });
}
