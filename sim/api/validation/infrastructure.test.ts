import { describe, expect, it } from 'vitest';
import { applyDefaults } from '../defaults/defaults.ts';
import type { KubeObject } from '../types.ts';
import { fieldErrorText } from './field-error.ts';
import { validateCreate, validateUpdate } from './validation.ts';

const object = (apiVersion: string, kind: string, body: object, namespace?: string): KubeObject =>
  applyDefaults({
    apiVersion,
    kind,
    metadata: { name: 'x', ...(namespace === undefined ? {} : { namespace }) },
    ...body,
  });
const created = (given: KubeObject): string[] => validateCreate(given).map(fieldErrorText);
const updated = (given: KubeObject, old: KubeObject): string[] => validateUpdate(given, old).map(fieldErrorText);

const claim = (spec: object, more: object = {}): KubeObject =>
  object('v1', 'PersistentVolumeClaim', { spec: { accessModes: ['ReadWriteOnce'], ...spec }, ...more }, 'default');
const requests = (storage: string): object => ({ resources: { requests: { storage } } });

describe('volumes', () => {
  it('say what they are made of, how much and for whom', () => {
    expect(created(object('v1', 'PersistentVolume', { spec: {} }))).toEqual([
      'spec.accessModes: Required value',
      'spec.capacity: Required value',
      'spec: Required value: must specify a volume type',
    ]);
    const spec = {
      accessModes: ['ReadWriteOncePod', 'Often'],
      capacity: { storage: '0' },
      hostPath: { path: '/data' },
      nfs: { server: 's', path: '/' },
    };
    expect(created(object('v1', 'PersistentVolume', { spec }))).toEqual([
      'spec.accessModes: Unsupported value: "Often": supported values: "ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"',
      'spec.accessModes: Forbidden: may not use ReadWriteOncePod with other access modes',
      'spec.capacity[storage]: Invalid value: "0": must be greater than zero',
      'spec.nfs: Forbidden: may not specify more than 1 volume type',
    ]);
  });

  it('are kept and read as files unless they say otherwise', () => {
    const spec = { accessModes: ['ReadWriteOnce'], capacity: { storage: '1Gi' }, hostPath: { path: '/data' } };
    expect(object('v1', 'PersistentVolume', { spec })).toMatchObject({
      spec: { persistentVolumeReclaimPolicy: 'Retain', volumeMode: 'Filesystem', hostPath: { type: '' } },
    });
  });
});

describe('claims', () => {
  it('ask for storage', () => {
    expect(created(claim({ accessModes: [] }))).toEqual([
      'spec.accessModes: Required value: at least 1 access mode is required',
      'spec.resources[storage]: Required value',
    ]);
  });

  it('may be bound and grow once they are bound, nothing else', () => {
    const old = claim(requests('1Gi'));
    expect(updated(claim({ ...requests('1Gi'), volumeName: 'pv-1' }), old)).toEqual([]);
    expect(updated(claim(requests('2Gi')), old)).toEqual([
      'spec: Forbidden: spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims',
    ]);
    const status = { status: { phase: 'Bound', capacity: { storage: '1Gi' } } };
    expect(updated(claim(requests('2Gi'), status), claim(requests('1Gi'), status))).toEqual([]);
    expect(updated(claim(requests('500Mi'), status), claim(requests('1Gi'), status))).toEqual([
      'spec.resources.requests.storage: Forbidden: field can not be less than status.capacity',
    ]);
  });
});

describe('storage classes', () => {
  it('do not change', () => {
    const old = object('storage.k8s.io/v1', 'StorageClass', { provisioner: 'example.com/disk' });
    expect(created(old)).toEqual([]);
    expect(old).toMatchObject({ reclaimPolicy: 'Delete', volumeBindingMode: 'Immediate' });
    const next = { ...old, provisioner: 'example.com/other', volumeBindingMode: 'WaitForFirstConsumer' };
    expect(updated(next as KubeObject, old)).toEqual([
      'provisioner: Forbidden: updates to provisioner are forbidden.',
      'volumeBindingMode: Invalid value: "WaitForFirstConsumer": field is immutable',
    ]);
  });
});

describe('ingresses', () => {
  const ingress = (spec: object): string[] => created(object('networking.k8s.io/v1', 'Ingress', { spec }, 'default'));
  const backend = { service: { name: 'web', port: { number: 80 } } };

  it('lead somewhere', () => {
    expect(ingress({})).toEqual(['spec: Invalid value: null: either `defaultBackend` or `rules` must be specified']);
    expect(ingress({ defaultBackend: backend })).toEqual([]);
  });

  it('have hosts that are names and paths that are absolute', () => {
    const paths = [
      { path: 'a', pathType: 'Prefix', backend },
      { path: '/b', backend },
      { path: '/c//', pathType: 'Exact', backend: {} },
    ];
    expect(
      ingress({
        rules: [
          { host: '10.0.0.1', http: { paths } },
          { host: '*.a.b', http: { paths: [] } },
        ],
      }),
    ).toEqual([
      'spec.rules[0].host: Invalid value: "10.0.0.1": must be a DNS name, not an IP address',
      'spec.rules[0].http.paths[0].path: Invalid value: "a": must be an absolute path',
      'spec.rules[0].http.paths[1].pathType: Required value: pathType must be specified',
      `spec.rules[0].http.paths[2].path: Invalid value: "/c//": must not contain '//'`,
      'spec.rules[0].http.paths[2].backend: Invalid value: "": resource or service backend is required',
      'spec.rules[1].http.paths: Required value',
    ]);
  });
});

