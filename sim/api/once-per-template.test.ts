import { describe, expect, it } from 'vitest';
import { oncePerTemplate } from './once-per-template.ts';
import type { PodSpec } from './types.ts';

describe('oncePerTemplate', () => {
  const template: PodSpec = { containers: [{ name: 'web' }], volumes: [{ name: 'data' }] };
  const counted = () => {
    let count = 0;
    const compute = oncePerTemplate((spec) => `${++count} ${spec.containers.length} ${spec.volumes?.length ?? 0}`);
    return compute;
  };

  it('computes once for specs that share their parts', () => {
    const compute = counted();
    expect(compute(template)).toBe('1 1 1');
    expect(compute({ ...template, nodeName: 'worker-1' })).toBe('1 1 1');
  });

  it('computes anew where the containers or another part differ', () => {
    const compute = counted();
    compute(template);
    expect(compute({ ...template, volumes: [] })).toBe('2 1 0');
    expect(compute({ ...template, containers: [...template.containers] })).toBe('3 1 1');
  });
});
