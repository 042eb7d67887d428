/**
 * The variables and files of a container: its own values, those of ConfigMaps and Secrets, and fields of the pod.
 *
 * Models: pkg/kubelet/kubelet_pods.go makeEnvironmentVariables, pkg/volume/configmap and secret (v1.37).
 * Differs: no variables of Services.
 */
import type { Sim } from '../engine/engine.ts';
import { decodeBase64 } from '../api/base64.ts';
import type { ConfigMap, Container, Pod, Secret } from '../api/types.ts';
import type { PodDraft } from './draft.ts';
import { expand } from './expansion.ts';
import { nodeNameOf } from './records.ts';
import { sourceOf } from './sources.ts';
import { utf8Text } from '../api/utf8.ts';

type Variables = Record<string, string>;
export type Environment =
  { readonly ok: true; readonly env: Readonly<Variables> } | { readonly ok: false; readonly problem: string };

const nothing: Environment = { ok: true, env: {} };

/** The data of a ConfigMap or Secret as text. */
export function dataOf(source: ConfigMap | Secret): Readonly<Record<string, string>> {
  if (!isSecret(source)) return source.data ?? {};
  const data: Record<string, string> = {};
  for (const [key, value] of Object.entries(source.data ?? {})) data[key] = utf8Text(decodeBase64(value));
  return { ...data, ...source.stringData };
}

function isSecret(source: ConfigMap | Secret): source is Secret {
  return source.kind === 'Secret' || 'stringData' in source || 'type' in source;
}

/** The variables of a container after all references are resolved, or what is missing. */
export function environmentOf(sim: Sim, draft: PodDraft, container: Container): Environment {
  if (container.env === undefined && container.envFrom === undefined) return nothing;
  const env: Variables = {};
  const problem = addAllOf(sim, draft, container, env) ?? addEach(sim, draft, container, env);
  return problem === null ? { ok: true, env } : { ok: false, problem };
}

function addAllOf(sim: Sim, draft: PodDraft, container: Container, env: Variables): string | null {
  for (const { prefix, configMapRef, secretRef } of container.envFrom ?? []) {
    const resource = configMapRef !== undefined ? 'configmaps' : 'secrets';
    const ref = configMapRef ?? secretRef;
    if (ref?.name === undefined) continue;
    const source = sourceOf(sim, draft.uid, resource, ref.name);
    if (source === undefined) {
      if (ref.optional === true) continue;
      return `${resource.slice(0, -1)} "${ref.name}" not found`;
    }
    for (const [key, value] of Object.entries(dataOf(source))) env[`${prefix ?? ''}${key}`] = value;
  }
  return null;
}

function addEach(sim: Sim, draft: PodDraft, container: Container, env: Variables): string | null {
  for (const { name, value, valueFrom } of container.env ?? []) {
    if (valueFrom === undefined) {
      env[name] = value === undefined ? '' : expand(value, env);
      continue;
    }
    const { configMapKeyRef, secretKeyRef, fieldRef, resourceFieldRef } = valueFrom;
    if (fieldRef !== undefined)
      env[name] = fieldOf(draft.pod, fieldRef.fieldPath, draft.sandbox?.ip ?? '', nodeNameOf(sim.self));
    else if (resourceFieldRef !== undefined) env[name] = resourceOf(container, resourceFieldRef.resource);
    else {
      const resource = configMapKeyRef !== undefined ? 'configmaps' : 'secrets';
      const ref = configMapKeyRef ?? secretKeyRef;
      if (ref?.name === undefined) continue;
      const source = sourceOf(sim, draft.uid, resource, ref.name);
      const found = source === undefined ? undefined : dataOf(source)[ref.key];
      if (found !== undefined) env[name] = found;
      else if (ref.optional !== true) return missingKey(draft, resource, ref.name, ref.key, source !== undefined);
    }
  }
  return null;
}