describe('network policies', () => {
  const policy = (spec: object): KubeObject =>
    object('networking.k8s.io/v1', 'NetworkPolicy', { spec: { podSelector: {}, ...spec } }, 'default');

  it('speak of what goes out only when they have rules for it', () => {
    expect(policy({})).toMatchObject({ spec: { policyTypes: ['Ingress'] } });
    expect(policy({ egress: [{ ports: [{ port: 53 }] }] })).toMatchObject({
      spec: { policyTypes: ['Ingress', 'Egress'], egress: [{ ports: [{ port: 53, protocol: 'TCP' }] }] },
    });
  });

  it('name peers in one way each, with holes inside their block', () => {
    const from = [{}, { ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16', '11.0.0.0/16'] }, podSelector: {} }];
    const ports = [{ port: 80, endPort: 79 }];
    expect(created(policy({ ingress: [{ from, ports }] }))).toEqual([
      'spec.ingress[0].ports[0].endPort: Invalid value: 79: must be greater than or equal to `port`',
      'spec.ingress[0].from[0]: Required value: must specify a peer',
      'spec.ingress[0].from[1].ipBlock.except[1]: Invalid value: "11.0.0.0/16": must be a strict subset of `cidr`',
      'spec.ingress[0].from[1]: Forbidden: may not specify both ipBlock and another peer',
    ]);
  });
});

describe('roles and bindings', () => {
  const version = 'rbac.authorization.k8s.io/v1';

  it('grant verbs on resources', () => {
    expect(
      created(
        object(
          version,
          'Role',
          { rules: [{ verbs: [], nonResourceURLs: ['/healthz'] }, { verbs: ['get'] }] },
          'default',
        ),
      ),
    ).toEqual([
      'rules[0].verbs: Required value: verbs must contain at least one value',
      'rules[0].nonResourceURLs: Invalid value: ["/healthz"]: namespaced rules cannot apply to non-resource URLs',
      'rules[1].apiGroups: Required value: resource rules must supply at least one api group',
      'rules[1].resources: Required value: resource rules must supply at least one resource',
    ]);
    const named = { ...object(version, 'ClusterRole', {}), metadata: { name: 'system:controller:x' } };
    expect(created(named)).toEqual([]);
  });

  it('bind to a role that does not change', () => {
    const binding = (name: string): KubeObject =>
      object(version, 'ClusterRoleBinding', {
        roleRef: { kind: 'ClusterRole', name },
        subjects: [
          { kind: 'User', name: 'ann' },
          { kind: 'ServiceAccount', name: 'sa' },
        ],
      });
    expect(created(binding('admin'))).toEqual(['subjects[1].namespace: Required value']);
    expect(binding('admin')).toMatchObject({ subjects: [{ apiGroup: 'rbac.authorization.k8s.io' }, {}] });
    expect(updated(binding('view'), binding('admin'))[0]).toBe(
      'roleRef: Invalid value: {"kind":"ClusterRole","name":"view","apiGroup":"rbac.authorization.k8s.io"}: cannot change roleRef',
    );
  });
});

describe('admission', () => {
  const version = 'admissionregistration.k8s.io/v1';
  const rules = [{ operations: ['CREATE'], apiGroups: [''], apiVersions: ['v1'], resources: ['pods'] }];
  const webhook = { name: 'a.example.com', rules, sideEffects: 'None', admissionReviewVersions: ['v1'] };
  const service = { name: 'hook', namespace: 'default' };

  it('fills webhooks in', () => {
    const given = object(version, 'MutatingWebhookConfiguration', {
      webhooks: [{ ...webhook, clientConfig: { service } }],
    });
    expect(created(given)).toEqual([]);
    expect(given).toMatchObject({
      webhooks: [
        {
          failurePolicy: 'Fail',
          timeoutSeconds: 10,
          reinvocationPolicy: 'Never',
          clientConfig: { service: { port: 443 } },
        },
      ],
    });
  });

  it('wants full names and one address', () => {
    const given = object(version, 'ValidatingWebhookConfiguration', { webhooks: [{ ...webhook, name: 'a' }] });
    expect(created(given)).toEqual([
      'webhooks[0].name: Invalid value: "a": should be a domain with at least three segments separated by dots',
      'webhooks[0].clientConfig: Required value: exactly one of url or service is required',
    ]);
  });

  it('wants policies whose expressions can be read', () => {
    const policy = (expression: string): string[] =>
      created(
        object(version, 'ValidatingAdmissionPolicy', {
          spec: { matchConstraints: { resourceRules: rules }, validations: [{ expression }] },
        }),
      );
    expect(policy('object.spec.replicas <= 5')).toEqual([]);
    expect(policy('object.spec.replicas <=')[0]).toContain(
      'spec.validations[0].expression: Invalid value: "object.spec.replicas <=": compilation failed: ',
    );
    const spec = { policyName: 'p', validationActions: ['Deny', 'Warn'] };
    expect(created(object(version, 'ValidatingAdmissionPolicyBinding', { spec }))[0]).toContain(
      'must not contain both Deny and Warn',
    );
  });
});

describe('reviews', () => {
  it('ask one question and need no name', () => {
    const review = (kind: string, spec: object): string[] =>
      validateCreate({ apiVersion: 'authorization.k8s.io/v1', kind, spec } as KubeObject).map(fieldErrorText);
    expect(review('SelfSubjectAccessReview', { resourceAttributes: { verb: 'get', resource: 'pods' } })).toEqual([]);
    expect(review('SubjectAccessReview', {})).toEqual([
      'spec.resourceAttributes: Invalid value: null: exactly one of nonResourceAttributes or resourceAttributes must be specified',
      'spec.user: Invalid value: "": at least one of user or group must be specified',
    ]);
  });
});
