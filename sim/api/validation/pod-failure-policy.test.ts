import { describe, expect, it } from 'vitest';
import { created, templateWith, type Fields } from './testing/complaints.ts';

function said(spec: Fields): string[] {
  return created('batch/v1', 'Job', { spec: { template: templateWith({ restartPolicy: 'Never' }), ...spec } });
}

function rule(fields: Fields): string[] {
  return said({ podFailurePolicy: { rules: [fields] } });
}

const path = 'spec.podFailurePolicy.rules[0]';

describe('rules of failure', () => {
  it('look at exit codes or at conditions', () => {
    expect(rule({ action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget' }] })).toEqual([]);
    expect(rule({ action: 'FailJob' })).toEqual([
      `${path}: Invalid value: specifying one of OnExitCodes and OnPodConditions is required`,
    ]);
  });

  it('name exit codes in order, once each, and no success', () => {
    const codes = (onExitCodes: Fields): string[] => rule({ action: 'FailJob', onExitCodes });
    expect(codes({ operator: 'In', values: [1, 2], containerName: 'c' })).toEqual([]);
    expect(codes({ operator: 'In', values: [2, 0, 2], containerName: 'd' })).toEqual([
      `${path}.onExitCodes.containerName: Invalid value: "d": must be one of the container or initContainer names in the pod template`,
      `${path}.onExitCodes.values[1]: Invalid value: 0: must not be 0 for the In operator`,
      `${path}.onExitCodes.values[2]: Duplicate value: 2`,
      `${path}.onExitCodes.values: Invalid value: [2,0,2]: must be ordered`,
    ]);
  });

  it('fail an index only where there are indexes, and need pods that do not restart', () => {
    expect(rule({ action: 'FailIndex', onExitCodes: { operator: 'In', values: [1] } })).toEqual([
      `${path}.action: Invalid value: "FailIndex": requires the backoffLimitPerIndex to be set`,
    ]);
    const template = templateWith({ restartPolicy: 'OnFailure' });
    expect(said({ podFailurePolicy: { rules: [] }, template })).toEqual([
      'spec.template.spec.restartPolicy: Invalid value: "OnFailure": only "Never" is supported when podFailurePolicy is specified',
    ]);
  });
});

describe('rules of success', () => {
  const success = (rules: Fields[]): string[] =>
    said({ completionMode: 'Indexed', completions: 5, successPolicy: { rules } });

  it('name indexes that are there, in order', () => {
    const at = 'spec.successPolicy.rules[0]';
    expect(success([{ succeededIndexes: '0,2-4', succeededCount: 3 }])).toEqual([]);
    expect(success([{ succeededIndexes: '4,2' }])).toEqual([
      `${at}.succeededIndexes: Invalid value: "4,2": error parsing succeededIndexes: non-increasing order, previous: 4, current: 2`,
    ]);
    expect(success([{ succeededIndexes: '5' }])[0]).toContain('too large index: "5"');
    expect(success([{}])).toEqual([
      `${at}: Required value: at least one of succeededCount or succeededIndexes must be specified`,
    ]);
    expect(success([{ succeededIndexes: '0-1', succeededCount: 3 }])).toEqual([
      `${at}.succeededCount: Invalid value: 3: must be less than or equal to 2 (the number of indexes in the specified succeededIndexes field)`,
    ]);
  });
});
