import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete';

/** Kinds that the API server of this version serves, with their group and version. */
const kinds: Readonly<Record<string, string>> = {
  Pod: 'v1',
  Service: 'v1',
  ConfigMap: 'v1',
  Secret: 'v1',
  Namespace: 'v1',
  ServiceAccount: 'v1',
  Deployment: 'apps/v1',
  ReplicaSet: 'apps/v1',
  Lease: 'coordination.k8s.io/v1',
  EndpointSlice: 'discovery.k8s.io/v1',
};

const fields: readonly string[] = [
  'apiVersion',
  'kind',
  'metadata',
  'name',
  'namespace',
  'labels',
  'annotations',
  'spec',
  'replicas',
  'selector',
  'matchLabels',
  'template',
  'containers',
  'initContainers',
  'image',
  'imagePullPolicy',
  'command',
  'args',
  'env',
  'value',
  'ports',
  'containerPort',
  'port',
  'targetPort',
  'nodePort',
  'protocol',
  'type',
  'resources',
  'requests',
  'limits',
  'cpu',
  'memory',
  'readinessProbe',
  'livenessProbe',
  'startupProbe',
  'httpGet',
  'tcpSocket',
  'exec',
  'path',
  'initialDelaySeconds',
  'periodSeconds',
  'failureThreshold',
  'restartPolicy',
  'terminationGracePeriodSeconds',
  'nodeSelector',
  'nodeName',
  'tolerations',
  'volumes',
  'volumeMounts',
  'mountPath',
  'strategy',
  'rollingUpdate',
  'maxSurge',
  'maxUnavailable',
  'data',
  'stringData',
];

const field = (label: string): Completion => ({ label, type: 'property', apply: `${label}: ` });

/** Completes kinds after `kind:`, versions after `apiVersion:`, and field names elsewhere. */
export function completeKubernetes(context: CompletionContext): CompletionResult | null {
  const line = context.state.doc.lineAt(context.pos);
  const before = line.text.slice(0, context.pos - line.from);
  const kind = /^\s*kind:\s*(\w*)$/.exec(before);
  if (kind !== null) {
    return {
      from: context.pos - (kind[1]?.length ?? 0),
      options: Object.entries(kinds).map(([label, detail]) => ({ label, detail, type: 'class' })),
    };
  }
  const version = /^\s*apiVersion:\s*([\w./]*)$/.exec(before);
  if (version !== null) {
    const versions = [...new Set(Object.values(kinds)), 'kubarium.dev/v1'];
    return {
      from: context.pos - (version[1]?.length ?? 0),
      options: versions.map((label) => ({ label, type: 'constant' })),
    };
  }
  const key = /^[\s-]*(\w+)$/.exec(before);
  if (key === null && !context.explicit) return null;
  return { from: context.pos - (key?.[1]?.length ?? 0), options: fields.map(field) };
}
