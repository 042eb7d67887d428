import { describe, expect, it } from 'vitest';
import { withValueStructs } from './value-structs.ts';

describe('structs that are values', () => {
  it('are there when nobody wrote them, deep inside as well', () => {
    expect(withValueStructs({ reason: 'X' }, 'v1', 'Event')).toEqual({ reason: 'X', metadata: {}, involvedObject: {} });
    const rules = [{ http: { paths: [{ path: '/' }] } }];
    expect(withValueStructs({ spec: { rules } }, 'networking.k8s.io/v1', 'Ingress')).toEqual({
      spec: { rules: [{ http: { paths: [{ path: '/', backend: {} }] } }] },
    });
  });

  it('are not there where Go has a pointer', () => {
    const object = { spec: { template: {} } };
    expect(withValueStructs(object, 'apps/v1', 'Deployment')).toBe(object);
  });
});
