import { describe, expect, it } from 'vitest';
import { decodeKubernetesProtobuf } from './decode.ts';
import { readFields, WireError } from './wire.ts';

/** Fields of a message: whole numbers, texts, and messages within. */
type Given = readonly (readonly [number, number | string | Uint8Array])[];

function varint(value: number | bigint): number[] {
  const bytes: number[] = [];
  for (let rest = BigInt.asUintN(64, BigInt(value)); ; rest >>= 7n) {
    if (rest < 128n) return [...bytes, Number(rest)];
    bytes.push(Number(rest & 127n) | 128);
  }
}

function message(fields: Given): Uint8Array {
  return Uint8Array.from(
    fields.flatMap(([number, value]) => {
      if (typeof value === 'number') return [...varint(number * 8), ...varint(value)];
      const bytes = Buffer.from(value as string);
      return [...varint(number * 8 + 2), ...varint(bytes.length), ...bytes];
    }),
  );
}

function body(apiVersion: string, kind: string, raw: Uint8Array): Uint8Array {
  const meta = message([
    [1, apiVersion],
    [2, kind],
  ]);
  return Uint8Array.from([
    0x6b,
    0x38,
    0x73,
    0,
    ...message([
      [1, meta],
      [2, raw],
    ]),
  ]);
}

describe('Kubernetes’ protobuf', () => {
  it('becomes the object that JSON would have been', () => {
    const metadata = message([
      [1, 'web'],
      [3, 'default'],
      [
        11,
        message([
          [1, 'app'],
          [2, 'web'],
        ]),
      ],
    ]);
    const container = message([
      [1, 'nginx'],
      [2, 'nginx:1.27'],
    ]);
    const template = message([[2, message([[2, container]])]]);
    const raw = message([
      [1, metadata],
      [
        2,
        message([
          [1, 0],
          [3, template],
        ]),
      ],
    ]);
    expect(decodeKubernetesProtobuf(body('apps/v1', 'Deployment', raw))).toEqual({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web', namespace: 'default', labels: { app: 'web' } },
      spec: { replicas: 0, template: { spec: { containers: [{ name: 'nginx', image: 'nginx:1.27' }] } } },
    });
  });

  it('keeps bytes as base64 and keys as they are', () => {
    const entry = message([
      [1, '__proto__'],
      [2, 'secret'],
    ]);
    const secret = decodeKubernetesProtobuf(body('v1', 'Secret', message([[2, entry]])));
    expect(JSON.stringify(secret['data'])).toBe('{"__proto__":"c2VjcmV0"}');
  });

  it('reads signed numbers of 64 bits', () => {
    expect(readFields(Uint8Array.from([8, ...varint(-5)]))).toEqual([{ number: 1, value: -5 }]);
  });

  it.each([
    ['something else', Uint8Array.from([1, 2, 3, 4, 5])],
    ['a message that is cut off', body('v1', 'Secret', message([[1, 'x']])).slice(0, 12)],
    ['a kind that nobody sends so', body('v1', 'Nothing', new Uint8Array())],
  ])('refuses %s', (_, bytes) => {
    expect(() => decodeKubernetesProtobuf(bytes)).toThrow(WireError);
  });
});
