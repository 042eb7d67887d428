/** Objects as kustomize works on them, and the places in them that it knows. */
import type { KubeObject } from '../../api/types.ts';

export type Fields = { [key: string]: unknown };

/** An object on its way through the layers. */
export interface Resource {
  readonly object: Fields;
  /** Kind and the names that it has had, the first one included: what others call it by. */
  readonly kind: string;
  readonly names: readonly string[];
  /** It gets the hash of its contents behind its name in the end. */
  readonly needsHash: boolean;
}

/** A resource of an object that was read. It is a copy, which may be changed in place. */
export function resourceOf(object: KubeObject, needsHash = false): Resource {
  const copy = JSON.parse(JSON.stringify(object)) as Fields;
  return { object: copy, kind: String(copy['kind'] ?? ''), names: [nameOf(copy)], needsHash };
}

export function nameOf(object: Fields): string {
  return String((object['metadata'] as Fields | undefined)?.['name'] ?? '');
}

export function fieldsAt(object: Fields, path: readonly string[], makes = false): Fields | undefined {
  let at: Fields = object;
  for (const part of path) {
    const next = at[part];
    if (typeof next === 'object' && next !== null && !Array.isArray(next)) at = next as Fields;
    else if (makes && next === undefined) at = at[part] = {};
    else return undefined;
  }
  return at;
}

const workloads: ReadonlySet<string> = new Set([
  'Deployment',
  'ReplicaSet',
  'DaemonSet',
  'StatefulSet',
  'Job',
  'ReplicationController',
]);

/** Where the templates of pods, and of jobs, have their metadata. */
export function templatePaths(kind: string): readonly (readonly string[])[] {
  if (workloads.has(kind)) return [['spec', 'template', 'metadata']];
  if (kind !== 'CronJob') return [];
  return [
    ['spec', 'jobTemplate', 'metadata'],
    ['spec', 'jobTemplate', 'spec', 'template', 'metadata'],
  ];
}

/** Selectors that common labels go into; those that are made when missing, and those that are not. Models: kustomize commonlabels.go. */
export function selectorPaths(kind: string): readonly { readonly path: readonly string[]; readonly isMade: boolean }[] {
  switch (kind) {
    case 'Service':
    case 'ReplicationController':
      return [{ path: ['spec', 'selector'], isMade: true }];
    case 'Deployment':
    case 'ReplicaSet':
    case 'DaemonSet':
    case 'StatefulSet':
      return [{ path: ['spec', 'selector', 'matchLabels'], isMade: true }];
    case 'Job':
      return [{ path: ['spec', 'selector', 'matchLabels'], isMade: false }];
    case 'CronJob':
      return [{ path: ['spec', 'jobTemplate', 'spec', 'selector', 'matchLabels'], isMade: false }];
    case 'PodDisruptionBudget':
      return [{ path: ['spec', 'selector', 'matchLabels'], isMade: false }];
    case 'NetworkPolicy':
      return [{ path: ['spec', 'podSelector', 'matchLabels'], isMade: false }];
    default:
      return [];
  }
}

/** Calls back for each map inside of a value, itself included, with the field that it stands in. */
export function walk(value: unknown, visit: (fields: Fields, field: string) => void, field = ''): void {
  if (Array.isArray(value)) for (const item of value) walk(item, visit, field);
  else if (typeof value === 'object' && value !== null) {
    visit(value as Fields, field);
    for (const [key, inner] of Object.entries(value)) walk(inner, visit, key);
  }
}
