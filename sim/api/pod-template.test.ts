import { describe, expect, it } from 'vitest';
import { computePodTemplateHash, equalIgnoringHash } from './pod-template.ts';
import type { PodTemplateSpec } from './types.ts';

const template = (extra: object = {}, labels: Record<string, string> = { app: 'web' }): PodTemplateSpec => ({
  metadata: { labels },
  spec: { containers: [{ name: 'c', image: 'web:1' }], ...extra },
});

describe('pod templates', () => {
  it('are equal whatever the hash label, the order of keys and empty maps or lists', () => {
    expect(
      equalIgnoringHash(
        template(),
        template({ volumes: [], nodeSelector: {} }, { 'pod-template-hash': 'x', app: 'web' }),
      ),
    ).toBe(true);
    expect(equalIgnoringHash(template(), template({ restartPolicy: 'Always' }))).toBe(false);
  });

  it('an empty object that says something makes a difference', () => {
    const [empty, none] = [
      template({ volumes: [{ name: 'v', emptyDir: {} }] }),
      template({ volumes: [{ name: 'v' }] }),
    ];
    expect(equalIgnoringHash(empty, none)).toBe(false);
  });

  it('hash to letters of the alphabet, another set for each collision', () => {
    const hashes = [undefined, 0, 1].map((count) => computePodTemplateHash(template(), count));
    expect(new Set(hashes).size).toBe(3);
    for (const hash of hashes) expect(hash).toMatch(/^[bcdfghjklmnpqrstvwxz2456789]{1,10}$/);
    expect(computePodTemplateHash(template({}, { app: 'web', 'pod-template-hash': 'old' }))).toBe(hashes[0]);
  });
});
