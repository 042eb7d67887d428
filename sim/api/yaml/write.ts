/** Writes objects as YAML, as kubectl prints them. */
import { stringify } from 'yaml';

function byKey(a: { key: unknown }, b: { key: unknown }): number {
  const left = String(a.key);
  const right = String(b.key);
  return left < right ? -1 : left > right ? 1 : 0;
}

/**
 * Writes one value: keys sorted, lists not indented, texts quoted where YAML 1.1 would read something else.
 * Models: sigs.k8s.io/yaml Marshal as `kubectl get -o yaml` uses it (v1.37).
 */
export function writeYaml(value: unknown): string {
  return stringify(value, {
    version: '1.1',
    sortMapEntries: byKey,
    indentSeq: false,
    lineWidth: 0,
    aliasDuplicateObjects: false,
    defaultStringType: 'PLAIN',
  });
}
