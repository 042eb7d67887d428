/** IP addresses and ranges as texts and bytes. */

/** Bytes of an address: 4 for IPv4, 16 for IPv6; `null` for text that is no address. */
export function addressBytes(text: string): readonly number[] | null {
  return text.includes(':') ? bytesOfIPv6(text) : bytesOfIPv4(text);
}

/** Whether text is an IP address of either family. */
export function isAddress(text: string): boolean {
  return addressBytes(text) !== null;
}

/** Family of an address, as EndpointSlices name it. */
export function familyOf(address: string): 'IPv4' | 'IPv6' {
  return address.includes(':') ? 'IPv6' : 'IPv4';
}

function bytesOfIPv4(text: string): number[] | null {
  const parts = text.split('.');
  if (parts.length !== 4) return null;
  const bytes: number[] = [];
  for (const part of parts) {
    const byte = decimalOf(part);
    if (byte === null || byte > 255) return null;
    bytes.push(byte);
  }
  return bytes;
}

/** A decimal number of up to three digits without leading zeros; `null` for other text. */
function decimalOf(text: string): number | null {
  if (text === '' || text.length > 3 || (text.length > 1 && text.startsWith('0'))) return null;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 48 || code > 57) return null;
  }
  return Number(text);
}

function bytesOfIPv6(text: string): number[] | null {
  const halves = text.split('::');
  if (halves.length > 2) return null;
  const head = groupsOf(halves[0] ?? '');
  const tail = groupsOf(halves[1] ?? '');
  if (head === null || tail === null) return null;
  const missing = 16 - head.length - tail.length;
  if (halves.length === 1 ? missing !== 0 : missing < 2) return null;
  return [...head, ...new Array<number>(missing).fill(0), ...tail];
}

function groupsOf(text: string): number[] | null {
  if (text === '') return [];
  const bytes: number[] = [];
  for (const group of text.split(':')) {
    if (group.includes('.')) {
      const four = bytesOfIPv4(group);
      if (four === null) return null;
      bytes.push(...four);
      continue;
    }
    const value = group.length > 0 && group.length <= 4 ? Number(`0x${group}`) : NaN;
    if (!(value >= 0)) return null;
    bytes.push(value >> 8, value & 255);
  }
  return bytes;
}

/**
 * Whether a range holds an address.
 *
 * @param range `10.244.0.0/16`, or a single address; blanks around it do not count
 * @returns false also for text that is no range, and for another family
 */
export function rangeHas(range: string, address: string): boolean {
  const [base = '', lengthText] = range.trim().split('/');
  const wanted = addressBytes(base);
  const bytes = addressBytes(address);
  if (wanted === null || bytes === null || wanted.length !== bytes.length) return false;
  const length = lengthText === undefined ? wanted.length * 8 : Number(lengthText);
  for (let i = 0; i * 8 < length; i++) {
    const bits = Math.min(8, length - i * 8);
    const mask = (0xff << (8 - bits)) & 0xff;
    if (((wanted[i] as number) & mask) !== ((bytes[i] as number) & mask)) return false;
  }
  return true;
}

/** Address number `offset` of an IPv4 range, counted from its first. */
export function addressInRange(range: string, offset: number): string {
  let first = firstByRange.get(range);
  if (first === undefined) {
    const bytes = bytesOfIPv4(range.slice(0, range.indexOf('/'))) ?? [0, 0, 0, 0];
    first = bytes.reduce((sum, byte) => sum * 256 + byte, 0);
    firstByRange.set(range, first);
  }
  const n = first + offset;
  return `${(n >>> 24) & 255}.${(n >>> 16) & 255}.${(n >>> 8) & 255}.${n & 255}`;
}

/** First addresses of ranges as numbers. A memo of a pure function. */
const firstByRange = new Map<string, number>();

/** Number of addresses of an IPv4 range. */
export function rangeSize(range: string): number {
  const length = Number(range.slice(range.indexOf('/') + 1));
  let size = 1;
  for (let n = length; n < 32; n++) size *= 2;
  return size;
}

/** Addresses that only private networks use. Models: RFC 1918, RFC 6598 and loopback. */
export function isPrivateAddress(address: string): boolean {
  return privateRanges.some((range) => rangeHas(range, address));
}
const privateRanges = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', '127.0.0.0/8'];
