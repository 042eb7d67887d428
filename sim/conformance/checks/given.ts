/** Typed access to the fields of a case. */
import type { Micros } from '../../api/time.ts';
import { parseTime } from '../../api/time.ts';
import type { JsonObject } from '../types.ts';

/** A field as the type that the check's description promises. Vectors are trusted to keep that promise. */
export function field<T>(given: JsonObject, key: string): T {
  return given[key] as T;
}

/** A list field; absent is the empty list. */
export function listField<T>(given: JsonObject, key: string): readonly T[] {
  return (given[key] ?? []) as readonly T[];
}

/** An API time as an instant in microseconds since 1970. */
export function timeField(given: JsonObject, key: string): Micros {
  return parseTime(given[key] as string);
}

/** An object's name. */
export function nameOf(object: { readonly metadata?: { readonly name?: string } }): string {
  return object.metadata?.name ?? '';
}
