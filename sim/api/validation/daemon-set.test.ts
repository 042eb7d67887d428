import { describe, expect, it } from 'vitest';
import { created, selector, statusSaid, templateWith, updated, type Fields } from './testing/complaints.ts';

function daemonSet(spec: Fields = {}): Fields {
  return { spec: { selector, template: templateWith(), ...spec } };
}

function said(spec: Fields): string[] {
  return created('apps/v1', 'DaemonSet', daemonSet(spec));
}

describe('DaemonSets', () => {
  it('select their own pods, which always restart', () => {
    expect(said({})).toEqual([]);
    expect(said({ selector: { matchLabels: { a: 'c' } } })).toEqual([
      'spec.template.metadata.labels: Invalid value: {"a":"b"}: `selector` does not match template `labels`',
    ]);
    expect(said({ selector: {} })).toEqual([
      'spec.selector: Invalid value: {}: empty selector is invalid for daemonset',
    ]);
    expect(said({ template: templateWith({ restartPolicy: 'Never', activeDeadlineSeconds: 5 }) })).toEqual([
      'spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always"',
      'spec.template.spec.activeDeadlineSeconds: Forbidden: activeDeadlineSeconds in DaemonSet is not Supported',
    ]);
  });

  it('roll by surge or by unavailability, not by both and not by neither', () => {
    const rolling = (rollingUpdate: Fields): string[] => said({ updateStrategy: { rollingUpdate } });
    expect(rolling({ maxUnavailable: 0, maxSurge: '30%' })).toEqual([]);
    expect(rolling({ maxUnavailable: 1, maxSurge: 1 })).toEqual([
      'spec.updateStrategy.rollingUpdate.maxSurge: Invalid value: 1: may not be set when maxUnavailable is non-zero',
    ]);
    expect(rolling({ maxUnavailable: 0 })).toEqual([
      'spec.updateStrategy.rollingUpdate.maxUnavailable: Required value: cannot be 0 when maxSurge is 0',
    ]);
    expect(rolling({ maxUnavailable: '101%' })).toEqual([
      'spec.updateStrategy.rollingUpdate.maxUnavailable: Invalid value: "101%": must not be greater than 100%',
    ]);
    expect(said({ updateStrategy: { type: 'Sometimes' } })[0]).toContain('spec.updateStrategy: Unsupported value');
  });

  it('keep their selector, and count no less than nothing', () => {
    const changed = {
      selector: { matchLabels: { a: 'c' } },
      template: { ...templateWith(), metadata: { labels: { a: 'c' } } },
    };
    expect(updated('apps/v1', 'DaemonSet', daemonSet(), daemonSet(changed))).toEqual([
      'spec.selector: Invalid value: {"matchLabels":{"a":"c"}}: field is immutable',
    ]);
    expect(statusSaid('apps/v1', 'DaemonSet', { collisionCount: 2 }, { numberReady: -1, collisionCount: 1 })).toEqual([
      'status.numberReady: Invalid value: -1: must be greater than or equal to 0',
      'status.collisionCount: Invalid value: 1: cannot be decremented',
    ]);
  });
});
