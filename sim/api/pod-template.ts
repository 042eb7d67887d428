/** Pod templates: equality and the hash that names ReplicaSets. */
import { canonicalJson } from './canonical-json.ts';
import { fnv32a, fnv32aBytes } from './fnv.ts';
import { safeEncodeString } from './rand.ts';
import type { PodTemplateSpec } from './types.ts';

/** Label that tells the ReplicaSets of one Deployment apart. Models: api apps/v1 DefaultDeploymentUniqueLabelKey (v1.37). */
export const podTemplateHashLabel = 'pod-template-hash';

/** Maps and embedded structs: present but empty says the same as absent. Other empty objects, such as `emptyDir: {}`, say something. */
const mapFields: ReadonlySet<string> = new Set([
  'metadata',
  'labels',
  'annotations',
  'nodeSelector',
  'matchLabels',
  'overhead',
  'resources',
  'limits',
  'requests',
]);

function isAbsent(key: string, value: unknown): boolean {
  if (value === undefined || value === null) return true;
  if (Array.isArray(value)) return value.length === 0;
  return typeof value === 'object' && mapFields.has(key) && Object.keys(value).length === 0;
}

/** The value without fields that Go's semantic equality does not tell from absent ones. */
function significant(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(significant);
  if (value === null || typeof value !== 'object') return value;
  const kept: Record<string, unknown> = {};
  for (const [key, field] of Object.entries(value)) {
    const meant = significant(field);
    if (!isAbsent(key, meant)) kept[key] = meant;
  }
  return kept;
}

const identityByTemplate = new WeakMap<PodTemplateSpec, string>();

/** A text that two templates share exactly when they are equal apart from the hash label; computed once per object. */
export function podTemplateIdentity(template: PodTemplateSpec): string {
  const known = identityByTemplate.get(template);
  if (known !== undefined) return known;
  const { labels, ...metadata } = template.metadata ?? {};
  const { [podTemplateHashLabel]: _hash, ...otherLabels } = labels ?? {};
  const identity = canonicalJson(significant({ ...template, metadata: { ...metadata, labels: otherLabels } }));
  identityByTemplate.set(template, identity);
  return identity;
}

/**
 * Whether two templates are the same, ignoring the label pod-template-hash.
 * Models: pkg/controller/deployment/util EqualIgnoreHash (v1.37).
 */
export function equalIgnoringHash(a: PodTemplateSpec, b: PodTemplateSpec): boolean {
  return a === b || podTemplateIdentity(a) === podTemplateIdentity(b);
}

/**
 * The hash of a template as it ends the names of ReplicaSets.
 * @param collisionCount counts name clashes so far; each value gives another hash.
 * Models: pkg/controller/controller_utils.go ComputeHash (v1.37).
 * Differs: hashes our canonical JSON, not Go's dump of the struct, so the letters are not those of a real cluster.
 */
export function computePodTemplateHash(template: PodTemplateSpec, collisionCount?: number): string {
  let hash = fnv32a(podTemplateIdentity(template));
  if (collisionCount !== undefined) {
    const bytes = [0, 8, 16, 24].map((shift) => (collisionCount >>> shift) & 0xff);
    hash = fnv32aBytes([...bytes, 0, 0, 0, 0], hash);
  }
  return safeEncodeString(String(hash));
}
