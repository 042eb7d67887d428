import { describe, expect, it } from 'vitest';
import { normalise } from './normalise.ts';

function pod(container: Record<string, unknown>, more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p' },
    spec: { containers: [{ name: 'c', ...container }], ...more },
  };
}

describe('normalise', () => {
  it('writes quantities in their canonical form, numbers too', () => {
    const given = pod({ resources: { requests: { cpu: 1, memory: '1024Mi' }, limits: { cpu: '1500m' } } });
    expect(normalise(given, 'v1', 'Pod')).toEqual(
      pod({ resources: { requests: { cpu: '1', memory: '1Gi' }, limits: { cpu: '1500m' } } }),
    );
  });

  it('drops fields that are null or unknown wherever they are', () => {
    const given = { ...pod({ command: null, imagePullPolic: 'x' }, { foo: 1 }), status: null };
    expect(normalise(given, 'v1', 'Pod')).toEqual(pod({}));
  });

  it('reads null in a list or as the value of a map as the zero of its type, as encoding/json does', () => {
    const given = pod({ args: ['a', null], ports: [null], resources: { limits: { cpu: null } } });
    expect(normalise({ ...given, metadata: { labels: { a: null, b: 'c' } } }, 'v1', 'Pod')).toEqual({
      ...pod({ args: ['a', ''], ports: [{ containerPort: 0 }], resources: { limits: { cpu: '0' } } }),
      metadata: { labels: { a: '', b: 'c' } },
    });
  });

  it('reads a required field that is missing as the zero of its type', () => {
    const given = { spec: { containers: [{ ports: [{}], env: [{}] }], affinity: { podAffinity: {} } } };
    expect(normalise(given, 'v1', 'Pod')).toEqual({
      spec: {
        containers: [{ name: '', ports: [{ containerPort: 0 }], env: [{ name: '' }] }],
        affinity: { podAffinity: {} },
      },
    });
    expect(normalise({ spec: {} }, 'apps/v1', 'Deployment')).toEqual({ spec: {} });
  });

  it('gives the same object when there is nothing to do, and never changes the given one', () => {
    const whole = pod({ resources: { requests: { cpu: '100m' } } });
    expect(normalise(whole, 'v1', 'Pod')).toBe(whole);
    const given = Object.freeze(pod({ command: null }));
    expect(normalise(given, 'v1', 'Pod')).not.toBe(given);
    expect(normalise(whole, 'example.com/v1', 'Thing')).toBe(whole);
  });
});
