import type { Container, PodSpec } from '../../api/types.ts';

const volumeName = 'kube-api-access';
const mountPath = '/var/run/secrets/kubernetes.io/serviceaccount';

/**
 * Gives a pod its service account, and its containers the token, unless they opt out.
 *
 * Models: plugin/pkg/admission/serviceaccount/admission.go (v1.37). Differs: the volume's name has no random end, so that all pods of a
 * template share one spec.
 */
export function addServiceAccount(spec: PodSpec): PodSpec {
  const name = spec.serviceAccountName ?? 'default';
  const withName: PodSpec = { ...spec, serviceAccountName: name, serviceAccount: name };
  if (spec.automountServiceAccountToken === false) return withName;
  const volumes = spec.volumes ?? [];
  if (volumes.some((volume) => volume.name === volumeName)) return withName;
  const initContainers =
    spec.initContainers === undefined ? {} : { initContainers: spec.initContainers.map(mountToken) };
  return {
    ...withName,
    ...initContainers,
    containers: spec.containers.map(mountToken),
    volumes: [...volumes, tokenVolume],
  };
}

function mountToken(container: Container): Container {
  const mounts = container.volumeMounts ?? [];
  if (mounts.some((mount) => mount.mountPath === mountPath)) return container;
  return { ...container, volumeMounts: [...mounts, { name: volumeName, readOnly: true, mountPath }] };
}

const tokenVolume = {
  name: volumeName,
  projected: {
    sources: [
      { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
      { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
      {
        downwardAPI: {
          items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }],
        },
      },
    ],
    defaultMode: 420,
  },
};
