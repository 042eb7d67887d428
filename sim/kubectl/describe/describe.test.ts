import { describe, expect, it } from 'vitest';
import { parseTime } from '../../api/time.ts';
import type { KubeObject } from '../../api/types.ts';
import { describeObject, relatedReads, type RelatedAnswer } from './index.ts';

const now = parseTime('2026-01-31T12:00:00Z');
const owner = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web-abc', uid: 'u1', controller: true };

const pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web-abc-x', namespace: 'default', uid: 'p1', labels: { app: 'web' }, ownerReferences: [owner] },
  spec: {
    nodeName: 'worker-1',
    priority: 0,
    serviceAccountName: 'default',
    containers: [
      {
        name: 'web',
        image: 'nginx:1.27',
        ports: [{ containerPort: 80, protocol: 'TCP' }],
        resources: { limits: { memory: '128Mi' }, requests: { cpu: '100m' } },
        readinessProbe: {
          httpGet: { path: '/', port: 80, scheme: 'HTTP' },
          timeoutSeconds: 1,
          periodSeconds: 10,
          successThreshold: 1,
          failureThreshold: 3,
        },
        volumeMounts: [{ name: 'data', mountPath: '/data', readOnly: true }],
      },
    ],
    volumes: [{ name: 'data', emptyDir: {} }],
    tolerations: [
      { key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 },
    ],
  },
  status: {
    phase: 'Running',
    hostIP: '10.0.0.2',
    podIP: '10.244.1.2',
    podIPs: [{ ip: '10.244.1.2' }],
    qosClass: 'Burstable',
    startTime: '2026-01-31T11:58:00Z',
    conditions: [{ type: 'Ready', status: 'True' }],
    containerStatuses: [
      {
        name: 'web',
        image: 'nginx:1.27',
        imageID: 'nginx@sha256:1',
        containerID: 'containerd://1',
        ready: true,
        restartCount: 1,
        state: { running: { startedAt: '2026-01-31T11:59:00Z' } },
        lastState: {
          terminated: {
            exitCode: 1,
            reason: 'Error',
            startedAt: '2026-01-31T11:58:10Z',
            finishedAt: '2026-01-31T11:58:50Z',
          },
        },
      },
    ],
  },
} as KubeObject;

const events: readonly KubeObject[] = [
  {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: 'a' },
    type: 'Warning',
    reason: 'BackOff',
    message: 'Back-off restarting failed container',
    source: { component: 'kubelet' },
    count: 4,
    firstTimestamp: '2026-01-31T11:58:00Z',
    lastTimestamp: '2026-01-31T11:59:57Z',
  },
  {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: 'b' },
    type: 'Normal',
    reason: 'Scheduled',
    message: 'Successfully assigned default/web-abc-x to worker-1',
    reportingComponent: 'default-scheduler',
    eventTime: '2026-01-31T11:58:00.000000Z',
  },
].map((event) => event as KubeObject);

function answersOf(answers: Readonly<Record<string, RelatedAnswer>>): ReadonlyMap<string, RelatedAnswer> {
  return new Map(Object.entries(answers));
}

describe('a pod', () => {
  it('is described as kubectl 1.33 does', () => {
    expect(describeObject(pod, answersOf({ events: { items: events } }), now)).toBe(`Name:             web-abc-x
Namespace:        default
Priority:         0
Service Account:  default
Node:             worker-1/10.0.0.2
Start Time:       Sat, 31 Jan 2026 11:58:00 +0000
Labels:           app=web
Annotations:      <none>
Status:           Running
IP:               10.244.1.2
IPs:
  IP:           10.244.1.2
Controlled By:  ReplicaSet/web-abc
Containers:
  web:
    Container ID:   containerd://1
    Image:          nginx:1.27
    Image ID:       nginx@sha256:1
    Port:           80/TCP
    Host Port:      0/TCP
    State:          Running
      Started:      Sat, 31 Jan 2026 11:59:00 +0000
    Last State:     Terminated
      Reason:       Error
      Exit Code:    1
      Started:      Sat, 31 Jan 2026 11:58:10 +0000
      Finished:     Sat, 31 Jan 2026 11:58:50 +0000
    Ready:          True
    Restart Count:  1
    Limits:
      memory:  128Mi
    Requests:
      cpu:        100m
    Readiness:    http-get http://:80/ delay=0s timeout=1s period=10s #success=1 #failure=3
    Environment:  <none>
    Mounts:
      /data from data (ro)
Conditions:
  Type    Status
  Ready   True 
Volumes:
  data:
    Type:        EmptyDir (a temporary directory that shares a pod's lifetime)
    Medium:      
    SizeLimit:   <unset>
QoS Class:       Burstable
Node-Selectors:  <none>
Tolerations:     node.kubernetes.io/not-ready:NoExecute op=Exists for 300s
Events:
  Type     Reason     Age              From               Message
  ----     ------     ----             ----               -------
  Normal   Scheduled  2m               default-scheduler  Successfully assigned default/web-abc-x to worker-1
  Warning  BackOff    3s (x4 over 2m)  kubelet            Back-off restarting failed container
`);
  });

  it('needs the events about it, by name and uid', () => {
    expect(relatedReads(pod)).toEqual([
      {
        key: 'events',
        verb: 'list',
        group: '',
        resource: 'events',
        namespace: 'default',
        fieldSelector: 'involvedObject.name=web-abc-x,involvedObject.namespace=default,involvedObject.uid=p1',
      },
    ]);
    expect(relatedReads(pod, false)).toEqual([]);
  });
});

