import { describe, expect, it } from 'vitest';
import { applyJsonPatch } from './json-patch.ts';
import { definitionForKind } from './schema/schema.ts';
import { applyStrategicMergePatch } from './strategic-merge-patch.ts';
import { applyThreeWay } from './three-way-apply.ts';

describe('JSON patch', () => {
  it('leaves the given document as it is, also when a later operation fails', () => {
    const document = Object.freeze({ a: Object.freeze([1]) });
    expect(applyJsonPatch(document, [{ op: 'add', path: '/a/0', value: 0 }])).toEqual({ a: [0, 1] });
    expect(() => applyJsonPatch(document, [{ op: 'test', path: '/a/0', value: 2 }])).toThrow(
      'testing value /a/0 failed',
    );
    expect(document).toEqual({ a: [1] });
  });

  it('sets a field of any name on the object itself', () => {
    const result = applyJsonPatch({}, [{ op: 'add', path: '/__proto__', value: { polluted: true } }]) as object;
    expect(Object.hasOwn(result, '__proto__')).toBe(true);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it.each([
    [{ op: 'frob', path: '/a' }],
    [{ op: 'replace', path: '/b', value: 1 }],
    [{ op: 'add', path: 'a', value: 1 }],
    [{ op: 'add', path: '/a/-1', value: 1 }],
  ])('refuses %j', (operation) => {
    expect(() => applyJsonPatch({ a: [1] }, [operation])).toThrow();
  });
});

describe('strategic merge patch', () => {
  const deployment = definitionForKind('apps/v1', 'Deployment');
  const original = {
    spec: {
      template: {
        spec: {
          containers: [
            { name: 'a', image: '1' },
            { name: 'b', image: '1' },
          ],
        },
      },
    },
  };

  it('merges containers by name', () => {
    const patch = { spec: { template: { spec: { containers: [{ name: 'b', image: '2' }] } } } };
    expect(applyStrategicMergePatch(original, patch, deployment)).toEqual({
      spec: {
        template: {
          spec: {
            containers: [
              { name: 'a', image: '1' },
              { name: 'b', image: '2' },
            ],
          },
        },
      },
    });
  });

  it('three-way apply is idempotent', () => {
    const manifest = { spec: { template: { spec: { containers: [{ name: 'b', image: '3' }] } } } };
    const once = applyThreeWay(original, manifest, original, deployment);
    expect(once).toEqual(manifest);
    expect(applyThreeWay(manifest, manifest, once, deployment)).toEqual(once);
  });
});
