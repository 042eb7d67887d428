/** What Kubernetes adds to the language. Models: staging/src/k8s.io/apiserver/pkg/cel/library (v1.37). */
import type { Environment } from '@marcbachmann/cel-js';
import {
  addQuantities,
  canonicalQuantity,
  compareQuantities,
  mustParseQuantity,
  parseQuantity,
  quantityDecimal,
  type Quantity,
} from '../quantity.ts';
import { ipNumber } from '../service-ranges.ts';
import { isIPv4, isIPv6 } from '../validation/common.ts';
import { patternOf } from '../structural/pattern.ts';
import { celEqual } from './values.ts';

/** A quantity inside an expression. */
class CelQuantity {
  readonly quantity: Quantity;
  constructor(quantity: Quantity) {
    this.quantity = quantity;
  }
}

/** Registers the functions on an environment. */
export function registerKubernetesFunctions(environment: Environment): void {
  registerLists(environment);
  registerTexts(environment);
  registerAddresses(environment);
  registerQuantities(environment);
}

type Values = readonly unknown[];

function compareValues(a: unknown, b: unknown): number {
  const [left, right] = [a as number, b as number];
  return left < right ? -1 : left > right ? 1 : 0;
}

function extreme(values: Values, sign: number): unknown {
  if (values.length === 0) throw new Error(`${sign < 0 ? 'min' : 'max'} called on empty list`);
  return values.reduce((best, value) => (compareValues(value, best) * sign > 0 ? value : best));
}

function sum(values: Values): unknown {
  if (values.some((value) => typeof value === 'number')) {
    return values.reduce<number>((total, value) => total + Number(value), 0);
  }
  return values.reduce<bigint>((total, value) => total + BigInt(value as bigint), 0n);
}

function registerLists(environment: Environment): void {
  const position = (wanted: unknown, at: (matches: (value: unknown) => boolean) => number): bigint =>
    BigInt(at((value) => celEqual(value, wanted)));
  environment
    .registerFunction('list.isSorted(): bool', (list: Values) =>
      list.every((value, n) => n === 0 || compareValues(list[n - 1], value) <= 0),
    )
    .registerFunction('list.sum(): dyn', sum)
    .registerFunction('list.min(): dyn', (list: Values) => extreme(list, -1))
    .registerFunction('list.max(): dyn', (list: Values) => extreme(list, 1))
    .registerFunction('list.indexOf(dyn): int', (list: Values, wanted: unknown) =>
      position(wanted, (matches) => list.findIndex(matches)),
    )
    .registerFunction('list.lastIndexOf(dyn): int', (list: Values, wanted: unknown) =>
      position(wanted, (matches) => list.findLastIndex(matches)),
    );
}

function expressionOf(pattern: string): RegExp {
  const expression = patternOf(pattern);
  if (expression === null) throw new Error(`Illegal regex: ${pattern}`);
  return expression;
}

function findAll(text: string, pattern: string, limit: number): string[] {
  const { source, flags } = expressionOf(pattern);
  const found: string[] = [];
  for (const match of text.matchAll(new RegExp(source, `${flags}g`))) {
    if (limit >= 0 && found.length >= limit) break;
    found.push(match[0]);
  }
  return found;
}

function charAt(text: string, index: bigint): string {
  const characters = [...text];
  if (index < 0n || index > BigInt(characters.length)) throw new Error(`index out of range: ${index}`);
  return characters[Number(index)] ?? '';
}

function registerTexts(environment: Environment): void {
  environment
    .registerFunction('string.charAt(int): string', charAt)
    .registerFunction('string.find(string): string', (text: string, pattern: string) => {
      const match = expressionOf(pattern).exec(text);
      return match === null ? '' : match[0];
    })
    .registerFunction('string.findAll(string): list<string>', (text: string, pattern: string) =>
      findAll(text, pattern, -1),
    )
    .registerFunction('string.findAll(string, int): list<string>', (text: string, pattern: string, limit: bigint) =>
      findAll(text, pattern, Number(limit)),
    )
    .registerFunction('string.replace(string, string): string', (text: string, from: string, to: string) =>
      text.split(from).join(to),
    )
    .registerFunction('isURL(string): bool', (text: string) =>
      /^([a-zA-Z][a-zA-Z0-9+.-]*:\/\/[^\s/]+|\/)\S*$/.test(text),
    );
}

