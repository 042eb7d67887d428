/** A small store of texts that outlives the window; absent or full stores are tolerated. */
export interface TextStore {
  get(key: string): string | null;
  set(key: string, value: string): void;
}

/** Keeps texts in memory: for tests, and where the browser allows no storage. */
export function memoryStore(): TextStore {
  const values = new Map<string, string>();
  return {
    get: (key) => values.get(key) ?? null,
    set: (key, value) => {
      values.set(key, value);
    },
  };
}

/** Reads a JSON object from the store; anything else, damaged or missing, is an empty object. */
export function readRecord(store: TextStore, key: string): Record<string, unknown> {
  const text = store.get(key);
  if (text === null) return {};
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : {};
  } catch {
    return {};
  }
}

/** True for a plain JSON object. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
