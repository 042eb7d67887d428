/** Reads what the page sent, field by field; each throws a `TypeError` that names the field where it is not what it should be. */

/** An object with no other fields than these. */
export function parseFields(payload: unknown, names: readonly string[]): Record<string, unknown> {
  if (typeof payload !== 'object' || payload === null || Array.isArray(payload)) {
    throw new TypeError(`expected an object with ${names.join(', ')}`);
  }
  const unknownName = Object.keys(payload).find((name) => !names.includes(name));
  if (unknownName !== undefined) throw new TypeError(`${unknownName.slice(0, 50)}: unknown field`);
  return payload as Record<string, unknown>;
}

/** A text of at most so many characters. */
export function parseText(fields: Record<string, unknown>, name: string, lengthMax: number): string {
  const value = fields[name];
  if (typeof value !== 'string') throw new TypeError(`${name}: expected text`);
  if (value.length > lengthMax) throw new TypeError(`${name}: longer than ${lengthMax}`);
  return value;
}

export function parseBoolean(fields: Record<string, unknown>, name: string): boolean {
  const value = fields[name];
  if (typeof value !== 'boolean') throw new TypeError(`${name}: expected true or false`);
  return value;
}

/** A whole number from `min` to `max`. */
export function parseWhole(fields: Record<string, unknown>, name: string, min: number, max: number): number {
  const value = fields[name];
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < min || value > max) {
    throw new TypeError(`${name}: expected a whole number from ${min} to ${max}`);
  }
  return value;
}
