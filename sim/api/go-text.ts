/** A value as Go's `%+v` prints it: `map[spec:map[foo:bar]]`. */
export function goText(value: unknown): string {
  if (value === null || value === undefined) return '<nil>';
  if (Array.isArray(value)) return `[${value.map(goText).join(' ')}]`;
  if (typeof value !== 'object') return String(value);
  const fields = value as Readonly<Record<string, unknown>>;
  const parts = Object.keys(fields)
    .sort()
    .map((key) => `${key}:${goText(fields[key])}`);
  return `map[${parts.join(' ')}]`;
}
