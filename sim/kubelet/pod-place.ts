/** What a pod has from its kubelet when somebody runs a command in it: files of volumes, names, and the network's settings. */
import type { Sim } from '../engine/engine.ts';
import type { PodPlace, StreamCall } from '../api/pod-streams.ts';
import { encodeBase64 } from '../api/base64.ts';
import { networkConfig } from '../api/network-config.ts';
import { resolverOfPod } from '../api/pod-dns.ts';
import type { Container, Pod } from '../api/types.ts';
import { dataOf, fieldOf } from './environment.ts';
import { hostsFile, resolvConf } from './network-files.ts';
import { cachedPods } from './pod-lister.ts';
import { nodeNameOf, podRecords } from './records.ts';
import { sourceOf } from './sources.ts';

/** The place of a stream's container; nothing when the kubelet does not know the pod. */
export function placeOf(sim: Sim, { podUid, namespace, name, container }: StreamCall): { readonly place?: PodPlace } {
  const pod = cachedPods.get(sim, `${namespace}/${name}`);
  const record = podRecords(sim).get(nodeNameOf(sim.self), podUid);
  if (pod?.spec === undefined || record === undefined) return {};
  const { spec } = pod;
  const ip = record.sandbox?.ip ?? '';
  const resolver = resolverOfPod(sim, namespace, spec);
  const own = [...spec.containers, ...(spec.initContainers ?? []), ...(spec.ephemeralContainers ?? [])].find(
    (one) => one.name === container,
  ) as Container | undefined;
  const files = {
    '/etc/hostname': `${spec.hostname ?? name}\n`,
    '/etc/hosts': hostsFile(pod, ip, networkConfig(sim).clusterDomain),
    '/etc/resolv.conf': resolvConf(resolver),
    ...projectedFiles(sim, pod, own, ip),
  };
  const security = { ...spec.securityContext, ...own?.securityContext };
  const user = { uid: security.runAsUser ?? 0, gid: security.runAsGroup ?? 0 };
  return { place: { files, env: serviceEnvironment, resolver, user } };
}

/**
 * The variables that say where the API server is.
 *
 * Models: pkg/kubelet/envvars/envvars.go FromServices (v1.37). Differs: no variables of other Services.
 */
const serviceEnvironment: Readonly<Record<string, string>> = {
  KUBERNETES_SERVICE_HOST: '10.96.0.1',
  KUBERNETES_SERVICE_PORT: '443',
  KUBERNETES_SERVICE_PORT_HTTPS: '443',
  KUBERNETES_PORT: 'tcp://10.96.0.1:443',
  KUBERNETES_PORT_443_TCP: 'tcp://10.96.0.1:443',
  KUBERNETES_PORT_443_TCP_PROTO: 'tcp',
  KUBERNETES_PORT_443_TCP_PORT: '443',
  KUBERNETES_PORT_443_TCP_ADDR: '10.96.0.1',
};

/** Files of projected and downward API volumes. Differs: the token is one in looks only, and opens nothing. */
function projectedFiles(sim: Sim, pod: Pod, container: Container | undefined, ip: string): Record<string, string> {
  const files: Record<string, string> = {};
  const write = (
    folder: string,
    items: readonly KeyToPath[] | undefined,
    data: Readonly<Record<string, string>>,
  ): void => {
    for (const [key, text] of Object.entries(data)) {
      const item = items?.find((candidate) => candidate.key === key);
      if (items === undefined || item !== undefined) files[`${folder}/${item?.path ?? key}`] = text;
    }
  };
  for (const { name, mountPath } of container?.volumeMounts ?? []) {
    const volume = pod.spec?.volumes?.find((candidate) => candidate.name === name);
    if (volume?.downwardAPI !== undefined) writeFields(sim, files, mountPath, pod, volume.downwardAPI.items, ip);
    for (const source of volume?.projected?.sources ?? []) {
      const { serviceAccountToken, configMap, secret, downwardAPI } = source;
      if (serviceAccountToken !== undefined) files[`${mountPath}/${serviceAccountToken.path}`] = tokenOf(pod);
      if (downwardAPI !== undefined) writeFields(sim, files, mountPath, pod, downwardAPI.items, ip);
      if (configMap?.name === rootCertificates) write(mountPath, configMap.items, { 'ca.crt': certificateText });
      else if (configMap?.name !== undefined) {
        write(mountPath, configMap.items, read(sim, pod, 'configmaps', configMap.name));
      }
      if (secret?.name !== undefined) write(mountPath, secret.items, read(sim, pod, 'secrets', secret.name));
    }
  }
  return files;
}

interface KeyToPath {
  readonly key: string;
  readonly path: string;
}

function read(sim: Sim, pod: Pod, resource: 'configmaps' | 'secrets', name: string): Readonly<Record<string, string>> {
  const source = sourceOf(sim, pod.metadata?.uid ?? '', resource, name);
  return source === undefined ? {} : dataOf(source);
}

/** Models: pkg/fieldpath/fieldpath.go FormatMap (v1.37). */
function writeFields(
  sim: Sim,
  files: Record<string, string>,
  folder: string,
  pod: Pod,
  items: readonly { readonly path: string; readonly fieldRef?: { readonly fieldPath: string } }[] | undefined,
  ip: string,
): void {
  for (const { path, fieldRef } of items ?? []) {
    const field = fieldRef?.fieldPath ?? '';
    const all = field === 'metadata.labels' ? pod.metadata?.labels : pod.metadata?.annotations;
    const isMap = field === 'metadata.labels' || field === 'metadata.annotations';
    const lines = Object.entries(all ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
    files[`${folder}/${path}`] = isMap
      ? lines.map(([key, value]) => `${key}=${JSON.stringify(value)}`).join('\n')
      : fieldOf(pod, field, ip, nodeNameOf(sim.self));
  }
}

const rootCertificates = 'kube-root-ca.crt';
const certificateText = '-----BEGIN CERTIFICATE-----\nS3ViYXJpdW0=\n-----END CERTIFICATE-----\n';

/** Three parts, as a token has: who it is for can be read in it. */
function tokenOf({ metadata, spec }: Pod): string {
  const subject = `system:serviceaccount:${metadata?.namespace ?? ''}:${spec?.serviceAccountName ?? 'default'}`;
  const parts = [{ alg: 'RS256' }, { aud: ['https://kubernetes.default.svc.cluster.local'], sub: subject }];
  return [...parts.map((part) => encodeBase64(JSON.stringify(part)).replace(/=+$/, '')), 'c2ltdWxhdGVk'].join('.');
}
