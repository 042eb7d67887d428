/** Names in objects that mean other objects: they follow when those get other names. Models: kustomize namereference.go (v5.7). */
import { nameOf, walk, type Fields, type Resource } from './objects.ts';

/** A field that holds a name: in which map it stands, and what kind it means. */
interface Reference {
  readonly within: string;
  readonly field: string;
  readonly kind: string;
}

const references: readonly Reference[] = [
  { within: 'configMap', field: 'name', kind: 'ConfigMap' },
  { within: 'configMapRef', field: 'name', kind: 'ConfigMap' },
  { within: 'configMapKeyRef', field: 'name', kind: 'ConfigMap' },
  { within: 'secretRef', field: 'name', kind: 'Secret' },
  { within: 'secretKeyRef', field: 'name', kind: 'Secret' },
  { within: 'secret', field: 'secretName', kind: 'Secret' },
  { within: 'secret', field: 'name', kind: 'Secret' },
  { within: 'imagePullSecrets', field: 'name', kind: 'Secret' },
  { within: 'secrets', field: 'name', kind: 'Secret' },
  { within: 'tls', field: 'secretName', kind: 'Secret' },
  { within: 'persistentVolumeClaim', field: 'claimName', kind: 'PersistentVolumeClaim' },
  { within: 'service', field: 'name', kind: 'Service' },
  { within: '', field: 'serviceAccountName', kind: 'ServiceAccount' },
  { within: '', field: 'priorityClassName', kind: 'PriorityClass' },
  { within: '', field: 'storageClassName', kind: 'StorageClass' },
  { within: '', field: 'ingressClassName', kind: 'IngressClass' },
  { within: '', field: 'volumeName', kind: 'PersistentVolume' },
];

/** Maps that name what they mean by kind and name. */
const byKind: ReadonlySet<string> = new Set(['scaleTargetRef', 'roleRef', 'subjects', 'targetRef']);

/** Puts new names in the place of earlier ones. */
export function followNames(resources: readonly Resource[]): void {
  const present = new Map<string, Resource>();
  for (const resource of resources) {
    for (const name of resource.names) present.set(`${resource.kind}/${name}`, resource);
  }
  const renamed = (kind: string, name: unknown): string | undefined => {
    const target = present.get(`${kind}/${String(name)}`);
    return target === undefined ? undefined : nameOf(target.object);
  };
  for (const { object } of resources) {
    walk(object, (fields, within) => follow(fields, within, renamed));
    const { serviceName } = (object['spec'] ?? {}) as Fields;
    const service = object['kind'] === 'StatefulSet' ? renamed('Service', serviceName) : undefined;
    if (service !== undefined) (object['spec'] as Fields)['serviceName'] = service;
  }
}

function follow(fields: Fields, within: string, renamed: (kind: string, name: unknown) => string | undefined): void {
  if (byKind.has(within) && typeof fields['kind'] === 'string') {
    const name = renamed(fields['kind'], fields['name']);
    if (name !== undefined) fields['name'] = name;
  }
  for (const reference of references) {
    const isHere = reference.within === '' || reference.within === within;
    if (!isHere || typeof fields[reference.field] !== 'string') continue;
    const name = renamed(reference.kind, fields[reference.field]);
    if (name !== undefined) fields[reference.field] = name;
  }
}
