import { BlockList, isIP } from 'node:net';

/**
 * Where warehouses may be, from narrow to wide. `public`: addresses of the Internet · `private`: also private
 * networks and this machine · `all`: also link-local addresses, where clouds hand out credentials to whoever asks.
 */
export const networks = ['public', 'private', 'all'] as const;
export type Network = (typeof networks)[number];

const listOf = (ranges: readonly (readonly [string, number, 'ipv4' | 'ipv6'])[]): BlockList => {
  const list = new BlockList();
  for (const [address, bits, family] of ranges) list.addSubnet(address, bits, family);
  return list;
};

/** Link-local (RFC 3927, RFC 4291), the metadata services of clouds, "this network", multicast and reserved. */
const never = listOf([
  ['0.0.0.0', 8, 'ipv4'],
  ['169.254.0.0', 16, 'ipv4'],
  ['100.100.100.200', 32, 'ipv4'],
  ['168.63.129.16', 32, 'ipv4'],
  ['192.0.0.192', 32, 'ipv4'],
  ['224.0.0.0', 4, 'ipv4'],
  ['240.0.0.0', 4, 'ipv4'],
  ['::', 128, 'ipv6'],
  ['fe80::', 10, 'ipv6'],
  ['ff00::', 8, 'ipv6'],
  ['fd00:ec2::', 32, 'ipv6'],
  ['fd20:ce::254', 128, 'ipv6'],
  ['64:ff9b::a9fe:0', 112, 'ipv6'],
  ['2002:a9fe::', 32, 'ipv6'],
]);

/** Loopback, private and shared networks (RFC 1918, RFC 4193, RFC 6598). */
const near = listOf([
  ['127.0.0.0', 8, 'ipv4'],
  ['10.0.0.0', 8, 'ipv4'],
  ['172.16.0.0', 12, 'ipv4'],
  ['192.168.0.0', 16, 'ipv4'],
  ['100.64.0.0', 10, 'ipv4'],
  ['::1', 128, 'ipv6'],
  ['fc00::', 7, 'ipv6'],
  ['64:ff9b::', 96, 'ipv6'],
  ['64:ff9b:1::', 48, 'ipv6'],
  ['2002::', 16, 'ipv6'],
]);

/** Whether an address, written as a number, is one where a warehouse may be. IPv4 inside IPv6 counts as IPv4. */
export const isAllowed = (address: string, network: Network): boolean => {
  if (network === 'all') return true;
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
  if (never.check(address, family)) return false;
  return network === 'private' || !near.check(address, family);
};