function missingKey(draft: PodDraft, resource: string, name: string, key: string, isThere: boolean): string {
  if (!isThere) return `${resource.slice(0, -1)} "${name}" not found`;
  return `couldn't find key ${key} in ${resource === 'configmaps' ? 'ConfigMap' : 'Secret'} ${draft.namespace}/${name}`;
}

/** A field of the pod that a container may read. Models: podFieldSelectorRuntimeValue (v1.37). */
export function fieldOf(pod: Pod, path: string, podIp: string, nodeName: string): string {
  const { metadata, spec } = pod;
  const keyed = /^metadata\.(labels|annotations)\['([^']*)'\]$/.exec(path);
  if (keyed !== null) return (keyed[1] === 'labels' ? metadata?.labels : metadata?.annotations)?.[keyed[2] ?? ''] ?? '';
  switch (path) {
    case 'metadata.name':
      return metadata?.name ?? '';
    case 'metadata.namespace':
      return metadata?.namespace ?? '';
    case 'metadata.uid':
      return metadata?.uid ?? '';
    case 'spec.nodeName':
      return nodeName;
    case 'spec.serviceAccountName':
      return spec?.serviceAccountName ?? '';
    case 'status.hostIP':
    case 'status.hostIPs':
      return pod.status?.hostIP ?? '';
    case 'status.podIP':
    case 'status.podIPs':
      return podIp;
    default:
      return '';
  }
}

/** `limits.memory` of the container itself, as written; empty when it has none. */
function resourceOf(container: Container, path: string): string {
  const [list, resource] = path.split('.', 2);
  const amounts = list === 'limits' ? container.resources?.limits : container.resources?.requests;
  return String(amounts?.[resource ?? ''] ?? '');
}

/** The files that configMap and secret volumes put into a container, by path. */
export function filesOf(sim: Sim, draft: PodDraft, container: Container): Readonly<Record<string, string>> {
  const files: Record<string, string> = {};
  for (const mount of container.volumeMounts ?? []) {
    const volume = draft.pod.spec?.volumes?.find(({ name }) => name === mount.name);
    const resource = volume?.configMap !== undefined ? 'configmaps' : 'secrets';
    const name = volume?.configMap?.name ?? volume?.secret?.secretName;
    const source = name === undefined ? undefined : sourceOf(sim, draft.uid, resource, name);
    if (source === undefined) continue;
    const items = volume?.configMap?.items ?? volume?.secret?.items;
    for (const [key, text] of Object.entries(dataOf(source))) {
      const item = items?.find((candidate) => candidate.key === key);
      if (items !== undefined && item === undefined) continue;
      const path = item?.path ?? key;
      if (mount.subPath === undefined || mount.subPath === '') files[`${mount.mountPath}/${path}`] = text;
      else if (mount.subPath === path) files[mount.mountPath] = text;
    }
  }
  return files;
}

const noMounts: Readonly<Record<string, string>> = {};

/** Paths of the volumes that programs may write to, with the names of the volumes. */
export function mountsOf(pod: Pod, container: Container): Readonly<Record<string, string>> {
  const mounts: Record<string, string> = {};
  for (const { name, mountPath } of container.volumeMounts ?? []) {
    const volume = pod.spec?.volumes?.find((candidate) => candidate.name === name);
    const isGiven = volume?.configMap !== undefined || volume?.secret !== undefined || volume?.projected !== undefined;
    if (volume !== undefined && !isGiven) mounts[mountPath] = name;
  }
  return Object.keys(mounts).length === 0 ? noMounts : mounts;
}

/** The container with the references in its command and arguments replaced. Models: ExpandContainerCommandAndArgs (v1.37). */
export function withExpandedCommand(container: Container, env: Readonly<Variables>): Container {
  const { command, args } = container;
  const hasReferences = [...(command ?? []), ...(args ?? [])].some((word) => word.includes('$'));
  if (!hasReferences) return container;
  const expandAll = (words: readonly string[]): string[] => words.map((word) => expand(word, env));
  return {
    ...container,
    ...(command === undefined ? {} : { command: expandAll(command) }),
    ...(args === undefined ? {} : { args: expandAll(args) }),
  };
}
