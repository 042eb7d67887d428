import { describe, expect, it } from 'vitest';
import {
  addQuantities,
  canonicalQuantity,
  compareQuantities,
  cpuMillicores,
  memoryBytes,
  milliValue,
  mustParseQuantity,
  parseQuantity,
  quantityDecimal,
  subtractQuantities,
  wholeValue,
} from './quantity.ts';

const canonical = (text: string): string => canonicalQuantity(mustParseQuantity(text));
const decimal = (text: string): string => quantityDecimal(mustParseQuantity(text));

describe('parseQuantity (pkg/api/resource/quantity_test.go)', () => {
  it.each([
    ['9Ei', '9223372036854775807'],
    ['8Ei', '9223372036854775807'],
    ['12E', '12000000000000000000'],
    ['9223372036854775807Ki', '9223372036854775807'],
    ['0.000000000001Ki', '0.000000002'],
    ['1.1E-9', '0.000000002'],
    ['0.5e-9', '0.000000001'],
    ['3.001n', '0.000000004'],
    ['-0.0000000001', '-0.000000001'],
    ['-', '0'],
    ['+5', '5'],
  ])('%s is %s', (text, value) => {
    expect(decimal(text)).toBe(value);
  });

  it.each(['', '1+1.0M', '0.1am', '.5i', '1e', '1e3.5', '1 ', '5 Gi', 'NaN', '1_000', '0x10', 'Gi5'])(
    'refuses %j',
    (text) => {
      expect(parseQuantity(text)).toBeUndefined();
    },
  );

  it('reads numbers as YAML gives them', () => {
    expect(cpuMillicores(0.5)).toBe(500);
    expect(memoryBytes(128)).toBe(128);
  });

  it('stays quick for absurd texts', () => {
    expect(decimal(`1${'0'.repeat(100_000)}`)).toBe('9223372036854775807');
    expect(decimal('1e999999999')).toBe('9223372036854775807');
    expect(decimal('1e-999999999')).toBe('0.000000001');
    expect(decimal('0e999999999')).toBe('0');
  });
});

describe('canonicalQuantity', () => {
  it.each([
    ['0.5Mi', '512Ki'],
    ['0.5Ki', '512'],
    ['0.025Ti', '27487790694400m'],
    ['1025', '1025'],
    ['1000000Ki', '1000000Ki'],
    ['1e9', '1e9'],
    ['10800e-4', '1080e-3'],
    ['1234567M', '1234567M'],
    ['1000E', '1000E'],
    ['-1500m', '-1500m'],
  ])('%s is served as %s', (text, served) => {
    expect(canonical(text)).toBe(served);
  });
});

describe('arithmetic', () => {
  const [one, half] = [mustParseQuantity('1'), mustParseQuantity('500m')];

  it('keeps the format of the first unless it is zero', () => {
    expect(canonicalQuantity(addQuantities(mustParseQuantity('0'), mustParseQuantity('1Gi')))).toBe('1Gi');
    expect(canonicalQuantity(subtractQuantities(one, half))).toBe('500m');
    expect(compareQuantities(one, mustParseQuantity('1000m'))).toBe(0);
  });

  it('rounds milli and whole values up', () => {
    expect(milliValue('0.0001')).toBe(1);
    expect(wholeValue('1.5')).toBe(2);
    expect(wholeValue('-1500m')).toBe(-1);
  });
});
