/** What a kubelet may read because a pod of its node refers to it. */
import type { Sim } from '../../../engine/engine.ts';
import { numbered } from '../../../engine/store.ts';
import { resourceByName, type ResourceInfo } from '../../../api/resources.ts';
import type { Container, KubeObject, Pod, PodSpec } from '../../../api/types.ts';
import { getStored } from '../../../etcd/etcd.ts';

const podsByNodeName = numbered('apiserver/podsByNode');

/** Key prefix of pods in etcd. */
export const podsPrefix = (resourceByName('', 'pods') as ResourceInfo).etcdPrefix;

const podsByNode = (sim: Sim) => sim.store.multimap<true>(podsByNodeName);

/**
 * Keeps in mind which pods are on which node.
 *
 * Models: plugin/pkg/auth/authorizer/node/graph_populator.go (v1.37).
 * @param key the pod's, `namespace/name`
 * @param object the pod as it is now, `null` when it is gone
 */
export function notePod(sim: Sim, key: string, previous: KubeObject | null, object: KubeObject | null): void {
  const before = (previous as Pod | null)?.spec?.nodeName ?? '';
  const after = (object as Pod | null)?.spec?.nodeName ?? '';
  if (before === after) return;
  if (before !== '') podsByNode(sim).delete(before, key);
  if (after !== '') podsByNode(sim).set(after, key, true);
}

/**
 * Whether a pod of the node refers to an object.
 *
 * @param resource `secrets`, `configmaps`, `persistentvolumeclaims` or `serviceaccounts`
 */
export function isReferenced(sim: Sim, node: string, resource: string, namespace: string, name: string): boolean {
  let found = false;
  podsByNode(sim).forEach(node, (_, key) => {
    if (found || !key.startsWith(`${namespace}/`)) return;
    const spec = (getStored(sim, podsPrefix, key)?.object as Pod | undefined)?.spec;
    found = spec !== undefined && referencesOf(spec).has(`${resource}/${name}`);
  });
  return found;
}

/** Whether a pod of the node uses a claim that is bound to a volume. */
export function usesVolume(sim: Sim, node: string, volumeName: string): boolean {
  const volume = getStored(sim, '/registry/persistentvolumes', volumeName)?.object as
    { spec?: { claimRef?: { namespace?: string; name?: string } } } | undefined;
  const { namespace = '', name = '' } = volume?.spec?.claimRef ?? {};
  return name !== '' && isReferenced(sim, node, 'persistentvolumeclaims', namespace, name);
}

const known = new WeakMap<PodSpec, ReadonlySet<string>>();

/** `resource/name` of all that a pod refers to. Models: pkg/api/v1/pod VisitPodSecretNames, VisitPodConfigmapNames (v1.37). */
function referencesOf(spec: PodSpec): ReadonlySet<string> {
  let references = known.get(spec);
  if (references === undefined) {
    const found = new Set<string>();
    const add = (resource: string, name: string | undefined): void => {
      if (name !== undefined && name !== '') found.add(`${resource}/${name}`);
    };
    add('serviceaccounts', spec.serviceAccountName);
    for (const { name } of spec.imagePullSecrets ?? []) add('secrets', name);
    for (const container of [...(spec.initContainers ?? []), ...spec.containers]) addVariables(container, add);
    addVolumes(spec, add);
    known.set(spec, (references = found));
  }
  return references;
}

type Add = (resource: string, name: string | undefined) => void;

function addVariables(container: Container, add: Add): void {
  for (const { configMapRef, secretRef } of container.envFrom ?? []) {
    add('configmaps', configMapRef?.name);
    add('secrets', secretRef?.name);
  }
  for (const { valueFrom } of container.env ?? []) {
    add('configmaps', valueFrom?.configMapKeyRef?.name);
    add('secrets', valueFrom?.secretKeyRef?.name);
  }
}

function addVolumes(spec: PodSpec, add: Add): void {
  for (const { configMap, secret, projected, persistentVolumeClaim } of spec.volumes ?? []) {
    add('configmaps', configMap?.name);
    add('secrets', secret?.secretName);
    add('persistentvolumeclaims', persistentVolumeClaim?.claimName);
    for (const source of projected?.sources ?? []) {
      add('configmaps', source.configMap?.name);
      add('secrets', source.secret?.name);
    }
  }
}
