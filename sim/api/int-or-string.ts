/** Fields that take a number or a percentage, such as maxSurge and targetPort. */
import type { IntOrString } from './types.ts';

const minInt32 = -2_147_483_648;
const maxInt32 = 2_147_483_647;
const integerShape = /^[+-]?[0-9]+$/;

/**
 * Reads the text form: a number where it fits 32 bits, else the text itself.
 * Models: apimachinery pkg/util/intstr/intstr.go Parse (v1.37).
 */
export function parseIntOrString(text: string): IntOrString {
  if (!integerShape.test(text)) return text;
  const value = Number(text);
  return value >= minInt32 && value <= maxInt32 ? value + 0 : text;
}

/**
 * The number meant by a number or percentage.
 * @param value a number stays as it is; `"N%"` becomes N percent of `total`.
 * @param total what the percentage is taken of.
 * @param isRoundedUp up to the next whole number, or down.
 * @returns the number, or `undefined` when a text is no percentage.
 * Models: intstr.GetScaledValueFromIntOrPercent (v1.37).
 */
export function scaledValue(value: IntOrString, total: number, isRoundedUp: boolean): number | undefined {
  if (typeof value === 'number') return value;
  if (!value.endsWith('%')) return undefined;
  const digits = value.slice(0, -1);
  if (!integerShape.test(digits)) return undefined;
  const exact = (Number(digits) * total) / 100;
  return (isRoundedUp ? Math.ceil(exact) : Math.floor(exact)) + 0;
}
