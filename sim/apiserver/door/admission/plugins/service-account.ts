import type { Sim } from '../../../../engine/engine.ts';
import { forbidden } from '../../../../api/status.ts';
import type { Container, Pod, PodSpec, ServiceAccount } from '../../../../api/types.ts';
import { getStored } from '../../../../etcd/etcd.ts';
import { apiServerFlags } from '../../flags.ts';
import { admitted, denied, type AdmissionPlugin, type Attributes, type Mutation } from '../plugin.ts';
import { isNewPod } from '../targets.ts';

const volumeName = 'kube-api-access';
const mountPath = '/var/run/secrets/kubernetes.io/serviceaccount';
const serviceAccountsPrefix = '/registry/serviceaccounts';
const defaultAccount = 'default';

/** The account `default` is about to exist in a new namespace: the plugin looks ten times, 100 to 200 ms apart. */
const looksMax = 10;
const lookAgainMicros = 150_000;

/**
 * Gives a pod its service account, and its containers the token, unless they opt out.
 *
 * Models: plugin/pkg/admission/serviceaccount/admission.go (v1.37). Differs: the volume's name has no random end, so that all pods of a
 * template share one spec, and the looks are 150 ms apart.
 */
export const serviceAccount: AdmissionPlugin = {
  name: 'ServiceAccount',
  handles: isNewPod,
  judgesTemplates: true,
  admit: (sim, attributes) => {
    const pod = attributes.object as Pod;
    const isMirror = pod.metadata?.annotations?.['kubernetes.io/config.mirror'] !== undefined;
    return isMirror ? admitMirror(attributes, pod) : admitPod(sim, attributes, pod);
  },
};

/** A mirror pod stands for a static one of a kubelet, which has no account. */
function admitMirror({ info, name }: Attributes, pod: Pod): Mutation {
  const { serviceAccountName = '', volumes = [] } = pod.spec as PodSpec;
  if (serviceAccountName !== '') {
    return denied(forbidden(info, name, 'a mirror pod may not reference service accounts'));
  }
  if (volumes.some((volume) => volume.secret !== undefined)) {
    return denied(forbidden(info, name, 'a mirror pod may not reference secrets'));
  }
  const hasToken = volumes.some((volume) =>
    volume.projected?.sources?.some((source) => source.serviceAccountToken !== undefined),
  );
  if (hasToken) return denied(forbidden(info, name, 'a mirror pod may not use ServiceAccountToken volume projections'));
  return admitted(pod);
}

function admitPod(sim: Sim, { info, namespace, name }: Attributes, pod: Pod): Mutation {
  const spec = pod.spec as PodSpec;
  const asked = spec.serviceAccountName ?? '';
  const accountName = asked === '' ? defaultAccount : asked;
  const account = accountOf(sim, namespace, accountName);
  if (account === undefined) {
    const why = `error looking up service account ${namespace}/${accountName}: serviceaccount "${accountName}" not found`;
    const status = forbidden(info, name, why);
    return accountName === defaultAccount
      ? { type: 'wait', afterMicros: lookAgainMicros, looksMax, status }
      : denied(status);
  }
  return admitted({ ...pod, spec: withAccount(spec, accountName, account) } as Pod);
}

const anyAccount: ServiceAccount = {};

function accountOf(sim: Sim, namespace: string, name: string): ServiceAccount | undefined {
  const stored = getStored(sim, serviceAccountsPrefix, `${namespace}/${name}`)?.object as ServiceAccount | undefined;
  return stored ?? (apiServerFlags(sim).requiresServiceAccounts ? undefined : anyAccount);
}

function withAccount(spec: PodSpec, name: string, account: ServiceAccount): PodSpec {
  const named: PodSpec = { ...spec, serviceAccountName: name, serviceAccount: name };
  const mounts = spec.automountServiceAccountToken ?? account.automountServiceAccountToken ?? true;
  const withToken = mounts ? mountServiceAccountToken(named) : named;
  const secrets = account.imagePullSecrets ?? [];
  if ((spec.imagePullSecrets ?? []).length > 0 || secrets.length === 0) return withToken;
  return { ...withToken, imagePullSecrets: secrets };
}

function mountServiceAccountToken(spec: PodSpec): PodSpec {
  const all = [...(spec.initContainers ?? []), ...spec.containers];
  if (!all.some(lacksToken)) return spec;
  const volumes = spec.volumes ?? [];
  const hasVolume = volumes.some((volume) => (volume.name as string | undefined)?.startsWith(volumeName) === true);
  const initContainers =
    spec.initContainers === undefined ? {} : { initContainers: spec.initContainers.map(mountToken) };
  return {
    ...spec,
    ...initContainers,
    containers: spec.containers.map(mountToken),
    ...(hasVolume ? {} : { volumes: [...volumes, tokenVolume] }),
  };
}

function lacksToken(container: Container): boolean {
  return (container.volumeMounts ?? []).every((mount) => mount.mountPath !== mountPath);
}

function mountToken(container: Container): Container {
  if (!lacksToken(container)) return container;
  const mounts = container.volumeMounts ?? [];
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
