import { describe, expect, it } from 'vitest';
import type { Pod } from '../types.ts';
import { fieldErrorText } from './field-error.ts';
import { make, type Fields } from './testing/complaints.ts';
import { validatePartUpdate } from './validation.ts';

function pod(resources: Fields, spec: Fields = {}): Pod {
  return make('v1', 'Pod', { spec: { containers: [{ name: 'c', image: 'i', resources }], ...spec } }) as Pod;
}

function said(part: string, to: Pod, from: Pod): string[] {
  return validatePartUpdate(part, to, from).map(fieldErrorText);
}

describe('a resize', () => {
  const burstable = pod({ requests: { cpu: '1', memory: '1Gi' } });

  it('changes CPU and memory', () => {
    expect(said('resize', pod({ requests: { cpu: '2', memory: '2Gi' } }), burstable)).toEqual([]);
    expect(said('resize', pod({ requests: { cpu: '2' } }), burstable)).toEqual([
      'spec.containers[0].resources.requests: Forbidden: resource requests cannot be removed',
    ]);
    const more = pod({ requests: { cpu: '1', memory: '1Gi', 'ephemeral-storage': '1Gi' } });
    expect(said('resize', more, burstable)).toEqual(['spec: Forbidden: only cpu and memory resources are mutable']);
  });

  it('leaves the pod in its class of service', () => {
    const guaranteed = pod({ limits: { cpu: '1', memory: '1Gi' } });
    const looser = pod({ limits: { cpu: '2', memory: '1Gi' }, requests: { cpu: '1', memory: '1Gi' } });
    expect(said('resize', looser, guaranteed)).toEqual([
      'spec: Invalid value: "Burstable": Pod QOS Class may not change as a result of resizing',
    ]);
  });
});

describe('containers for a look', () => {
  const look = { name: 'look', image: 'i', imagePullPolicy: 'Always', terminationMessagePolicy: 'File' };

  it('come, and then stay as they are', () => {
    const before = pod({});
    const after = pod({}, { ephemeralContainers: [look] });
    expect(said('ephemeralcontainers', after, before)).toEqual([]);
    expect(said('ephemeralcontainers', before, after)[0]).toContain(
      'existing ephemeral containers "look" may not be removed',
    );
    const changed = pod({}, { ephemeralContainers: [{ ...look, image: 'j' }] });
    expect(said('ephemeralcontainers', changed, after)[0]).toContain('may not be changed');
  });
});
