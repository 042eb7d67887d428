import { describe, expect, it } from 'vitest';
import { created, selector, statusSaid, templateWith, updated, type Fields } from './testing/complaints.ts';

function statefulSet(spec: Fields = {}): Fields {
  return { spec: { selector, template: templateWith(), serviceName: 's', ...spec } };
}

function said(spec: Fields): string[] {
  return created('apps/v1', 'StatefulSet', statefulSet(spec));
}

describe('StatefulSets', () => {
  it('name how they manage, update and keep', () => {
    expect(said({})).toEqual([]);
    expect(said({ podManagementPolicy: 'Other' })).toEqual([
      "spec.podManagementPolicy: Invalid value: \"Other\": must be 'OrderedReady' or 'Parallel'",
    ]);
    expect(said({ updateStrategy: { type: 'OnDelete', rollingUpdate: {} } })).toEqual([
      "spec.updateStrategy.rollingUpdate: Invalid value: {}: only allowed for updateStrategy 'RollingUpdate'",
    ]);
    expect(said({ updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0 } } })).toEqual([
      'spec.updateStrategy.rollingUpdate.maxUnavailable: Invalid value: 0: cannot be 0',
    ]);
    expect(said({ persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Maybe' } })).toEqual([
      'spec.persistentVolumeClaimRetentionPolicy.whenDeleted: Unsupported value: "Maybe": supported values: "Retain", "Delete"',
    ]);
  });

  it('may mount their claims', () => {
    const template = templateWith({}, { volumeMounts: [{ name: 'data', mountPath: '/data' }] });
    expect(said({ template })).toEqual(['spec.template.spec.containers[0].volumeMounts[0].name: Not found: "data"']);
    const claim = { metadata: { name: 'data' }, spec: { accessModes: ['ReadWriteOnce'] } };
    expect(said({ template, volumeClaimTemplates: [claim] })).toEqual([]);
  });

  it('have names of which hosts can be named', () => {
    const name = `${'a'.repeat(60)}.b`;
    expect(created('apps/v1', 'StatefulSet', { ...statefulSet(), metadata: { name, namespace: 'ns' } })[0]).toContain(
      'metadata.name: Invalid value',
    );
    expect(said({ serviceName: 'A' })[0]).toContain('spec.serviceName: Invalid value: "A"');
  });

  it('keep their service and claims', () => {
    const changed = (spec: Fields): string[] => updated('apps/v1', 'StatefulSet', statefulSet(), statefulSet(spec));
    expect(changed({ replicas: 5, minReadySeconds: 3, revisionHistoryLimit: 1 })).toEqual([]);
    expect(changed({ serviceName: 't' })[0]).toContain('spec: Forbidden: updates to statefulset spec for fields other');
  });

  it('have no more of a part than of the whole', () => {
    expect(statusSaid('apps/v1', 'StatefulSet', {}, { replicas: 1, readyReplicas: 2, availableReplicas: 1 })).toEqual([
      'status.readyReplicas: Invalid value: 2: cannot be greater than status.replicas',
    ]);
  });

  it('remember templates that stay', () => {
    expect(created('apps/v1', 'ControllerRevision', { revision: -1 })).toEqual([
      'data: Required value: data is mandatory',
      'revision: Invalid value: -1: must be greater than or equal to 0',
    ]);
    expect(updated('apps/v1', 'ControllerRevision', { data: { a: 1 } }, { data: { a: 2 }, revision: 2 })).toEqual([
      'data: Invalid value: {"a":2}: field is immutable',
    ]);
  });
});
