/** Objects as JSON and YAML documents. */
import { goJson } from '../../api/json-path/index.ts';
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

/** A value as indented JSON; written by hand, for JavaScript's objects put keys that look like numbers first. */
function indented(value: unknown, space: string): string {
  const inner = `${space}    `;
  if (Array.isArray(value)) {
    if (value.length === 0) return '[]';
    return `[\n${value.map((item) => inner + indented(item, inner)).join(',\n')}\n${space}]`;
  }
  if (typeof value !== 'object' || value === null) return goJson(value);
  const fields = value as Readonly<Record<string, unknown>>;
  const keys = Object.keys(fields)
    .filter((key) => fields[key] !== undefined)
    .sort();
  if (keys.length === 0) return '{}';
  return `{\n${keys.map((key) => `${inner}${goJson(key)}: ${indented(fields[key], inner)}`).join(',\n')}\n${space}}`;
}

/** JSON with four spaces and sorted keys. Models: cli-runtime pkg/printers/json.go JSONPrinter (v1.37). */
export function jsonText(value: unknown): string {
  return `${indented(value, '')}\n`;
}

/** A YAML document. Models: cli-runtime pkg/printers/yaml.go YAMLPrinter (v1.37). */
export function yamlText(value: unknown): string {
  return writeYaml(value);
}