describe('a service', () => {
  const service: KubeObject = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web', namespace: 'default' } };
  const ports = [{ name: '', port: 8080, protocol: 'TCP' }];
  const endpoint = (ip: string, ready = true): object => ({ addresses: [ip], conditions: { ready } });

  it('shows three ready endpoints and counts the others', () => {
    const spec = {
      type: 'ClusterIP',
      clusterIP: '10.96.0.1',
      ports: [{ port: 80, targetPort: 8080, protocol: 'TCP' }],
    };
    const endpoints = ['10.0.0.1', '10.0.0.2', '10.0.0.3', '10.0.0.4', '10.0.0.5'].map((ip) => endpoint(ip));
    const slice = { ports, endpoints: [endpoint('10.0.0.9', false), ...endpoints] } as KubeObject;
    const answers = answersOf({ endpointslices: { items: [slice] }, events: { items: [] } });
    const text = describeObject({ ...service, spec } as KubeObject, answers, now);
    expect(text).toContain('Endpoints:         10.0.0.1:8080,10.0.0.2:8080,10.0.0.3:8080 + 2 more...\n');
    expect(text).toContain('TargetPort:        8080/TCP\n');
    expect(text.endsWith('Events:            <none>\n')).toBe(true);
  });

  it('needs its endpoint slices', () => {
    expect(relatedReads(service)[0]).toMatchObject({
      group: 'discovery.k8s.io',
      resource: 'endpointslices',
      labelSelector: 'kubernetes.io/service-name=web',
    });
  });
});

describe('a role', () => {
  it('has a line for each resource, with all verbs', () => {
    const rules = [
      { apiGroups: ['apps'], resources: ['deployments/scale'], verbs: ['get'] },
      { apiGroups: [''], resources: ['pods'], verbs: ['get', 'list'] },
      { apiGroups: [''], resources: ['pods'], verbs: ['watch'] },
    ];
    const role = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata: { name: 'reader' }, rules };
    expect(describeObject(role as KubeObject, new Map(), now)).toBe(`Name:         reader
Labels:       <none>
Annotations:  <none>
PolicyRule:
  Resources               Non-Resource URLs  Resource Names  Verbs
  ---------               -----------------  --------------  -----
  pods                    []                 []              [get list watch]
  deployments.apps/scale  []                 []              [get]
`);
  });
});

describe('an ingress', () => {
  it('says of each backend where it leads, or why that is unknown', () => {
    const backend = (name: string): object => ({ service: { name, port: { number: 80 } } });
    const paths = ['web', 'gone'].map((name) => ({ path: `/${name}`, backend: backend(name) }));
    const ingress = {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: { name: 'i', namespace: 'default' },
      spec: { rules: [{ host: 'a.example', http: { paths } }] },
    } as KubeObject;
    expect(relatedReads(ingress, false).map(({ key }) => key)).toEqual([
      'endpointslices/gone',
      'services/gone',
      'endpointslices/web',
      'services/web',
    ]);
    const service = { spec: { ports: [{ name: 'http', port: 80 }] } } as KubeObject;
    const slice = { ports: [{ name: 'http', port: 8080 }], endpoints: [{ addresses: ['10.0.0.1'] }] } as KubeObject;
    const answers = answersOf({
      'services/web': { object: service },
      'endpointslices/web': { items: [slice] },
      'services/gone': { error: 'services "gone" not found' },
    });
    const text = describeObject(ingress, answers, now);
    expect(text).toContain('/web    web:80 (10.0.0.1:8080)\n');
    expect(text).toContain('/gone   gone:80 (<error: services "gone" not found>)\n');
  });
});

describe('a custom resource', () => {
  it('is described field by field', () => {
    const object = {
      apiVersion: 'stable.example.com/v1',
      kind: 'CronTab',
      metadata: { name: 'a', namespace: 'default', managedFields: [{}] },
      spec: { cronSpec: '* *', podIPs: ['x'], nestedURL: { theUID: 1 } },
    } as KubeObject;
    expect(describeObject(object, new Map(), now)).toBe(`Name:         a
Namespace:    default
Labels:       <none>
Annotations:  <none>
API Version:  stable.example.com/v1
Kind:         CronTab
Metadata:
Spec:
  Cron Spec:  * *
  Nested URL:
    The UID:  1
  Pod I Ps:
    x
`);
  });
});
