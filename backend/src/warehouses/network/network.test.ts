import { createServer, type AddressInfo, type Server } from 'node:net';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { isAllowed, type Network } from './addresses.js';
import { expectAllowed, GuardedSocket, guardedLookup } from './lookup.js';

const everywhere = ['8.8.8.8', '52.0.0.1', '2606:4700::1111'];
const near = ['127.0.0.1', '10.1.2.3', '172.31.0.1', '192.168.1.1', '100.64.0.1', '::1', 'fd12::1', '::ffff:10.0.0.1'];
const metadata = [
  '169.254.169.254',
  '169.254.170.2',
  '::ffff:169.254.169.254',
  '::ffff:a9fe:a9fe',
  'fe80::1',
  'fd00:ec2::254',
  '100.100.100.200',
  '168.63.129.16',
  '0.0.0.0',
  '::',
  '64:ff9b::a9fe:a9fe',
  '2002:a9fe:a9fe::1',
  '255.255.255.255',
];

it.each<[Network, readonly string[], readonly string[]]>([
  ['public', everywhere, [...near, ...metadata]],
  ['private', [...everywhere, ...near], metadata],
  ['all', [...everywhere, ...near, ...metadata], []],
])('allows in the network “%s” what belongs there, and nothing else', (network, allowed, refused) => {
  expect(allowed.filter((address) => !isAllowed(address, network))).toEqual([]);
  expect(refused.filter((address) => isAllowed(address, network))).toEqual([]);
});

describe('given names', () => {
  const known: Readonly<Record<string, readonly { address: string; family: number }[]>> = {
    'good.example': [{ address: '8.8.8.8', family: 4 }],
    'mixed.example': [
      { address: '8.8.8.8', family: 4 },
      { address: '169.254.169.254', family: 4 },
    ],
  };
  const resolve: NonNullable<Parameters<typeof expectAllowed>[2]> = (host, answer) =>
    answer(known[host] ? null : new Error('ENOTFOUND'), known[host] ?? []);

  it('refuses one of whose addresses one is refused, without telling the address', async () => {
    await expect(expectAllowed('good.example', 'private', resolve)).resolves.toBeUndefined();
    await expect(expectAllowed('mixed.example', 'private', resolve)).rejects.toMatchObject({
      reason: 'network',
      message: expect.not.stringContaining('169.254'),
    });
  });

  it('leaves unknown names to the driver', async () => {
    await expect(expectAllowed('nowhere.example', 'private', resolve)).resolves.toBeUndefined();
  });

  it('answers in both forms that sockets ask for', () => {
    const answers: unknown[] = [];
    const look = guardedLookup('public', resolve);
    look('good.example', {}, (...answer) => answers.push(answer));
    look('good.example', { all: true }, (...answer) => answers.push(answer));

    expect(answers).toEqual([
      [null, '8.8.8.8', 4],
      [null, [{ address: '8.8.8.8', family: 4 }]],
    ]);
  });
});

describe('given a server on this machine', () => {
  let server: Server;
  beforeAll(async () => {
    server = createServer((socket) => socket.end('hello'));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterAll(() => {
    server.close();
  });

  const outcome = async (network: Network, host: string): Promise<string> => {
    const socket = new GuardedSocket(network);
    socket.connect((server.address() as AddressInfo).port, host);
    return new Promise((done) => {
      socket.on('error', (error) => done(error.message));
      socket.on('data', (data) => {
        socket.destroy();
        done(String(data));
      });
    });
  };

  it.each(['127.0.0.1', 'localhost'])('connects to it as %s in private only', async (host) => {
    expect(await outcome('private', host)).toBe('hello');
    expect(await outcome('public', host)).toMatch(/no warehouse may be/);
  });
});
