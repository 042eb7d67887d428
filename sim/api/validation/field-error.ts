/**
 * Field errors: what validation finds, where, and the sentence for it.
 *
 * Models: apimachinery pkg/util/validation/field/errors.go (v1.37).
 */
import type { StatusCause } from '../types.ts';

/** The causes' reasons; the keys are the constructors' names. */
export const fieldErrorReasons = {
  notFound: 'FieldValueNotFound',
  required: 'FieldValueRequired',
  duplicate: 'FieldValueDuplicate',
  invalid: 'FieldValueInvalid',
  notSupported: 'FieldValueNotSupported',
  forbidden: 'FieldValueForbidden',
  tooLong: 'FieldValueTooLong',
  tooMany: 'FieldValueTooMany',
  typeInvalid: 'FieldValueTypeInvalid',
} as const;

export type FieldErrorType = keyof typeof fieldErrorReasons;

/** One finding. `field` is a path such as `spec.containers[0].name`, `message` the sentence without the path. */
export interface FieldError {
  readonly type: FieldErrorType;
  readonly field: string;
  readonly message: string;
}

/** Quotes as Go's `%q` does for the texts that names and labels are made of. */
export function quote(text: string): string {
  return JSON.stringify(text);
}

function valueText(value: unknown): string {
  return value === undefined ? 'null' : JSON.stringify(value);
}

function withDetail(head: string, detail: string): string {
  return detail === '' ? head : `${head}: ${detail}`;
}

export function required(field: string, detail = ''): FieldError {
  return { type: 'required', field, message: withDetail('Required value', detail) };
}

export function forbidden(field: string, detail: string): FieldError {
  return { type: 'forbidden', field, message: withDetail('Forbidden', detail) };
}

/** Differs: objects print as JSON, as Kubernetes does since 1.34; texts print without Go's escapes for odd code points. */
export function invalid(field: string, value: unknown, detail: string): FieldError {
  return { type: 'invalid', field, message: withDetail(`Invalid value: ${valueText(value)}`, detail) };
}

/** A value of another type than its schema asks for. */
export function typeInvalid(field: string, value: unknown, detail: string): FieldError {
  return { type: 'typeInvalid', field, message: withDetail(`Invalid value: ${valueText(value)}`, detail) };
}

/** Wrong as a whole: the sentence does not repeat the value. */
export function invalidWhole(field: string, detail: string): FieldError {
  return { type: 'invalid', field, message: `Invalid value: ${detail}` };
}

export function duplicate(field: string, value: unknown): FieldError {
  return { type: 'duplicate', field, message: `Duplicate value: ${valueText(value)}` };
}

export function notFound(field: string, value: unknown): FieldError {
  return { type: 'notFound', field, message: `Not found: ${valueText(value)}` };
}

export function notSupported(field: string, value: unknown, supported: readonly string[]): FieldError {
  const detail = supported.length === 0 ? '' : `supported values: ${supported.map(quote).join(', ')}`;
  return { type: 'notSupported', field, message: withDetail(`Unsupported value: ${valueText(value)}`, detail) };
}

/** A text of more bytes than allowed. */
export function tooLong(field: string, maxBytes: number): FieldError {
  return { type: 'tooLong', field, message: `Too long: may not be more than ${maxBytes} bytes` };
}

export function tooMany(field: string, count: number, max: number): FieldError {
  return { type: 'tooMany', field, message: `Too many: ${count}: must have at most ${max} items` };
}

/** The finding as one line: path, then sentence. */
export function fieldErrorText(error: FieldError): string {
  return `${error.field}: ${error.message}`;
}

/** The finding as a cause of a Status. */
export function fieldErrorCause(error: FieldError): StatusCause {
  return { reason: fieldErrorReasons[error.type], message: error.message, field: error.field };
}

/** All findings in one text: alone as it is, several in brackets, equal ones once. Models: ErrorList.ToAggregate and its Error(). */
export function aggregateText(errors: readonly FieldError[]): string {
  const texts = [...new Set(errors.map(fieldErrorText))];
  return texts.length === 1 ? (texts[0] ?? '') : `[${texts.join(', ')}]`;
}