function isCidr(text: string): boolean {
  const [address = '', bits = '', rest] = text.split('/');
  if (rest !== undefined || !/^\d{1,3}$/.test(bits)) return false;
  return (isIPv4(address) && Number(bits) <= 32) || (isIPv6(address) && Number(bits) <= 128);
}

/** An address or a network inside an expression. */
class CelAddress {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}
class CelNetwork extends CelAddress {}

function contains(network: CelNetwork, address: string): boolean {
  const [base = '', bits = '0'] = network.text.split('/');
  const width = base.includes(':') ? 128 : 32;
  const shift = BigInt(width - Number(bits));
  const [a, b] = [ipNumber(base), ipNumber(address)];
  return (
    base.includes(':') === address.includes(':') && a !== undefined && b !== undefined && a >> shift === b >> shift
  );
}

function registerAddresses(environment: Environment): void {
  const address = (text: string): CelAddress => {
    if (!isIPv4(text) && !isIPv6(text))
      throw new Error(`IP Address '${text}' parse error during conversion from string`);
    return new CelAddress(text);
  };
  const network = (text: string): CelNetwork => {
    if (!isCidr(text)) throw new Error(`network address parse error during conversion from string: ${text}`);
    return new CelNetwork(text);
  };
  const family = ({ text }: CelAddress): bigint => (text.includes(':') ? 6n : 4n);
  environment
    .registerType('net.IP', { ctor: CelAddress, fields: { text: 'string' } })
    .registerType('net.CIDR', { ctor: CelNetwork, fields: { text: 'string' } })
    .registerFunction('isIP(string): bool', (text: string) => isIPv4(text) || isIPv6(text))
    .registerFunction('isCIDR(string): bool', isCidr)
    .registerFunction('ip(string): net.IP', address)
    .registerFunction('cidr(string): net.CIDR', network)
    .registerFunction('net.IP.family(): int', family)
    .registerFunction('net.CIDR.prefixLength(): int', ({ text }: CelNetwork) =>
      BigInt(text.slice(text.indexOf('/') + 1)),
    )
    .registerFunction(
      'net.CIDR.ip(): net.IP',
      ({ text }: CelNetwork) => new CelAddress(text.slice(0, text.indexOf('/'))),
    )
    .registerFunction('net.CIDR.containsIP(string): bool', contains)
    .registerFunction('net.CIDR.containsIP(net.IP): bool', (range: CelNetwork, { text }: CelAddress) =>
      contains(range, text),
    );
}

function registerQuantities(environment: Environment): void {
  const type = 'kubernetes.Quantity';
  const read = (text: string): CelQuantity => {
    if (parseQuantity(text) === undefined) throw new Error(`cannot parse quantity: ${text}`);
    return new CelQuantity(mustParseQuantity(text));
  };
  const compare = (a: CelQuantity, b: CelQuantity): number => compareQuantities(a.quantity, b.quantity);
  const whole = ({ quantity }: CelQuantity): boolean => !quantityDecimal(quantity).includes('.');
  environment
    .registerType(type, { ctor: CelQuantity, fields: { quantity: 'dyn' } })
    .registerFunction('isQuantity(string): bool', (text: string) => parseQuantity(text) !== undefined)
    .registerFunction(`quantity(string): ${type}`, read)
    .registerFunction(`${type}.compareTo(${type}): int`, (a: CelQuantity, b: CelQuantity) => BigInt(compare(a, b)))
    .registerFunction(`${type}.isLessThan(${type}): bool`, (a: CelQuantity, b: CelQuantity) => compare(a, b) < 0)
    .registerFunction(`${type}.isGreaterThan(${type}): bool`, (a: CelQuantity, b: CelQuantity) => compare(a, b) > 0)
    .registerFunction(
      `${type}.add(${type}): ${type}`,
      (a: CelQuantity, b: CelQuantity) => new CelQuantity(addQuantities(a.quantity, b.quantity)),
    )
    .registerFunction(`${type}.isInteger(): bool`, whole)
    .registerFunction(`${type}.asInteger(): int`, (a: CelQuantity) => {
      if (!whole(a)) throw new Error(`cannot convert value to integer: ${canonicalQuantity(a.quantity)}`);
      return BigInt(quantityDecimal(a.quantity));
    })
    .registerFunction(`${type}.asApproximateFloat(): double`, (a: CelQuantity) => Number(quantityDecimal(a.quantity)))
    .registerFunction(`${type}.sign(): int`, (a: CelQuantity) => BigInt(compare(a, read('0'))));
}
