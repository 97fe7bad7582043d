import { createPublicKey, generateKeyPairSync, randomBytes, sign } from 'node:crypto';

/** A certificate of this machine's loopback address that signs itself, and its key; both PEM. */
export interface LocalCertificate {
  readonly certificate: string;
  readonly key: string;
}

/** A value of DER: tag, length, content (X.690). */
const der = (tag: number, ...contents: readonly Buffer[]): Buffer => {
  const content = Buffer.concat(contents);
  if (content.length < 0x80) return Buffer.concat([Buffer.of(tag, content.length), content]);
  const hex = content.length.toString(16);
  const length = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
  return Buffer.concat([Buffer.of(tag, 0x80 | length.length), length, content]);
};
const sequence = (...contents: readonly Buffer[]): Buffer => der(0x30, ...contents);
const identifier = (hex: string): Buffer => der(0x06, Buffer.from(hex, 'hex'));
const utcTime = (at: Date): Buffer =>
  der(0x17, Buffer.from(`${at.toISOString().slice(2, 19).replace(/[-:T]/g, '')}Z`, 'ascii'));

const ecdsaWithSha256 = sequence(identifier('2a8648ce3d040302'));
const commonName = (name: string): Buffer =>
  sequence(der(0x31, sequence(identifier('550403'), der(0x0c, Buffer.from(name, 'utf8')))));
/** Subject alternative names: `localhost` and 127.0.0.1 (RFC 5280, 4.2.1.6). */
const localNames = sequence(
  identifier('551d11'),
  der(0x04, sequence(der(0x82, Buffer.from('localhost', 'ascii')), der(0x87, Buffer.of(127, 0, 0, 1)))),
);

/** Made anew at each start, for a day: no private key is kept anywhere. */
export function localCertificate(): LocalCertificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const name = commonName('Assay stand-in');
  const [from, until] = [new Date(Date.now() - 3_600_000), new Date(Date.now() + 86_400_000)];
  const body = sequence(
    der(0xa0, der(0x02, Buffer.of(2))), // version 3
    der(0x02, Buffer.concat([Buffer.of(1), randomBytes(8)])),
    ...[ecdsaWithSha256, name, sequence(utcTime(from), utcTime(until)), name],
    createPublicKey(publicKey.export({ type: 'spki', format: 'pem' })).export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(localNames)),
  );
  const signature = der(0x03, Buffer.of(0), sign('sha256', body, privateKey));
  const encoded = sequence(body, ecdsaWithSha256, signature).toString('base64');
  const lines = encoded.match(/.{1,64}/g) ?? [];
  return {
    certificate: ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n'),
    key: String(privateKey.export({ type: 'pkcs8', format: 'pem' })),
  };
}
