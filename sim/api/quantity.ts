/**
 * Resource quantities such as `100m`, `1.5Gi` and `2e3`: exact values, canonical text, arithmetic.
 *
 * The exact form holds whole nanos in a bigint. Hot paths never touch it: `milliValue`, `wholeValue`, `cpuMillicores` and
 * `memoryBytes` answer with plain numbers from a memo of texts already seen.
 */

export type QuantityFormat = 'DecimalSI' | 'BinarySI' | 'DecimalExponent';

/** An exact quantity: whole nanos and the family of suffixes it is written with. */
export interface Quantity {
  readonly nanos: bigint;
  readonly format: QuantityFormat;
}

/** How quantities arrive in objects: text, or a bare number as YAML allows. */
export type QuantityText = string | number;

const nanosPerUnit = 1_000_000_000n;
const nanosPerMilli = 1_000_000n;
const maxNanos = ((1n << 63n) - 1n) * nanosPerUnit;
/** More decimal digits than this are beyond every limit of the type, so they only decide the rounding. */
const maxDigits = 60;
/** Decimal places kept exactly while a binary suffix is multiplied in. */
const binaryPlaces = 30;
/** Models: apimachinery pkg/api/resource/quantity.go maxInt64Factors; the exponent of E (v1.37). */
const maxShortDigits = 18;
const maxShortExponent = 18;

const decimalExponents: Readonly<Record<string, number>> = {
  n: -9,
  u: -6,
  m: -3,
  '': 0,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
};
const binaryExponents: Readonly<Record<string, number>> = { Ki: 10, Mi: 20, Gi: 30, Ti: 40, Pi: 50, Ei: 60 };
const decimalSuffixes = ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E'] as const;
const binarySuffixes = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'] as const;

const shape = /^([+-]?)([0-9]*)(?:\.([0-9]*))?([eEinumkKMGTP]*[+-]?[0-9]*)$/;
const exponentShape = /^[eE][+-]?[0-9]+$/;

interface Suffix {
  readonly format: QuantityFormat;
  readonly exponent: number;
}

function readSuffix(text: string): Suffix | undefined {
  const decimal = Object.hasOwn(decimalExponents, text) ? decimalExponents[text] : undefined;
  if (decimal !== undefined) return { format: 'DecimalSI', exponent: decimal };
  const binary = Object.hasOwn(binaryExponents, text) ? binaryExponents[text] : undefined;
  if (binary !== undefined) return { format: 'BinarySI', exponent: binary };
  if (exponentShape.test(text)) return { format: 'DecimalExponent', exponent: Number(text.slice(1)) };
  return undefined;
}

/** Digits before and after the point as one whole number shifted by `places`, rounded up where digits fall off the end. */
function shiftedDigits(whole: string, fraction: string, places: number): bigint {
  const digits = (whole + fraction).replace(/^0+/, '');
  if (digits === '') return 0n;
  const shift = places - fraction.length;
  if (digits.length + shift > maxDigits) return maxNanos + 1n;
  if (shift >= 0) return BigInt(digits + '0'.repeat(shift));
  const kept = digits.slice(0, Math.max(0, digits.length + shift));
  const lost = digits.slice(Math.max(0, digits.length + shift));
  return BigInt(kept === '' ? '0' : kept) + (/[1-9]/.test(lost) ? 1n : 0n);
}

function binaryNanos(whole: string, fraction: string, exponent: number): bigint {
  const scaled = shiftedDigits(whole, fraction, binaryPlaces);
  const divisor = BigInt('1' + '0'.repeat(binaryPlaces)) / nanosPerUnit;
  const product = scaled << BigInt(exponent);
  return (product + divisor - 1n) / divisor;
}

/** Decimal amounts of up to 18 digits keep their exact value even above the cap, for Go holds them as digits and a scale. */
function isShortDecimal(whole: string, fraction: string, { format, exponent }: Suffix): boolean {
  const digits = whole.replace(/^0+/, '').length + fraction.length;
  return format !== 'BinarySI' && digits <= maxShortDigits && exponent <= maxShortExponent;
}

function parseUncached(text: string): Quantity | undefined {
  const match = shape.exec(text);
  if (match === null || text === '') return undefined;
  const [, sign = '', whole = '', fraction = '', suffixText = ''] = match;
  const suffix = readSuffix(suffixText);
  if (suffix === undefined) return undefined;
  const size =
    suffix.format === 'BinarySI'
      ? binaryNanos(whole, fraction, suffix.exponent)
      : shiftedDigits(whole, fraction, suffix.exponent + 9);
  const bounded = size > maxNanos && !isShortDecimal(whole, fraction, suffix) ? maxNanos : size;
  return { nanos: sign === '-' ? -bounded : bounded, format: suffix.format };
}

/**
 * Reads a quantity.
 * @param text as written in an object, `100m`, `1Gi`, `2e3`, `0.5`; numbers are read by their decimal text.
 * @returns the exact value, anything finer than one nano rounded away from zero, or `undefined` for text that is no quantity.
 * Models: apimachinery pkg/api/resource/quantity.go ParseQuantity (v1.37).
 * Differs: powers of ten above e18 are capped at 2^63-1 whatever their digits, and so are whole binary amounts above 10^30.
 */
export function parseQuantity(text: QuantityText): Quantity | undefined {
  return parseUncached(typeof text === 'number' ? String(text) : text);
}

