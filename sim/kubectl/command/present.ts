/** Objects as `-o` asks for them. */
import { canonicalJson } from '../../api/canonical-json.ts';
import type { KubeObject } from '../../api/types.ts';
import { writeYaml } from '../../api/yaml/write.ts';
import type { Flags } from './flags.ts';
import type { Kubectl } from './kubectl.ts';

/** Whether a format prints the object itself. */
export function isStructured(format: string): boolean {
  return format === 'yaml' || format === 'json';
}

/** An object, or a list of them, in a format. */
export function writeObject(_kubectl: Kubectl, flags: Flags, format: string, object: object): string {
  const shown = flags.bool('show-managed-fields') ? object : withoutManagedFields(object);
  return format === 'yaml' ? writeYaml(shown) : `${JSON.stringify(JSON.parse(canonicalJson(shown)), null, 4)}\n`;
}

/** Models: cli-runtime OmitManagedFieldsPrinter (v1.37). */
function withoutManagedFields(object: object): object {
  const { items } = object as { items?: readonly object[] };
  if (Array.isArray(items)) return { ...object, items: items.map((item: object) => withoutManagedFields(item)) };
  const { metadata } = object as KubeObject;
  if (metadata?.managedFields === undefined) return object;
  const { managedFields: _hidden, ...rest } = metadata;
  return { ...object, metadata: rest };
}
