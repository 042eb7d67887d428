/**
 * Plain scalars as Kubernetes reads them: YAML 1.1 without base 60 and without timestamps.
 *
 * Models: sigs.k8s.io/yaml goyaml.v2 resolve.go, then the conversion to JSON (v1.37).
 */

/** What a plain scalar means, or why it cannot be taken. */
export type ResolvedScalar = { readonly value: null | boolean | number | string } | { readonly error: string };

const words: Readonly<Record<string, null | boolean>> = {
  '': null,
  '~': null,
  null: null,
  Null: null,
  NULL: null,
  true: true,
  True: true,
  TRUE: true,
  yes: true,
  Yes: true,
  YES: true,
  on: true,
  On: true,
  ON: true,
  y: true,
  Y: true,
  false: false,
  False: false,
  FALSE: false,
  no: false,
  No: false,
  NO: false,
  off: false,
  Off: false,
  OFF: false,
  n: false,
  N: false,
};

const integerShape = /^[-+]?(0[bB][01]+|0[oO]?[0-7]+|0[xX][0-9a-fA-F]+|0|[1-9][0-9]*)$/;
const floatShape = /^[-+]?[0-9]*\.?[0-9]+([eE][-+]?[0-9]+)?$/;
const specialShape = /^([-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN))$/;
const int64Max = 2n ** 63n - 1n;
const int64Min = -(2n ** 63n);

function integerOf(text: string): bigint {
  const isNegative = text.startsWith('-');
  const digits = text.replace(/^[-+]/, '');
  const octal = /^0[oO]?([0-7]+)$/.exec(digits);
  const size = BigInt(octal?.[1] === undefined ? digits : `0o${octal[1]}`);
  return isNegative ? -size : size;
}

/** A text this long is a number of no use, and reading it would take long. */
const numberCharactersMax = 400;

function resolveNumber(text: string): ResolvedScalar | undefined {
  const plain = text.replace(/_/g, '');
  if (plain === '' || !/^[-+.0-9]/.test(plain)) return undefined;
  const isInteger = integerShape.test(plain);
  if (!isInteger && !floatShape.test(plain)) return undefined;
  if (plain.length > numberCharactersMax) return { error: `number of ${plain.length} characters is out of range` };
  if (isInteger) {
    const integer = integerOf(plain);
    if (integer > int64Max || integer < int64Min) {
      return { error: `number ${text} is out of range: a whole number has at most 64 bits` };
    }
    return { value: Number(integer) };
  }
  const float = Number(plain);
  if (!Number.isFinite(float)) return { error: `number ${text} is out of range` };
  if (Number.isInteger(float) && /^[-+]?[0-9]+$/.test(plain) && Math.abs(float) >= Number(int64Max)) {
    return { error: `number ${text} is out of range: a whole number has at most 64 bits` };
  }
  return { value: Object.is(float, -0) ? 0 : float };
}

/** Resolves a plain scalar: null, boolean, number, else the text itself. */
export function resolvePlain(text: string): ResolvedScalar {
  if (Object.hasOwn(words, text)) return { value: words[text] ?? null };
  if (specialShape.test(text)) return { error: `${text} is no number that JSON can hold` };
  return resolveNumber(text) ?? { value: text };
}

const knownTags = ['str', 'int', 'float', 'bool', 'null', 'map', 'seq', 'merge'];

/**
 * Resolves a scalar with an explicit tag such as `!!str`; `tag` is the long form.
 * Differs: application tags are refused; Kubernetes reads past them.
 */
export function resolveTagged(tag: string, text: string): ResolvedScalar {
  const name = tag.replace('tag:yaml.org,2002:', '');
  if (!knownTags.includes(name)) return { error: `tag ${tag} is not supported` };
  if (name === 'str' || tag === '!') return { value: text };
  const resolved = resolvePlain(text);
  if ('error' in resolved) return resolved;
  const { value } = resolved;
  const fits =
    (name === 'null' && value === null) ||
    (name === 'bool' && typeof value === 'boolean') ||
    (name === 'int' && typeof value === 'number' && Number.isInteger(value)) ||
    (name === 'float' && typeof value === 'number');
  return fits ? resolved : { error: `cannot decode ${JSON.stringify(text)} as !!${name}` };
}
