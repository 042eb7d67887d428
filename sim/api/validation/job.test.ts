import { describe, expect, it } from 'vitest';
import { created, make, statusSaid, templateWith, updated, type Fields } from './testing/complaints.ts';
import { fieldErrorText } from './field-error.ts';
import { validateUpdate } from './validation.ts';

function job(spec: Fields = {}, podSpec: Fields = {}): Fields {
  return { spec: { template: templateWith({ restartPolicy: 'Never', ...podSpec }), ...spec } };
}

function said(spec: Fields, podSpec: Fields = {}): string[] {
  return created('batch/v1', 'Job', job(spec, podSpec));
}

function changed(from: Fields, to: Fields): string[] {
  return updated('batch/v1', 'Job', job(from), job(to));
}

describe('Jobs', () => {
  it('say whether their pods restart', () => {
    expect(said({}, { restartPolicy: 'OnFailure' })).toEqual([]);
    expect(said({}, { restartPolicy: undefined })).toEqual([
      'spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"',
    ]);
  });

  it('count from zero', () => {
    expect(said({ parallelism: -1, completions: -1, backoffLimit: -1, ttlSecondsAfterFinished: -1 })).toHaveLength(4);
    expect(said({ activeDeadlineSeconds: -1 })).toEqual([
      'spec.activeDeadlineSeconds: Invalid value: -1: must be greater than or equal to 0',
    ]);
  });

  it('have indexes only when they say so and how many', () => {
    expect(said({ completionMode: 'Indexed' })).toEqual([]);
    expect(said({ completionMode: 'Indexed', parallelism: 2 })).toEqual([
      'spec.completions: Required value: when completion mode is Indexed',
    ]);
    expect(said({ completionMode: 'Odd' })).toEqual([
      'spec.completionMode: Unsupported value: "Odd": supported values: "NonIndexed", "Indexed"',
    ]);
    expect(said({ backoffLimitPerIndex: 1, maxFailedIndexes: 1 })).toEqual([
      'spec.backoffLimitPerIndex: Invalid value: 1: requires indexed completion mode',
      'spec.maxFailedIndexes: Invalid value: 1: requires indexed completion mode',
    ]);
    const long = {
      ...job({ completionMode: 'Indexed', completions: 10 }),
      metadata: { name: 'x'.repeat(62), uid: 'u', namespace: 'ns' },
    };
    expect(created('batch/v1', 'Job', long).at(-1)).toContain('will not able to create pod with invalid DNS label');
  });

  it('choose a selector by hand or not at all', () => {
    expect(said({ selector: { matchLabels: { a: 'b' } } })).toContain(
      'spec.selector: Invalid value: {"matchLabels":{"batch.kubernetes.io/controller-uid":"u","a":"b"}}: `selector` not auto-generated',
    );
    expect(said({ manualSelector: true, selector: { matchLabels: { a: 'b' } } })).toEqual([]);
    expect(said({ manualSelector: true })).toContain('spec.selector: Required value');
  });

  it('change in parallelism and deadlines, not in their work', () => {
    expect(changed({ completions: 1 }, { completions: 1, parallelism: 3, backoffLimit: 1, suspend: true })).toEqual([]);
    expect(changed({ completions: 2 }, { completions: 3 })).toEqual([
      'spec.completions: Invalid value: 3: field is immutable',
    ]);
    const indexed = { completionMode: 'Indexed', completions: 2, parallelism: 2 };
    expect(changed(indexed, { ...indexed, completions: 3, parallelism: 3 })).toEqual([]);
    expect(changed(indexed, { ...indexed, completions: 3 })).toEqual([
      'spec.completions: Invalid value: 3: can only be modified in tandem with spec.parallelism',
    ]);
    expect(updated('batch/v1', 'Job', job(), job({}, { hostname: 'h' }))[0]).toContain('field is immutable');
  });

  it('may be told where to run while they are suspended', () => {
    const from = make('batch/v1', 'Job', job({ suspend: true }));
    const to = make('batch/v1', 'Job', job({ suspend: true }, { nodeSelector: { disk: 'ssd' } }));
    expect(validateUpdate(to, from)).toEqual([]);
    const started = { ...from, status: { startTime: '2026-01-01T00:00:00Z' } };
    expect(validateUpdate(to, started as never).map(fieldErrorText)[0]).toContain('spec.template: Invalid value');
  });

  it('end once, with what an end needs', () => {
    const finished = (conditions: string[], more: Fields = {}): string[] =>
      statusSaid(
        'batch/v1',
        'Job',
        {},
        {
          startTime: '2026-01-01T00:00:00Z',
          conditions: conditions.map((type) => ({ type, status: 'True' })),
          ...more,
        },
      );
    expect(finished(['SuccessCriteriaMet', 'Complete'], { completionTime: '2026-01-01T00:01:00Z' })).toEqual([]);
    expect(finished(['Failed'])).toEqual([
      'status.conditions: Invalid value: cannot set Failed=True condition without the FailureTarget=true condition',
    ]);
    expect(finished(['FailureTarget', 'Failed'], { active: 1 })).toEqual([
      'status.active: Invalid value: 1: active>0 is invalid for finished job',
    ]);
    expect(statusSaid('batch/v1', 'Job', { failed: 2 }, { failed: 1 })).toEqual([
      'status.failed: Invalid value: 1: cannot decrease the failed counter',
    ]);
  });
});
