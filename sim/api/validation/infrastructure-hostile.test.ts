/** Manifests with parts missing or empty are refused or taken, but never make validation fail. */
import { describe, expect, it } from 'vitest';
import { applyDefaults } from '../defaults/defaults.ts';
import { checkFields } from '../schema/check-fields.ts';
import { normalise } from '../schema/normalise.ts';
import { resourceForKind, type ResourceInfo } from '../resources.ts';
import { prepareForCreate, prepareForUpdate } from '../strategies/strategies.ts';
import type { KubeObject } from '../types.ts';
import { validateCreate, validateStatusUpdate, validateUpdate } from './validation.ts';

const schema = {
  type: 'object',
  properties: {
    spec: {
      type: 'object',
      properties: {
        list: {
          type: 'array',
          'x-kubernetes-list-type': 'map',
          'x-kubernetes-list-map-keys': ['name'],
          items: { type: 'object', required: ['name'], properties: { name: { type: 'string', pattern: '^a' } } },
        },
        map: { type: 'object', additionalProperties: { type: 'integer', default: 1 } },
        any: { 'x-kubernetes-int-or-string': true, anyOf: [{ type: 'integer' }, { type: 'string' }] },
      },
      'x-kubernetes-validations': [{ rule: 'self.any == 1', message: 'm', messageExpression: "'a'" }],
    },
  },
};
const rules = [{ operations: ['CREATE'], apiGroups: [''], apiVersions: ['v1'], resources: ['pods'] }];
const backend = { service: { name: 'web', port: { number: 80 } } };
const nodeSelectorTerms = [{ matchExpressions: [{ key: 'a', operator: 'In', values: ['b'] }] }];
const selector = { matchLabels: { a: 'b' }, matchExpressions: [{ key: 'a', operator: 'Exists' }] };

const bodies: Readonly<Record<string, object>> = {
  'v1 PersistentVolume': {
    spec: {
      accessModes: ['ReadWriteOnce'],
      capacity: { storage: '1Gi' },
      local: { path: '/a' },
      nodeAffinity: { required: { nodeSelectorTerms } },
    },
  },
  'v1 PersistentVolumeClaim': {
    spec: {
      accessModes: ['ReadWriteOnce'],
      resources: { requests: { storage: '1Gi' } },
      selector,
      dataSource: { kind: 'PersistentVolumeClaim', name: 'a' },
    },
  },
  'storage.k8s.io/v1 StorageClass': { provisioner: 'a', parameters: { a: 'b' }, allowedTopologies: [{}] },
  'storage.k8s.io/v1 CSIDriver': { spec: { attachRequired: true, volumeLifecycleModes: ['Persistent'] } },
  'storage.k8s.io/v1 CSINode': { spec: { drivers: [{ name: 'a', nodeID: 'b', allocatable: { count: 1 } }] } },
  'storage.k8s.io/v1 VolumeAttachment': {
    spec: { attacher: 'a', nodeName: 'n', source: { persistentVolumeName: 'p' } },
  },
  'networking.k8s.io/v1 Ingress': {
    spec: {
      defaultBackend: backend,
      rules: [{ host: 'a.b', http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }],
      tls: [{ hosts: ['a'], secretName: 's' }],
    },
  },
  'networking.k8s.io/v1 IngressClass': { spec: { controller: 'a.b/c', parameters: { kind: 'K', name: 'n' } } },
  'networking.k8s.io/v1 NetworkPolicy': {
    spec: {
      podSelector: selector,
      ingress: [
        { from: [{ ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] } }], ports: [{ port: 80, endPort: 90 }] },
      ],
      egress: [{ to: [{ namespaceSelector: selector }] }],
    },
  },
  'rbac.authorization.k8s.io/v1 ClusterRole': {
    rules: [{ verbs: ['get'], apiGroups: [''], resources: ['pods'] }],
    aggregationRule: { clusterRoleSelectors: [selector] },
  },
  'rbac.authorization.k8s.io/v1 RoleBinding': {
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'r' },
    subjects: [{ kind: 'User', name: 'u' }],
  },
  'admissionregistration.k8s.io/v1 ValidatingWebhookConfiguration': {
    webhooks: [
      {
        name: 'a.b.c',
        rules,
        clientConfig: { service: { name: 's', namespace: 'n' } },
        sideEffects: 'None',
        admissionReviewVersions: ['v1'],
        matchConditions: [{ name: 'm', expression: 'true' }],
      },
    ],
  },
  'admissionregistration.k8s.io/v1 ValidatingAdmissionPolicy': {
    spec: {
      matchConstraints: { resourceRules: rules },
      validations: [{ expression: 'true' }],
      variables: [{ name: 'v', expression: '1' }],
      auditAnnotations: [{ key: 'k', valueExpression: "'v'" }],
      paramKind: { apiVersion: 'v1', kind: 'ConfigMap' },
    },
  },
  'admissionregistration.k8s.io/v1 ValidatingAdmissionPolicyBinding': {
    spec: {
      policyName: 'p',
      validationActions: ['Deny'],
      paramRef: { name: 'n' },
      matchResources: { resourceRules: rules },
    },
  },
  'apiextensions.k8s.io/v1 CustomResourceDefinition': {
    spec: {
      group: 'a.example.com',
      scope: 'Namespaced',
      names: { plural: 'xs', kind: 'X', shortNames: ['x'] },
      conversion: { strategy: 'None' },
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          schema: { openAPIV3Schema: schema },
          subresources: { status: {}, scale: { specReplicasPath: '.spec.a', statusReplicasPath: '.status.a' } },
          additionalPrinterColumns: [{ name: 'A', type: 'string', jsonPath: '.spec.a' }],
          selectableFields: [{ jsonPath: '.spec.any' }],
        },
      ],
    },
  },
  'authorization.k8s.io/v1 SubjectAccessReview': { spec: { user: 'u', resourceAttributes: { verb: 'get' } } },
};

