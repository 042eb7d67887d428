import { describe, expect, it } from 'vitest';
import { applyDefaults } from '../defaults/defaults.ts';
import type { KubeObject } from '../types.ts';
import { fieldErrorText } from './field-error.ts';
import { isIPv6 } from './common.ts';
import { checkBinding } from './pod.ts';
import { validateCreate, validateStatusUpdate, validateUpdate } from './validation.ts';
import type { FieldError } from './field-error.ts';

type Fields = Record<string, unknown>;

function make(apiVersion: string, kind: string, fields: Fields): KubeObject {
  return applyDefaults({ apiVersion, kind, metadata: { name: 'x', namespace: 'ns' }, ...fields } as KubeObject);
}

function created(apiVersion: string, kind: string, fields: Fields): string[] {
  return validateCreate(make(apiVersion, kind, fields)).map(fieldErrorText);
}

function podSpec(container: Fields = {}, spec: Fields = {}): Fields {
  return { spec: { containers: [{ name: 'c', image: 'nginx', ...container }], ...spec } };
}

function pod(container: Fields = {}, spec: Fields = {}): string[] {
  return created('v1', 'Pod', podSpec(container, spec));
}

const template = { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'c', image: 'i' }] } };

function deployment(spec: Fields): Fields {
  return { spec: { selector: { matchLabels: { a: 'b' } }, template, ...spec } };
}

describe('metadata', () => {
  it('needs a name that is a DNS subdomain, and a namespace where the kind has one', () => {
    expect(created('v1', 'ConfigMap', { metadata: { namespace: 'ns' } })).toEqual([
      'metadata.name: Required value: name or generateName is required',
    ]);
    const [upper] = created('v1', 'ConfigMap', { metadata: { name: 'Web', namespace: 'ns' } });
    expect(upper).toContain('metadata.name: Invalid value: "Web": a lowercase RFC 1123 subdomain must consist of');
    expect(created('v1', 'ConfigMap', { metadata: { name: 'x' } })).toEqual(['metadata.namespace: Required value']);
    expect(created('v1', 'Node', {})).toEqual(['metadata.namespace: Forbidden: not allowed on this type']);
  });

  it('may have one controller and only qualified finalizers', () => {
    const owner = { apiVersion: 'v1', kind: 'A', name: 'a', uid: 'u', controller: true };
    const metadata = {
      name: 'x',
      namespace: 'ns',
      ownerReferences: [owner, { ...owner, name: 'b' }],
      finalizers: ['mine'],
    };
    const errors = created('v1', 'ConfigMap', { metadata });
    expect(errors[0]).toContain(
      'Only one reference can have Controller set to true. Found "true" in references for A/a and A/b',
    );
    expect(errors[1]).toBe(
      'metadata.finalizers[0]: Invalid value: "mine": name is neither a standard finalizer name nor is it fully qualified',
    );
  });

  it('keeps its name and uid, and gets no finalizers while it is deleted', () => {
    const metadata = { name: 'x', namespace: 'ns', uid: '1', deletionTimestamp: '2026-01-01T00:00:00Z' };
    const old = make('v1', 'ConfigMap', { metadata });
    const changed = make('v1', 'ConfigMap', { metadata: { ...metadata, uid: '2', finalizers: ['a.io/b'] } });
    expect(validateUpdate(changed, old).map(fieldErrorText)).toEqual([
      'metadata.uid: Invalid value: "2": field is immutable',
      'metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{"a.io/b"}',
    ]);
  });
});

