/** Objects as JSON and YAML documents. */
import { writeYaml } from '../../api/yaml/write.ts';
import type { KubeObject } from '../../api/types.ts';

/** The object without what only server-side apply reads. Models: cli-runtime managedfields.go omitManagedFields (v1.37). */
export function withoutManagedFields(object: KubeObject): KubeObject {
  if (object.metadata?.managedFields === undefined) return object;
  const { managedFields: _hidden, ...metadata } = object.metadata;
  return { ...object, metadata };
}

/** The list that kubectl makes of several objects. Models: kubectl pkg/cmd/get/get.go printGeneric (v1.37). */
export function listOf(items: readonly KubeObject[]): object {
  return { apiVersion: 'v1', items, kind: 'List', metadata: { resourceVersion: '' } };
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  const fields = value as Readonly<Record<string, unknown>>;
  const sorted: Record<string, unknown> = {};
  for (const key of Object.keys(fields).sort()) {
    if (fields[key] !== undefined) sorted[key] = sortKeys(fields[key]);
  }
  return sorted;
}

/** JSON with four spaces and sorted keys. Models: cli-runtime pkg/printers/json.go JSONPrinter (v1.37). */
export function jsonText(value: unknown): string {
  return `${JSON.stringify(sortKeys(value), undefined, 4)}\n`;
}

/** A YAML document. Models: cli-runtime pkg/printers/yaml.go YAMLPrinter (v1.37). */
export function yamlText(value: unknown): string {
  return writeYaml(value);
}
