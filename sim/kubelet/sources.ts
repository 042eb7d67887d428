/** ConfigMaps and Secrets that a pod refers to: which, and what the kubelet has read of them. */
import type { Sim } from '../engine/engine.ts';
import { numbered } from '../engine/store.ts';
import { oncePerTemplate } from '../api/once-per-template.ts';
import type { ConfigMap, Container, Pod, PodSpec, Secret } from '../api/types.ts';
import { isSuccess } from '../apiserver/types.ts';
import { sendRequest, type Reply } from '../client/request.ts';
import type { PodDraft } from './draft.ts';
import { nodeNameOf } from './records.ts';

const sourcesName = numbered('kubelet/sources');

type SourceResource = 'configmaps' | 'secrets';

/** A reference to a ConfigMap or Secret of the pod's namespace. */
export interface SourceRef {
  readonly resource: SourceResource;
  readonly name: string;
  readonly isOptional: boolean;
  /** Volume that needs it; empty for variables and pull secrets. */
  readonly volume: string;
}

/** What was found: the object, or nothing. */
type Source = { readonly found: ConfigMap | Secret } | { readonly found: null };

/** Node and pod uid -> resource and name -> what was found. */
const sources = (sim: Sim) => sim.store.multimap<Source>(sourcesName);
const groupOf = (sim: Sim, uid: string): string => `${nodeNameOf(sim.self)}|${uid}`;
const keyOf = (resource: SourceResource, name: string): string => `${resource}/${name}`;

/** Published into every namespace by the control plane; taken for there. */
const rootCertificates = 'kube-root-ca.crt';

const refsOf = oncePerTemplate((spec): readonly SourceRef[] => {
  const refs = volumeRefs(spec);
  for (const container of [...(spec.initContainers ?? []), ...spec.containers]) refs.push(...variableRefs(container));
  for (const { name } of spec.imagePullSecrets ?? []) {
    if (name !== undefined) refs.push({ resource: 'secrets', name, isOptional: true, volume: '' });
  }
  return refs;
});

/** All references of a pod. */
export function sourceRefs({ spec }: Pod): readonly SourceRef[] {
  return spec === undefined ? [] : refsOf(spec);
}

function volumeRefs(spec: PodSpec): SourceRef[] {
  const refs: SourceRef[] = [];
  const add = (
    resource: SourceResource,
    name: string | undefined,
    optional: boolean | undefined,
    volume: string,
  ): void => {
    if (name !== undefined && name !== rootCertificates)
      refs.push({ resource, name, isOptional: optional === true, volume });
  };
  for (const { name, configMap, secret, projected } of spec.volumes ?? []) {
    if (configMap !== undefined) add('configmaps', configMap.name, configMap.optional, name);
    if (secret !== undefined) add('secrets', secret.secretName, secret.optional, name);
    for (const source of projected?.sources ?? []) {
      if (source.configMap !== undefined) add('configmaps', source.configMap.name, source.configMap.optional, name);
      if (source.secret !== undefined) add('secrets', source.secret.name, source.secret.optional, name);
    }
  }
  return refs;
}

function variableRefs(container: Container): SourceRef[] {
  const refs: SourceRef[] = [];
  const add = (resource: SourceResource, from: { name?: string; optional?: boolean } | undefined): void => {
    if (from?.name !== undefined)
      refs.push({ resource, name: from.name, isOptional: from.optional === true, volume: '' });
  };
  for (const { configMapRef, secretRef } of container.envFrom ?? []) {
    add('configmaps', configMapRef);
    add('secrets', secretRef);
  }
  for (const { valueFrom } of container.env ?? []) {
    add('configmaps', valueFrom?.configMapKeyRef);
    add('secrets', valueFrom?.secretKeyRef);
  }
  return refs;
}

/** A ConfigMap or Secret that was read for the pod; `undefined` when there is none. */
export function sourceOf(
  sim: Sim,
  uid: string,
  resource: SourceResource,
  name: string,
): ConfigMap | Secret | undefined {
  return sources(sim).get(groupOf(sim, uid), keyOf(resource, name))?.found ?? undefined;
}

/** Whether one of the pod's pull secrets is there. */
export function hasPullSecret(sim: Sim, pod: Pod): boolean {
  const uid = pod.metadata?.uid ?? '';
  return (pod.spec?.imagePullSecrets ?? []).some(
    ({ name }) => name !== undefined && sourceOf(sim, uid, 'secrets', name) !== undefined,
  );
}

interface SourceContext {
  readonly uid: string;
  readonly resource: SourceResource;
  readonly name: string;
}

/**
 * Asks the API for everything the pod refers to and has not got. Answers come as `kubelet.sourceRead`.
 *
 * Models: pkg/kubelet/configmap and secret managers. Differs: reads when a pod needs them in place of a watch on each.
 * @returns how many were asked for
 */
export function fetchSources(sim: Sim, draft: PodDraft): number {
  const asked = new Set<string>();
  for (const { resource, name } of sourceRefs(draft.pod)) {
    const key = keyOf(resource, name);
    if (asked.has(key) || sourceOf(sim, draft.uid, resource, name) !== undefined) continue;
    asked.add(key);
    const context: SourceContext = { uid: draft.uid, resource, name };
    sendRequest(
      sim,
      { verb: 'get', resource, namespace: draft.namespace, name },
      { kind: 'kubelet.sourceRead', context },
    );
  }
  draft.missingSources = asked.size;
  return asked.size;
}

/** Keeps an answer. @returns the pod's uid */
export function takeSource(sim: Sim, { response, context }: Reply<SourceContext>): string {
  const { uid, resource, name } = context;
  const found = isSuccess(response) ? (response.body as ConfigMap | Secret) : null;
  sources(sim).set(groupOf(sim, uid), keyOf(resource, name), { found });
  return uid;
}

/** Volumes that cannot be mounted, with the reason. */
export function mountProblems(sim: Sim, pod: Pod): { readonly volume: string; readonly problem: string }[] {
  const uid = pod.metadata?.uid ?? '';
  return sourceRefs(pod)
    .filter(({ volume, isOptional }) => volume !== '' && !isOptional)
    .filter(({ resource, name }) => sourceOf(sim, uid, resource, name) === undefined)
    .map(({ resource, name, volume }) => ({ volume, problem: `${resource.slice(0, -1)} "${name}" not found` }));
}

/** Forgets what was read for a pod. */
export function dropSources(sim: Sim, pod: Pod): void {
  const uid = pod.metadata?.uid ?? '';
  for (const { resource, name } of sourceRefs(pod)) sources(sim).delete(groupOf(sim, uid), keyOf(resource, name));
}