describe('pods', () => {
  it('are well with a name and an image', () => {
    expect(pod()).toEqual([]);
  });

  it('need containers with names, once each', () => {
    expect(created('v1', 'Pod', { spec: { containers: [] } })).toEqual(['spec.containers: Required value']);
    const containers = [{ name: 'a', image: 'i' }, { name: 'a', image: 'i' }, { image: 'i' }];
    expect(created('v1', 'Pod', { spec: { containers } })).toEqual([
      'spec.containers[1].name: Duplicate value: "a"',
      'spec.containers[2].name: Required value',
    ]);
  });

  it('name what is supported', () => {
    expect(pod({ imagePullPolicy: 'Sometimes' })).toEqual([
      'spec.containers[0].imagePullPolicy: Unsupported value: "Sometimes": supported values: "Always", "IfNotPresent", "Never"',
    ]);
    expect(pod({}, { restartPolicy: 'No' })).toEqual([
      'spec.restartPolicy: Unsupported value: "No": supported values: "Always", "OnFailure", "Never"',
    ]);
  });

  it('may not request more than the limit, less than nothing, or what no container has', () => {
    expect(pod({ resources: { requests: { cpu: '2' }, limits: { cpu: 1 } } })).toEqual([
      'spec.containers[0].resources.requests: Invalid value: "2": must be less than or equal to cpu limit of 1',
    ]);
    expect(pod({ resources: { requests: { cpu: '-1' } } })).toEqual([
      'spec.containers[0].resources.requests[cpu]: Invalid value: "-1": must be greater than or equal to 0',
    ]);
    expect(pod({ resources: { requests: { frobs: '1' } } })).toEqual([
      'spec.containers[0].resources.requests[frobs]: Invalid value: "frobs": must be a standard resource for containers',
    ]);
    expect(pod({ resources: { requests: { 'a.io/gpu': '1' } } })).toEqual([
      'spec.containers[0].resources.limits: Required value: Limit must be set for non overcommitable resources',
    ]);
  });

  it('mount only volumes that they have', () => {
    const volumeMounts = [
      { name: 'v', mountPath: '/a' },
      { name: 'w', mountPath: '/a' },
    ];
    expect(pod({ volumeMounts }, { volumes: [{ name: 'v', emptyDir: {} }] })).toEqual([
      'spec.containers[0].volumeMounts[1].name: Not found: "w"',
      'spec.containers[0].volumeMounts[1].mountPath: Invalid value: "/a": must be unique',
    ]);
  });

  it('take fields of the pod into the environment, but not any field', () => {
    const from = (fieldPath: string): Fields => ({ env: [{ name: 'A', valueFrom: { fieldRef: { fieldPath } } }] });
    expect(pod(from('status.podIP'))).toEqual([]);
    expect(pod(from("metadata.labels['app']"))).toEqual([]);
    expect(pod(from('metadata.clusterName'))).toEqual([
      'spec.containers[0].env[0].valueFrom.fieldRef.fieldPath: Invalid value: "metadata.clusterName": error converting fieldPath: field label not supported: metadata.clusterName',
    ]);
  });

  it('probe in one way, and liveness succeeds at once', () => {
    const livenessProbe = { exec: { command: ['a'] }, httpGet: { port: 80 }, successThreshold: 2 };
    expect(pod({ livenessProbe })).toEqual([
      'spec.containers[0].livenessProbe.httpGet: Forbidden: may not specify more than 1 handler type',
      'spec.containers[0].livenessProbe.successThreshold: Invalid value: 2: must be 1',
    ]);
    expect(pod({ readinessProbe: {} })).toEqual([
      'spec.containers[0].readinessProbe: Required value: must specify a handler type',
    ]);
  });

  it('let sidecars have probes and other init containers not', () => {
    const sidecar = { name: 's', image: 'i', restartPolicy: 'Always', readinessProbe: { tcpSocket: { port: 1 } } };
    const { restartPolicy: _always, ...plain } = sidecar;
    expect(pod({}, { initContainers: [sidecar] })).toEqual([]);
    expect(pod({}, { initContainers: [plain] })).toEqual([
      'spec.initContainers[0].readinessProbe: Forbidden: may not be set for init containers without restartPolicy=Always',
    ]);
  });

  it('spread over legal domains', () => {
    const topologySpreadConstraints = [{ maxSkew: 0, topologyKey: 'zone', whenUnsatisfiable: 'Maybe' }];
    expect(pod({}, { topologySpreadConstraints })).toEqual([
      'spec.topologySpreadConstraints[0].maxSkew: Invalid value: 0: must be greater than zero',
      'spec.topologySpreadConstraints[0].whenUnsatisfiable: Unsupported value: "Maybe": supported values: "DoNotSchedule", "ScheduleAnyway"',
    ]);
  });

  it('on the host network use host ports; templates leave them open', () => {
    const ports = [{ containerPort: 80, hostPort: 81 }];
    const why = 'Invalid value: 81: must match `containerPort` when `hostNetwork` is true';
    expect(pod({ ports }, { hostNetwork: true })).toEqual([`spec.containers[0].ports[0].hostPort: ${why}`]);
    const open = {
      ...template,
      spec: { hostNetwork: true, containers: [{ name: 'c', image: 'i', ports: [{ containerPort: 80 }] }] },
    };
    expect(created('apps/v1', 'Deployment', deployment({ template: open }))).toEqual([]);
  });

  it('change their image and little else', () => {
    const old = make('v1', 'Pod', podSpec());
    const image = make('v1', 'Pod', podSpec({ image: 'nginx:2', imagePullPolicy: 'Always' }));
    const args = make('v1', 'Pod', podSpec({ args: ['x'] }));
    expect(validateUpdate(image, old)).toEqual([]);
    const [error] = validateUpdate(args, old).map(fieldErrorText);
    expect(error).toContain('spec: Forbidden: pod updates may not change fields other than `spec.containers[*].image`');
  });

  it('keep tolerations that they have', () => {
    const old = make(
      'v1',
      'Pod',
      podSpec({}, { tolerations: [{ key: 'a', operator: 'Exists', effect: 'NoExecute' }] }),
    );
    const longer = make(
      'v1',
      'Pod',
      podSpec(
        {},
        {
          tolerations: [
            { key: 'a', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 5 },
            { operator: 'Exists' },
          ],
        },
      ),
    );
    const fewer = make('v1', 'Pod', podSpec());
    expect(validateUpdate(longer, old)).toEqual([]);
    expect(validateUpdate(fewer, old).map(fieldErrorText)).toContain(
      'spec.tolerations: Forbidden: existing toleration can not be modified except its tolerationSeconds',
    );
  });

  it('do not bring back a container that ended for good', () => {
    const spec = podSpec({}, { restartPolicy: 'Never' });
    const ended = make('v1', 'Pod', {
      ...spec,
      status: { containerStatuses: [{ name: 'c', state: { terminated: { exitCode: 0 } } }] },
    });
    const running = make('v1', 'Pod', {
      ...spec,
      status: { containerStatuses: [{ name: 'c', state: { running: {} } }] },
    });
    expect(validateStatusUpdate(running, ended).map(fieldErrorText)).toEqual([
      'status.containerStatuses[0].state: Forbidden: may not be transitioned to non-terminated state',
    ]);
    expect(validateStatusUpdate(ended, running)).toEqual([]);
  });
});

