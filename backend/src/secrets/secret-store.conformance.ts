import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { SecretStore } from './secret-store.js';

interface Subject {
  readonly store: SecretStore;
  close(): Promise<void>;
}

/** What every SecretStore does; each adapter's test calls it with its own way of opening one. */
export function secretStoreSuite(name: string, open: () => Promise<Subject>): void {
  describe(`given ${name}`, () => {
    let subject: Subject;
    let store: SecretStore;
    beforeEach(async () => {
      subject = await open();
      store = subject.store;
    });
    afterEach(() => subject.close());

    it('gives back what was stored, to the byte', async () => {
      const value = '{"key":"-----BEGIN\\n…\\n","ü":"\u{1F511}"}\n';

      const version = await store.put('connection/con_1', value);

      expect(await store.access('connection/con_1', version)).toBe(value);
    });

    it('keeps an older version readable beside a newer one', async () => {
      const first = await store.put('connection/con_1', 'old');
      const second = await store.put('connection/con_1', 'new');

      expect(first).not.toBe(second);
      expect(await store.access('connection/con_1', first)).toBe('old');
      expect(await store.access('connection/con_1', second)).toBe('new');
    });

    it('gives every one of many writers at the same moment a version of its own', async () => {
      const versions = await Promise.all(
        Array.from({ length: 8 }, (_, index) => store.put('connection/con_1', `v${index}`)),
      );

      const values = await Promise.all(versions.map((version) => store.access('connection/con_1', version)));

      expect(new Set(versions).size).toBe(8);
      expect(values).toEqual(versions.map((_, index) => `v${index}`));
    });

    it('makes a destroyed version unreadable and leaves the others', async () => {
      const first = await store.put('connection/con_1', 'old');
      const second = await store.put('connection/con_1', 'new');

      await store.destroy('connection/con_1', first);
      await store.destroy('connection/con_1', first);

      await expect(store.access('connection/con_1', first)).rejects.toMatchObject({ code: 'gone' });
      expect(await store.access('connection/con_1', second)).toBe('new');
    });

    it('never uses the number of a destroyed version again', async () => {
      const first = await store.put('connection/con_1', 'old');
      await store.destroy('connection/con_1');

      const next = await store.put('connection/con_1', 'new');

      expect(next).not.toBe(first);
      await expect(store.access('connection/con_1', first)).rejects.toMatchObject({ code: 'gone' });
    });

    it('says that a version was never there', async () => {
      await store.put('connection/con_1', 'value');

      await expect(store.access('connection/con_1', '99')).rejects.toMatchObject({ code: 'not_found' });
      await expect(store.access('connection/con_2', '1')).rejects.toMatchObject({ code: 'not_found' });
    });

    it('destroys what was never there without complaint', async () => {
      await expect(store.destroy('connection/none')).resolves.toBeUndefined();
      await expect(store.destroy('connection/none', '3')).resolves.toBeUndefined();
    });

    it.each(['', '../con_1', '/con_1', 'Con', 'a//b', 'a/../b', 'a\0b'])('refuses the name %j', async (wrong) => {
      await expect(store.put(wrong, 'value')).rejects.toThrow('a secret is named');
    });

    it('refuses an empty value and one over 64 KB', async () => {
      await expect(store.put('connection/con_1', '')).rejects.toMatchObject({ code: 'invalid_input' });
      await expect(store.put('connection/con_1', 'x'.repeat(65_537))).rejects.toMatchObject({ code: 'invalid_input' });
    });
  });
}
