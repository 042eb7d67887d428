/** Helpers that fill in defaults without copying what is already whole. */

/** `value` itself when it has every key of `defaults`, else a copy with the missing ones. Null counts as missing. */
export function fill<T extends object>(value: T, defaults: Partial<T>): T {
  for (const key in defaults) {
    if (value[key] === undefined || value[key] === null) {
      return { ...value, ...missing(value, defaults) };
    }
  }
  return value;
}

function missing<T extends object>(value: T, defaults: Partial<T>): Partial<T> {
  const found: Partial<T> = {};
  for (const key in defaults) {
    if (value[key] === undefined || value[key] === null) found[key] = defaults[key];
  }
  return found;
}

/** The list itself when `change` returns every item as it was, else a list of the changed items. */
export function mapSame<T>(items: T[], change: (item: T) => T): T[] {
  let changed: T[] | undefined;
  items.forEach((item, index) => {
    const next = change(item);
    if (next !== item && changed === undefined) changed = items.slice();
    if (changed !== undefined) changed[index] = next;
  });
  return changed ?? items;
}

/** `value` with one field replaced; `value` itself when it has that very field already, or the field is absent. */
export function withField<T extends object, K extends keyof T>(value: T, key: K, field: T[K] | undefined): T {
  return field === undefined || value[key] === field ? value : { ...value, [key]: field };
}