describe('bindings', () => {
  it('lead to a node', () => {
    const errors: FieldError[] = [];
    checkBinding({ metadata: { name: 'p' }, target: { kind: 'Pod' } }, errors);
    expect(errors.map(fieldErrorText)).toEqual([
      'target.kind: Unsupported value: "Pod": supported values: "Node", "<empty>"',
      'target.name: Required value',
    ]);
  });
});

describe('deployments', () => {
  const check = (spec: Fields): string[] => created('apps/v1', 'Deployment', deployment(spec));

  it('select their own pods', () => {
    expect(check({ selector: { matchLabels: { a: 'c' } } })).toEqual([
      'spec.template.metadata.labels: Invalid value: {"a":"b"}: `selector` does not match template `labels`',
    ]);
    expect(check({ selector: {} })).toEqual([
      'spec.selector: Invalid value: {}: empty selector is invalid for deployment',
    ]);
    expect(check({ selector: { matchExpressions: [{ key: 'a', operator: 'In' }] } })).toEqual([
      "spec.selector.matchExpressions[0].values: Required value: must be specified when `operator` is 'In' or 'NotIn'",
    ]);
  });

  it('restart their pods always', () => {
    const never = { ...template, spec: { ...template.spec, restartPolicy: 'Never' } };
    expect(check({ template: never })).toEqual([
      'spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always"',
    ]);
  });

  it('roll by at least one and by no more than all', () => {
    const rolling = (maxSurge: unknown, maxUnavailable: unknown): string[] =>
      check({ strategy: { rollingUpdate: { maxSurge, maxUnavailable } } });
    expect(rolling(0, '0%')).toEqual([
      'spec.strategy.rollingUpdate.maxUnavailable: Invalid value: "0%": may not be 0 when `maxSurge` is 0',
    ]);
    expect(rolling('150%', '150%')).toEqual([
      'spec.strategy.rollingUpdate.maxUnavailable: Invalid value: "150%": must not be greater than 100%',
    ]);
    expect(check({ replicas: -1 })).toEqual(['spec.replicas: Invalid value: -1: must be greater than or equal to 0']);
  });

  it('keep their selector', () => {
    const old = make('apps/v1', 'Deployment', deployment({}));
    const other = { ...template, metadata: { labels: { c: 'd' } } };
    const changed = make(
      'apps/v1',
      'Deployment',
      deployment({ selector: { matchLabels: { c: 'd' } }, template: other }),
    );
    expect(validateUpdate(changed, old).map(fieldErrorText)).toEqual([
      'spec.selector: Invalid value: {"matchLabels":{"c":"d"}}: field is immutable',
    ]);
  });
});

