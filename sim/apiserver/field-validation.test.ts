import { describe, expect, it } from 'vitest';
import { HttpWorld } from '../testing/http-world.ts';

const path = '/api/v1/namespaces/default/configmaps';
const text = '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"foo":1,"data":{"x":"1","x":"2"}}';

function create(world: HttpWorld, query: string, body = text): ReturnType<HttpWorld['ask']> {
  return world.ask('POST', `${path}${query}`, { type: 'application/json', body });
}

describe('field validation', () => {
  it('Strict refuses unknown and duplicate fields together', () => {
    const refused = create(new HttpWorld(), '?fieldValidation=Strict');
    expect(refused.code).toBe(400);
    expect(HttpWorld.status(refused).message).toBe(
      'ConfigMap in version "v1" cannot be handled as a ConfigMap: strict decoding error: duplicate field "data.x", unknown field "foo"',
    );
  });

  it('Warn, the default, says it in warnings and drops the unknown', () => {
    for (const query of ['', '?fieldValidation=Warn']) {
      const created = create(new HttpWorld(), query);
      expect(created.code).toBe(201);
      expect(created.headers['warning']).toEqual([
        '299 - "duplicate field \\"data.x\\""',
        '299 - "unknown field \\"foo\\""',
      ]);
      expect(created.body).not.toHaveProperty('foo');
      expect(created.body).toMatchObject({ data: { x: '2' } });
    }
  });

  it('Ignore says nothing, but wrong types are refused all the same', () => {
    const world = new HttpWorld();
    expect(create(world, '?fieldValidation=Ignore').headers['warning']).toBeUndefined();
    const wrong = '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"b"},"data":{"x":1}}';
    expect(HttpWorld.status(create(world, '?fieldValidation=Ignore', wrong)).message).toMatch(
      /^ConfigMap in version "v1" cannot be handled as a ConfigMap: json: cannot unmarshal number/,
    );
  });

  it('refuses objects of another kind, version, name or namespace', () => {
    const world = new HttpWorld();
    const message = (body: object): unknown => HttpWorld.status(world.post(path, body)).message;
    expect(message({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a' } })).toBe(
      'Secret in version "v1" cannot be handled as a ConfigMap: converting (v1.Secret) to (core.ConfigMap): unknown conversion',
    );
    expect(message({ apiVersion: 'v2', kind: 'ConfigMap' })).toBe(
      'the API version in the data (v2) does not match the expected API version (v1)',
    );
    expect(message({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', namespace: 'shop' } })).toBe(
      'the namespace of the provided object does not match the namespace sent on the request',
    );
    world.post(path, { metadata: { name: 'a' } });
    expect(HttpWorld.status(world.put(`${path}/a`, { metadata: { name: 'b' } })).message).toBe(
      'the name of the object (b) does not match the name on the URL (a)',
    );
  });

  it('a patch that leaves unknown fields is refused with the patch in its words', () => {
    const world = new HttpWorld();
    world.post(path, { metadata: { name: 'a' } });
    const query = `${path}/a?fieldValidation=Strict`;
    expect(HttpWorld.status(world.patch(query, 'strategic', { foo: { bar: 1 } })).message).toBe(
      ' "" is invalid: patch: Invalid value: "map[foo:map[bar:1]]": strict decoding error: unknown field "foo"',
    );
    const merged = world.patch(`${path}/a`, 'merge', { foo: 1, data: { k: 'v' } });
    expect(merged.headers['warning']).toEqual(['299 - "unknown field \\"foo\\""']);
    expect(merged.body).toMatchObject({ data: { k: 'v' } });
  });
});