const replacements: readonly unknown[] = [undefined, null, {}, [], '', 0, [null], { a: null }];

/** The object with each of its parts missing or replaced, one at a time. */
function* mutants(value: unknown): Generator {
  for (const replacement of replacements) yield replacement;
  if (typeof value !== 'object' || value === null) return;
  for (const [key, part] of Object.entries(value)) {
    for (const mutant of mutants(part)) {
      if (Array.isArray(value) && mutant === undefined) continue;
      if (Array.isArray(value)) yield value.map((item: unknown, index) => (String(index) === key ? mutant : item));
      else yield { ...value, [key]: mutant };
    }
  }
}

describe.each(Object.entries(bodies))('%s', (name, body) => {
  const [apiVersion = '', kind = ''] = name.split(' ');
  const info = resourceForKind(apiVersion, kind) as ResourceInfo;
  const metadata = { name: 'x', ...(info.namespaced ? { namespace: 'default' } : {}) };
  const take = (given: object): KubeObject =>
    prepareForCreate(info, applyDefaults(normalise({ apiVersion, kind, metadata, ...given }, apiVersion, kind)));

  it('is validated whatever is missing', () => {
    const whole = take(body);
    let count = 0;
    for (const mutant of mutants(body)) {
      if (typeof mutant !== 'object' || mutant === null || Array.isArray(mutant)) continue;
      if (checkFields({ ...mutant, apiVersion, kind, metadata }, apiVersion, kind).typeErrors.length > 0) continue;
      const object = take(mutant);
      validateCreate(object);
      validateUpdate(prepareForUpdate(info, object, whole), whole);
      validateUpdate(prepareForUpdate(info, whole, object), object);
      validateStatusUpdate(object, whole);
      count += 1;
    }
    expect(count).toBeGreaterThan(10);
  });
});
