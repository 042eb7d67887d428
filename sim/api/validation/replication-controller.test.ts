import { describe, expect, it } from 'vitest';
import { created, make, statusSaid, templateWith } from './testing/complaints.ts';

describe('replication controllers', () => {
  it('select what their template makes unless they say otherwise', () => {
    expect(make('v1', 'ReplicationController', { spec: { template: templateWith() } })).toMatchObject({
      metadata: { labels: { a: 'b' } },
      spec: { replicas: 1, selector: { a: 'b' } },
    });
    expect(
      created('v1', 'ReplicationController', { spec: { template: templateWith(), selector: { a: 'c' } } }),
    ).toEqual(['spec.template.metadata.labels: Invalid value: {"a":"b"}: `selector` does not match template `labels`']);
    expect(created('v1', 'ReplicationController', { spec: { replicas: -1 } })).toEqual([
      'spec.selector: Required value',
      'spec.replicas: Invalid value: -1: must be greater than or equal to 0',
      'spec.template: Required value',
    ]);
  });

  it('have no more of a part than of the whole', () => {
    expect(statusSaid('v1', 'ReplicationController', {}, { replicas: 1, availableReplicas: 1 })).toEqual([
      'status.availableReplicas: Invalid value: 1: cannot be greater than readyReplicas',
    ]);
  });
});

describe('pod templates', () => {
  it('are checked as those of controllers', () => {
    expect(created('v1', 'PodTemplate', { template: templateWith({}, { image: '' }) })).toEqual([
      'template.spec.containers[0].image: Required value',
    ]);
  });
});
