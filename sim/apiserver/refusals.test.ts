import { expect, it } from 'vitest';
import { HttpWorld } from '../testing/http-world.ts';

/** What the server says of requests that it cannot take, word for word as kube-apiserver 1.37. */

const maps = '/api/v1/namespaces/default/configmaps';

function worldWithMap(): { world: HttpWorld; uid: string } {
  const world = new HttpWorld();
  const made = HttpWorld.object(world.post(maps, { metadata: { name: 'a' }, data: { x: '1' } }));
  return { world, uid: made.metadata?.uid ?? '' };
}

it.each([
  ['{bad json', `invalid character 'b' looking for beginning of object key string ({bad json)`],
  ['', 'unexpected end of JSON input (<empty>)'],
  [
    '[]',
    'json: cannot unmarshal array into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" } (5b5d)',
  ],
])('says of the body %j what is wrong with it', (body, why) => {
  const answer = new HttpWorld().ask('POST', maps, { type: 'application/json', body });
  expect(answer.code).toBe(400);
  expect(HttpWorld.status(answer).message).toBe(
    `the object provided is unrecognized (must be of type ConfigMap): couldn't get version/kind; json parse error: ${why}`,
  );
});

it('does not create objects that have a version already', () => {
  const answer = new HttpWorld().post(maps, { metadata: { name: 'a', resourceVersion: '1' } });
  expect(answer.code).toBe(400);
  expect(HttpWorld.status(answer).message).toBe('resourceVersion should not be set on objects to be created');
});

it('takes an object of another identity for another object, unless a patch wants to give it one', () => {
  const { world, uid } = worldWithMap();
  const put = world.put(`${maps}/a`, { metadata: { name: 'a', uid: '1' } });
  expect(put.code).toBe(409);
  expect(HttpWorld.status(put).message).toBe(
    `Operation cannot be fulfilled on configmaps "a": StorageError: invalid object, Code: 4, Key: /registry/configmaps/default/a, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: 1, UID in object meta: ${uid}`,
  );
  const patched = world.patch(`${maps}/a`, 'merge', { metadata: { uid: '1' } });
  expect(patched.code).toBe(422);
  expect(HttpWorld.status(patched).message).toBe(
    'ConfigMap "a" is invalid: metadata.uid: Invalid value: "1": field is immutable',
  );
});

it('wants to know which version of some kinds is replaced', () => {
  const world = new HttpWorld();
  const leases = '/apis/coordination.k8s.io/v1/namespaces/default/leases';
  const made = HttpWorld.object(world.post(leases, { metadata: { name: 'l' }, spec: { leaseDurationSeconds: 5 } }));
  const refused = world.put(`${leases}/l`, { metadata: { name: 'l' }, spec: { leaseDurationSeconds: 6 } });
  expect(refused.code).toBe(422);
  expect(HttpWorld.status(refused).message).toBe(
    'leases.coordination.k8s.io "l" is invalid: metadata.resourceVersion: Invalid value: 0: must be specified for an update',
  );
  const metadata = { name: 'l', resourceVersion: made.metadata?.resourceVersion };
  expect(world.put(`${leases}/l`, { metadata, spec: { leaseDurationSeconds: 6 } }).code).toBe(200);
  const { world: other } = worldWithMap();
  expect(other.put(`${maps}/a`, { metadata: { name: 'a' } }).code).toBe(200);
});

it.each([
  ['PATCH', maps],
  ['POST', `${maps}/a`],
  ['OPTIONS', '/api/v1/pods'],
])('lets nobody %s %s', (method, path) => {
  const answer = new HttpWorld().ask(method, path, { type: 'application/merge-patch+json', body: '{}' });
  expect(answer.code).toBe(405);
  expect(HttpWorld.status(answer).message).toBe('the server does not allow this method on the requested resource');
});

it('says what Go says of patches of other types', () => {
  const { world } = worldWithMap();
  const said = (type: 'json' | 'merge' | 'strategic', body: unknown): string | undefined =>
    HttpWorld.status(world.patch(`${maps}/a`, type, body)).message;
  expect(said('json', {})).toBe(
    'error decoding patch: json: cannot unmarshal object into Go value of type []interface {}',
  );
  expect(said('merge', [])).toBe(
    'error decoding patch: json: cannot unmarshal array into Go value of type map[string]interface {}',
  );
  expect(said('strategic', [])).toBe('json: cannot unmarshal array into Go value of type map[string]interface {}');
});

it('answers in YAML those who want it', () => {
  const { world } = worldWithMap();
  const { headers, body } = world.ask('GET', `${maps}/a`, { accept: 'application/yaml' });
  expect(headers['content-type']).toBe('application/yaml');
  expect(body).toMatch(/^apiVersion: v1\ndata:\n {2}x: "1"\nkind: ConfigMap\nmetadata:\n/);
  expect(world.ask('GET', `${maps}/b`, { accept: 'application/yaml' }).body).toContain('reason: NotFound');
});

it('answers nobody who reads neither JSON nor YAML', () => {
  expect(new HttpWorld().ask('GET', maps, { accept: 'text/html' }).code).toBe(406);
});