/** Reads a quantity that validation has already accepted; throws when the text is none. */
export function mustParseQuantity(text: QuantityText): Quantity {
  const quantity = parseQuantity(text);
  if (quantity === undefined)
    throw new Error(`Quantity: expected a text such as "100m" or "1Gi", got ${JSON.stringify(text)}`);
  return quantity;
}

/** -1, 0 or 1 by value; the way of writing is ignored. Models: Quantity.Cmp (v1.37). */
export function compareQuantities(a: Quantity, b: Quantity): -1 | 0 | 1 {
  return a.nanos < b.nanos ? -1 : a.nanos > b.nanos ? 1 : 0;
}

/** The sum, written like `a` unless `a` is zero. Models: Quantity.Add (v1.37). */
export function addQuantities(a: Quantity, b: Quantity): Quantity {
  return { nanos: a.nanos + b.nanos, format: a.nanos === 0n ? b.format : a.format };
}

/** The difference, written like `a` unless `a` is zero. Models: Quantity.Sub (v1.37). */
export function subtractQuantities(a: Quantity, b: Quantity): Quantity {
  return { nanos: a.nanos - b.nanos, format: a.nanos === 0n ? b.format : a.format };
}

function trailingFactors(value: bigint, factor: bigint, most: number): number {
  let count = 0;
  for (let rest = value; count < most && rest % factor === 0n; rest /= factor) count++;
  return count;
}

function canonicalDecimal(nanos: bigint, format: QuantityFormat): string {
  const thousands = trailingFactors(
    nanos,
    1000n,
    format === 'DecimalExponent' ? maxDigits : decimalSuffixes.length - 1,
  );
  const mantissa = nanos / BigInt('1' + '0'.repeat(thousands * 3));
  const exponent = thousands * 3 - 9;
  if (format === 'DecimalExponent') return exponent === 0 ? String(mantissa) : `${mantissa}e${exponent}`;
  return `${mantissa}${decimalSuffixes[thousands] ?? ''}`;
}

/**
 * The text that the API server serves for a quantity: the largest suffix that leaves a whole number.
 * @returns for example `1Gi` for 1024Mi, `1080m` for 1.08, `10e12` for 1e13; zero is `0` in every format.
 * Models: Quantity.CanonicalizeBytes (v1.37). Differs: above 1000E the amount stays in E, where Go loses the suffix.
 */
export function canonicalQuantity(quantity: Quantity): string {
  const { nanos, format } = quantity;
  if (nanos === 0n) return '0';
  const magnitude = nanos < 0n ? -nanos : nanos;
  if (format !== 'BinarySI') return canonicalDecimal(nanos, format);
  if (magnitude < 1024n * nanosPerUnit || magnitude % nanosPerUnit !== 0n) return canonicalDecimal(nanos, 'DecimalSI');
  const units = nanos / nanosPerUnit;
  const steps = trailingFactors(units, 1024n, binarySuffixes.length - 1);
  return `${units >> BigInt(steps * 10)}${binarySuffixes[steps] ?? ''}`;
}

/** The exact value in plain decimal notation, without exponent or trailing zeros. */
export function quantityDecimal(quantity: Quantity): string {
  const negative = quantity.nanos < 0n;
  const magnitude = negative ? -quantity.nanos : quantity.nanos;
  const fraction = String(magnitude % nanosPerUnit)
    .padStart(9, '0')
    .replace(/0+$/, '');
  return `${negative ? '-' : ''}${magnitude / nanosPerUnit}${fraction === '' ? '' : `.${fraction}`}`;
}

function ceilDivide(value: bigint, divisor: bigint): number {
  const quotient = value / divisor;
  return Number(value % divisor > 0n ? quotient + 1n : quotient);
}

interface Amounts {
  readonly milli: number;
  readonly whole: number;
}

/** A memo of pure results, so emptying it never changes an answer. */
const amountsByText = new Map<QuantityText, Amounts>();
const maxMemoised = 20_000;

function amounts(text: QuantityText): Amounts {
  const known = amountsByText.get(text);
  if (known !== undefined) return known;
  const { nanos } = mustParseQuantity(text);
  const found = { milli: ceilDivide(nanos, nanosPerMilli), whole: ceilDivide(nanos, nanosPerUnit) };
  if (amountsByText.size >= maxMemoised) amountsByText.clear();
  amountsByText.set(text, found);
  return found;
}

/**
 * Thousandths of the unit, rounded up. Throws when the text is no quantity.
 * Models: Quantity.MilliValue (v1.37). Differs: a double instead of an int64, exact up to 2^53.
 */
export function milliValue(text: QuantityText): number {
  return amounts(text).milli;
}

/**
 * Whole units, rounded up. Throws when the text is no quantity.
 * Models: Quantity.Value (v1.37). Differs: a double instead of an int64, exact up to 2^53.
 */
export function wholeValue(text: QuantityText): number {
  return amounts(text).whole;
}

/** Millicores of a CPU amount; absent is 0. */
export function cpuMillicores(text: QuantityText | undefined): number {
  return text === undefined ? 0 : milliValue(text);
}

/** Bytes of a memory or storage amount; absent is 0. */
export function memoryBytes(text: QuantityText | undefined): number {
  return text === undefined ? 0 : wholeValue(text);
}
