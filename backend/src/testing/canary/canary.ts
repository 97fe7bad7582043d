import { constants, inflateRawSync } from 'node:zlib';

/** A text that exists in the customer's rows alone; `place` says which rows. */
export interface Canary {
  readonly place: string;
  readonly token: string;
}

/** Where a canary was seen that has no business there. */
export interface Sighting {
  readonly place: string;
  readonly sink: string;
}

const latin = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');

/** What of a text is left in base64 whatever stands before and after it: one form for each of three alignments. */
const base64Forms = (token: string): string[] =>
  [0, 1, 2].map((before) => {
    const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(token, 'utf8')]);
    const skipped = before === 0 ? 0 : before + 1;
    return bytes.toString('base64').slice(skipped, Math.floor((bytes.length * 8) / 6));
  });

const escaped = (token: string): string =>
  [...JSON.stringify(token).slice(1, -1)]
    .map((c) => (c.charCodeAt(0) > 126 ? `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}` : c))
    .join('');

/** Every spelling under which a token may hide, those of any case in lower case. */
const formsOf = (token: string): { exact: readonly string[]; anyCase: readonly string[] } => ({
  exact: base64Forms(token).flatMap((form) => [form, form.replaceAll('+', '-').replaceAll('/', '_')]),
  anyCase: [
    latin(token),
    latin(JSON.stringify(token).slice(1, -1)),
    latin(JSON.stringify(JSON.stringify(token)).slice(3, -3)),
    escaped(token),
    encodeURIComponent(token),
    Buffer.from(token, 'utf8').toString('hex'),
  ].map((form) => form.toLowerCase()),
});

/** What gzip hides: every member that can be unpacked, wherever it begins. */
function unpacked(bytes: Buffer): Buffer[] {
  const found: Buffer[] = [];
  for (let at = bytes.indexOf('1f8b08', 0, 'hex'); at >= 0; at = bytes.indexOf('1f8b08', at + 1, 'hex')) {
    try {
      const hasName = ((bytes[at + 3] ?? 0) & 8) !== 0;
      const begin = hasName ? bytes.indexOf(0, at + 10) + 1 : at + 10;
      // Raw, since an archive in the middle of a file has other bytes behind it, and a torn one has no end.
      found.push(inflateRawSync(bytes.subarray(begin), { finishFlush: constants.Z_SYNC_FLUSH }));
    } catch {
      // three bytes that only look like the beginning of one
    }
  }
  return found;
}

/** Looks for canaries in what a sink holds: raw, in any case, JSON-, URL-, base64- and hex-encoded, and gzipped. */
export function sightings(canaries: readonly Canary[], sink: string, content: string | Buffer): Sighting[] {
  const bytes = typeof content === 'string' ? Buffer.from(content, 'utf8') : content;
  const texts = [bytes, ...unpacked(bytes)].map((part) => part.toString('latin1'));
  return canaries
    .filter(({ token }) => {
      const { exact, anyCase } = formsOf(token);
      return texts.some((text) => {
        const lower = text.toLowerCase();
        return exact.some((form) => text.includes(form)) || anyCase.some((form) => lower.includes(form));
      });
    })
    .map(({ place }) => ({ place, sink }));
}
