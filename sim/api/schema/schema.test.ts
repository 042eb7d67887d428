import { describe, expect, it } from 'vitest';
import { servedResources } from '../resources.ts';
import { checkFields, decodeErrorMessage, unknownFieldWarnings } from './check-fields.ts';
import { definitionForKind, fieldAtPath, itemDefinition } from './schema.ts';

function reasons(object: unknown, apiVersion: string, kind: string): string[] {
  const check = checkFields(object, apiVersion, kind);
  return [...check.unknown.map((entry) => entry.field), ...check.typeErrors.map((entry) => entry.message)];
}

function podWith(container: Record<string, unknown>): unknown {
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec: { containers: [container] } };
}

describe('field tables', () => {
  it('have every served kind and every kind of a subresource', () => {
    for (const info of servedResources) {
      expect(definitionForKind(info.apiVersion, info.kind)?.name).toBe(info.kind);
      for (const sub of info.subresources) {
        // What a connection takes are query parameters.
        if (sub.kind.endsWith('Options')) continue;
        const apiVersion = sub.group === '' ? sub.version : `${sub.group}/${sub.version}`;
        expect(definitionForKind(apiVersion, sub.kind)?.name).toBe(sub.kind);
      }
    }
  });

  it('lead from every served kind to definitions that exist', () => {
    const seen = new Set<string>();
    const visit = (id: string, definition = definitionForKind('v1', id)): void => {
      if (definition === undefined || seen.has(definition.id)) return;
      seen.add(definition.id);
      for (const field of definition.fields.values()) visit('', itemDefinition(field));
    };
    for (const info of servedResources) visit(info.kind, definitionForKind(info.apiVersion, info.kind));
    expect(seen.size).toBeGreaterThan(150);
  });

  it('know the merge keys of strategic patches and of apply', () => {
    const pod = definitionForKind('v1', 'Pod');
    const ports = pod === undefined ? undefined : fieldAtPath(pod, ['spec', 'containers', 'ports']);
    expect(ports?.patchMergeKey).toBe('containerPort');
    expect(ports?.listMapKeys).toEqual(['containerPort', 'protocol']);
    const finalizers = pod === undefined ? undefined : fieldAtPath(pod, ['metadata', 'finalizers']);
    expect([finalizers?.patchMerges, finalizers?.patchMergeKey, finalizers?.isSet]).toEqual([true, undefined, true]);
  });
});

describe('checkFields', () => {
  it('names an unknown field by its path with indexes', () => {
    expect(reasons(podWith({ name: 'c', imagePullPolic: 'Always' }), 'v1', 'Pod')).toEqual([
      'spec.containers[0].imagePullPolic',
    ]);
  });

  it('names the struct, the path without indexes and the Go type of a wrong value', () => {
    expect(reasons({ spec: { replicas: '3' } }, 'apps/v1', 'Deployment')).toEqual([
      'json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32',
    ]);
    expect(reasons({ spec: { replicas: 1.5 } }, 'apps/v1', 'Deployment')).toEqual([
      'json: cannot unmarshal number 1.5 into Go struct field DeploymentSpec.spec.replicas of type int32',
    ]);
    expect(reasons(podWith({ name: 'c', env: [{ name: 'A', value: 1 }] }), 'v1', 'Pod')).toEqual([
      'json: cannot unmarshal number into Go struct field EnvVar.spec.containers.env.value of type string',
    ]);
    expect(reasons({ spec: { containers: 'x' } }, 'v1', 'Pod')).toEqual([
      'json: cannot unmarshal string into Go struct field PodSpec.spec.containers of type []v1.Container',
    ]);
    expect(reasons({ metadata: { labels: { a: true } } }, 'v1', 'Pod')).toEqual([
      'json: cannot unmarshal bool into Go struct field ObjectMeta.metadata.labels of type string',
    ]);
    expect(reasons(podWith({ imagePullPolicy: 7 }), 'v1', 'Pod')).toEqual([
      'json: cannot unmarshal number into Go struct field Container.spec.containers.imagePullPolicy of type v1.PullPolicy',
    ]);
  });

  it('accepts what the decoder accepts: null, numbers as quantities, numbers and strings as IntOrString', () => {
    const resources = { requests: { cpu: 1, memory: '64Mi' } };
    const probe = { httpGet: { port: 'http' }, periodSeconds: null };
    expect(reasons(podWith({ resources, readinessProbe: probe, command: null }), 'v1', 'Pod')).toEqual([]);
  });

  it('reads quantities, times and base64', () => {
    expect(reasons(podWith({ resources: { limits: { cpu: 'lots' } } }), 'v1', 'Pod')[0]).toMatch(
      /^quantities must match/,
    );
    expect(reasons(podWith({ resources: { limits: { cpu: '1Kx' } } }), 'v1', 'Pod')[0]).toMatch(
      /^quantities must match/,
    );
    expect(reasons(podWith({ resources: { limits: { memory: '1KKi' } } }), 'v1', 'Pod')).toEqual([
      "unable to parse quantity's suffix",
    ]);
    expect(reasons({ metadata: { creationTimestamp: 'noon' } }, 'v1', 'Pod')).toEqual([
      'parsing time "noon" as "2006-01-02T15:04:05Z07:00": cannot parse "noon" as "2006"',
    ]);
    expect(reasons({ metadata: { creationTimestamp: '2026-02-30T00:00:00Z' } }, 'v1', 'Pod')).toEqual([
      'parsing time "2026-02-30T00:00:00Z": day out of range',
    ]);
    expect(reasons({ data: { a: 'a$b=' } }, 'v1', 'Secret')).toEqual(['illegal base64 data at input byte 1']);
    expect(reasons({ data: { a: 'YQ==' } }, 'v1', 'Secret')).toEqual([]);
  });

  it('stops collecting at a hundred', () => {
    const spec = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`x${i}`, 1]));
    expect(checkFields({ spec }, 'v1', 'Pod').unknown).toHaveLength(100);
  });
});

describe('decodeErrorMessage', () => {
  it('wraps the decoder as the API server does', () => {
    const check = checkFields({ spec: { template: { spec: { foo: 1 } }, bar: 1 } }, 'apps/v1', 'Deployment');
    expect(decodeErrorMessage(check, 'apps/v1', 'Deployment', false)).toBeUndefined();
    expect(unknownFieldWarnings(check)[0]).toBe('unknown field "spec.bar"');
    expect(decodeErrorMessage(check, 'apps/v1', 'Deployment', true)).toBe(
      'Deployment in version "v1" cannot be handled as a Deployment: strict decoding error: ' +
        'unknown field "spec.bar", unknown field "spec.template.spec.foo"',
    );
  });
});
