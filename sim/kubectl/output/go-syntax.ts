/** JSON values in the syntax of Go, which some of kubectl's errors show objects in. */

/** A value as Go's %#v writes it. */
export function goSyntax(value: unknown): string {
  if (value === null || value === undefined) return 'interface {}(nil)';
  if (typeof value === 'string') return JSON.stringify(value);
  if (Array.isArray(value)) return `[]interface {}{${value.map(goSyntax).join(', ')}}`;
  if (typeof value !== 'object') return String(value as number | boolean);
  const fields = value as Readonly<Record<string, unknown>>;
  const keys = Object.keys(fields)
    .filter((key) => fields[key] !== undefined)
    .sort();
  const entries = keys.map((key) => `${JSON.stringify(key)}:${goSyntax(fields[key])}`);
  return `map[string]interface {}{${entries.join(', ')}}`;
}
