/**
 * The ranges that Services take addresses and node ports from, and the part of each that is kept for those who ask by name.
 *
 * Models: pkg/registry/core/service/ipallocator/bitmap.go, portallocator/allocator.go (v1.37).
 */

/** Addresses or ports that can be given out: the first one and how many follow, and the part kept for explicit wishes. */
export interface ServiceRange {
  readonly first: bigint;
  readonly size: number;
  /** The first so many are given out on request, and otherwise only when the rest is used up. */
  readonly staticCount: number;
}

/** What a request for a certain value comes to. */
export type ClaimResult = 'ok' | 'notInRange' | 'allocated';

const ipv6SizeMax = 65_536n;
const wideRangeMax = 9_223_372_036_854_775_807n;

function clampedPart(size: number, step: number, most: number): number {
  const least = 16;
  if (size <= least) return 0;
  return Math.max(least, Math.min(most, Math.floor(size / step)));
}

/** Node ports from `base` on. Models: portallocator calculateRangeOffset: min(max(16, size/32), 128). */
export function nodePortRange(base: number, size: number): ServiceRange {
  return { first: BigInt(base), size, staticCount: clampedPart(size, 32, 128) };
}

/** `30000-32767` as a range; `30000+10` and one port alone are not read. */
export function parsePortRange(text: string): ServiceRange {
  const dash = text.indexOf('-');
  const from = Number(text.slice(0, dash));
  return nodePortRange(from, Number(text.slice(dash + 1)) - from + 1);
}

/**
 * Cluster addresses of a network: without its own address, and for IPv4 without the broadcast address.
 * @param cidr such as `10.96.0.0/12`; of IPv6 networks the first 65,535 addresses are used
 */
export function clusterIpRange(cidr: string): ServiceRange {
  const slash = cidr.indexOf('/');
  const address = cidr.slice(0, slash);
  const isV6 = address.includes(':');
  const hostBits = BigInt((isV6 ? 128 : 32) - Number(cidr.slice(slash + 1)));
  const network = (ipNumber(address) ?? 0n) & ~((1n << hostBits) - 1n);
  const whole = hostBits >= 63n ? wideRangeMax : 1n << hostBits;
  const all = isV6 && whole > ipv6SizeMax ? ipv6SizeMax : whole;
  const size = Math.max(0, Number(isV6 ? all - 1n : all - 2n));
  return { first: network + 1n, size, staticCount: clampedPart(Number(whole), 16, 256) };
}

/** Where a wanted value stands in a range. @param holds says whether it is given out already */
export function claimIn(range: ServiceRange, value: bigint | undefined, holds: () => boolean): ClaimResult {
  if (value === undefined || value < range.first || value >= range.first + BigInt(range.size)) return 'notInRange';
  return holds() ? 'allocated' : 'ok';
}

/** An address of either family as a number; undefined for text that is none. */
export function ipNumber(text: string): bigint | undefined {
  return text.includes(':') ? ipv6Number(text) : ipv4Number(text);
}

function ipv4Number(text: string): bigint | undefined {
  const parts = text.split('.');
  if (parts.length !== 4) return undefined;
  let number = 0n;
  for (const part of parts) {
    const value = part === '' ? NaN : Number(part);
    if (!(Number.isInteger(value) && value >= 0 && value <= 255)) return undefined;
    number = number * 256n + BigInt(value);
  }
  return number;
}

function ipv6Number(text: string): bigint | undefined {
  const halves = text.split('::');
  const groupsOf = (half: string | undefined): string[] => (half === undefined || half === '' ? [] : half.split(':'));
  const [head, tail] = [groupsOf(halves[0]), groupsOf(halves[1])];
  const missing = 8 - head.length - tail.length;
  if (halves.length > 2 || missing < 0 || (halves.length === 1 && missing > 0)) return undefined;
  let number = 0n;
  for (const group of [...head, ...Array.from({ length: missing }, () => '0'), ...tail]) {
    if (!/^[0-9a-fA-F]{1,4}$/.test(group)) return undefined;
    number = number * 65_536n + BigInt(`0x${group}`);
  }
  return number;
}

/** A number as an IPv4 address. */
export function ipv4Text(number: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => String((number >> shift) & 255n)).join('.');
}

function ipv6Text(number: bigint): string {
  const groups = Array.from({ length: 8 }, (_, n) => ((number >> BigInt(112 - 16 * n)) & 65_535n).toString(16));
  let best = { at: -1, length: 1 };
  for (let at = 0; at < 8; at++) {
    let length = 0;
    while (groups[at + length] === '0') length += 1;
    if (length > best.length) best = { at, length };
  }
  if (best.at < 0) return groups.join(':');
  return `${groups.slice(0, best.at).join(':')}::${groups.slice(best.at + best.length).join(':')}`;
}

/** The last address of the part kept for explicit wishes, in the family of the network; undefined when there is no such part. */
export function lastStaticAddress(cidr: string): string | undefined {
  const { first, staticCount } = clusterIpRange(cidr);
  if (staticCount === 0) return undefined;
  const last = first + BigInt(staticCount) - 1n;
  return cidr.includes(':') ? ipv6Text(last) : ipv4Text(last);
}
