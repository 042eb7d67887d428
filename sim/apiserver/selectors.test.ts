import { expect, it } from 'vitest';
import { HttpWorld } from '../testing/http-world.ts';

/** Which objects selectors pick, and what is said of selectors that cannot be read. */

function count(world: HttpWorld, target: string): number {
  const { code, body } = world.get(target);
  if (code !== 200) throw new Error(JSON.stringify(body));
  return (body as { items: object[] }).items.length;
}

function message(target: string): string | undefined {
  const answer = new HttpWorld().get(target);
  expect(answer.code).toBe(400);
  return HttpWorld.status(answer).message;
}

const picked = (field: string, value: string): string => `?fieldSelector=${encodeURIComponent(`${field}=${value}`)}`;

it('compares switches and numbers that are not set by what they stand for', () => {
  const world = new HttpWorld();
  world.post('/api/v1/nodes', { metadata: { name: 'n' } });
  expect(count(world, `/api/v1/nodes${picked('spec.unschedulable', 'false')}`)).toBe(1);
  expect(count(world, `/api/v1/nodes${picked('spec.unschedulable', 'true')}`)).toBe(0);
  const pods = '/api/v1/namespaces/default/pods';
  const spec = { containers: [{ name: 'c', image: 'nginx' }] };
  expect(world.post(pods, { metadata: { name: 'p' }, spec }).code).toBe(201);
  expect(count(world, `${pods}${picked('spec.hostNetwork', 'false')}`)).toBe(1);
  const jobs = '/apis/batch/v1/namespaces/default/jobs';
  const template = { spec: { ...spec, restartPolicy: 'Never' } };
  expect(world.post(jobs, { metadata: { name: 'j' }, spec: { template } }).code).toBe(201);
  expect(count(world, `${jobs}${picked('status.successful', '0')}`)).toBe(1);
});

it('knows the source of an event by either of its two fields', () => {
  const world = new HttpWorld();
  const events = '/api/v1/namespaces/default/events';
  const involvedObject = { kind: 'Pod', namespace: 'default', name: 'p' };
  world.post(events, { metadata: { name: 'a' }, involvedObject, source: { component: 'kubelet' } });
  const reported = { eventTime: '2026-01-01T00:00:00.000000Z', reportingComponent: 'kubelet', reportingInstance: 'n' };
  const made = world.post(events, {
    ...reported,
    metadata: { name: 'b' },
    involvedObject,
    action: 'Started',
    reason: 'Started',
    type: 'Normal',
  });
  expect(made.code).toBe(201);
  expect(count(world, `${events}${picked('source', 'kubelet')}`)).toBe(2);
  expect(count(world, `${events}${picked('reportingComponent', 'kubelet')}`)).toBe(1);
});

it('says in the words of each kind that a field is not one to select by', () => {
  expect(message(`/api/v1/pods${picked('spec.foo', '1')}`)).toBe('field label not supported: spec.foo');
  expect(message(`/apis/apps/v1/deployments${picked('status.replicas', '1')}`)).toBe(
    '"status.replicas" is not a known field selector: only "metadata.name", "metadata.namespace"',
  );
});

it.each([
  ['x>a', `values[0]: Invalid value: "a": for 'Gt', 'Lt' operators, the value must be an integer`],
  [`a=${'x'.repeat(64)}`, `values[0][a]: Invalid value: "${'x'.repeat(64)}": must be no more than 63 bytes`],
  ['a in', "found '', expected: '('"],
])('says what is wrong with the label selector %s', (selector, why) => {
  const target = `/api/v1/pods?labelSelector=${encodeURIComponent(selector)}`;
  expect(message(target)).toBe(`unable to parse requirement: ${why}`);
});