describe('services', () => {
  const service = (spec: Fields): string[] => created('v1', 'Service', { spec });

  it('name their ports when there are several', () => {
    expect(service({ ports: [{ port: 80, name: 'a' }, { port: 80 }] })).toEqual([
      'spec.ports[1].name: Required value',
      'spec.ports[1]: Duplicate value: {"port":80,"protocol":"TCP"}',
    ]);
    expect(service({ ports: [] })).toEqual(['spec.ports: Required value']);
  });

  it('have node ports only where the type does', () => {
    expect(service({ ports: [{ port: 80, nodePort: 30000 }] })).toEqual([
      "spec.ports[0].nodePort: Forbidden: may not be used when `type` is 'ClusterIP'",
    ]);
    expect(service({ type: 'NodePort', ports: [{ port: 80, nodePort: 30000 }] })).toEqual([]);
  });

  it('keep their address', () => {
    const old = make('v1', 'Service', { spec: { clusterIP: '10.96.0.9', ports: [{ port: 80 }] } });
    const moved = make('v1', 'Service', { spec: { clusterIP: '10.96.0.10', ports: [{ port: 80 }] } });
    expect(validateUpdate(moved, old).map(fieldErrorText)).toEqual([
      'spec.clusterIPs[0]: Invalid value: ["10.96.0.10"]: may not change once set',
    ]);
  });
});

describe('other kinds', () => {
  it('freeze immutable ConfigMaps', () => {
    const old = make('v1', 'ConfigMap', { data: { a: '1' }, immutable: true });
    const changed = make('v1', 'ConfigMap', { data: { a: '2' } });
    expect(validateUpdate(changed, old).map(fieldErrorText)).toEqual([
      'immutable: Forbidden: field is immutable when `immutable` is set',
      'data: Forbidden: field is immutable when `immutable` is set',
    ]);
  });

  it('report taints below metadata', () => {
    const spec = {
      taints: [{ key: 'a', effect: 'NoSchedule' }, { key: 'a', value: 'z', effect: 'NoSchedule' }, { key: 'b' }],
    };
    const errors = created('v1', 'Node', { metadata: { name: 'n' }, spec });
    expect(errors.map((error) => error.split(':')[0])).toEqual(['metadata.taints[1]', 'metadata.taints[2].effect']);
  });

  it('check the addresses of slices by their type', () => {
    const endpoints = [{ addresses: ['10.0.0.300'] }, { addresses: [] }];
    expect(created('discovery.k8s.io/v1', 'EndpointSlice', { addressType: 'IPv4', endpoints, ports: [] })).toEqual([
      'endpoints[0].addresses[0]: Invalid value: "10.0.0.300": must be an IPv4 address',
      'endpoints[1].addresses: Required value: must contain at least 1 address',
    ]);
  });

  it('read IPv6 addresses', () => {
    expect(['::', '::1', 'fe80::1', '2001:db8::ffff', '::ffff:10.0.0.1', '1:2:3:4:5:6:7:8'].every(isIPv6)).toBe(true);
    expect([':', '1', '1::2::3', '1:2:3:4:5:6:7:8:9', 'g::', '12345::'].some(isIPv6)).toBe(false);
  });
});
