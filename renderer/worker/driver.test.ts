import { describe, expect, it, vi } from 'vitest';
import type { Element } from '../../sim/protocol.ts';
import { TestPage } from './driver-page.ts';

vi.setConfig({ testTimeout: 60_000 });

const web = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 2
  selector:
    matchLabels: { app: web }
  template:
    metadata:
      labels: { app: web }
    spec:
      containers:
        - name: web
          image: nginx:1.27
`;

function opened(): TestPage {
  const page = new TestPage();
  page.ask({ type: 'new', name: 'test', workers: 3, seed: 1 });
  page.pass(50);
  return page;
}

function applied(text = web): TestPage {
  const page = opened();
  page.ask({ type: 'act', action: { type: 'apply', files: [{ name: 'web.yaml', text }] } });
  return page;
}

/** Plays fast until nothing is left to do. */
function settled(page: TestPage): TestPage {
  page.ask({ type: 'pace', pace: { mode: 'factor', factor: 100 } });
  page.ask({ type: 'play' });
  page.pass(50);
  for (let n = 0; n < 100 && page.state?.playing !== false; n++) page.pass(100);
  page.pass(200);
  return page;
}

const podsOf = (page: TestPage): Element[] =>
  [...page.elements.values()].filter((one) => one.kind === 'pod' && one.namespace === 'default');

describe('Driver', () => {
  it('says no to what needs a cluster when none is open', () => {
    const reply = new TestPage().reply({ type: 'play' });
    expect(reply.ok ? '' : reply.error.message).toBe('No cluster is open.');
  });

  it('opens a cluster whose nodes are ready and in which nothing runs', () => {
    const page = opened();
    const machines = [...page.elements.values()].filter((one) => one.kind === 'machine');
    expect(machines.map((one) => one.name).sort()).toEqual(['cp-1', 'worker-1', 'worker-2', 'worker-3']);
    expect(machines.every((one) => one.ready === 'True')).toBe(true);
    expect(page.frame.caption).toBe('Nothing is here yet.');
    expect(page.state).toMatchObject({ isOpen: true, playing: false, isSettled: true, kubernetesVersion: '1.37' });
    expect(page.frame.now).toBe(0);
  });

  it('sends one frame at a time', () => {
    const page = applied();
    page.isAcking = false;
    page.ask({ type: 'play' });
    const before = page.frames.length;
    page.pass(1_000);
    expect(page.frames.length).toBeLessThanOrEqual(before + 1);
  });

  it('is still when nothing changes', () => {
    const page = opened();
    const before = page.frames.length;
    page.pass(5_000);
    expect(page.frames.length).toBe(before);
  });

  it('runs an applied Deployment to ready pods, then stops by itself', () => {
    const page = settled(applied());
    expect(podsOf(page)).toHaveLength(2);
    expect(podsOf(page).every((one) => one.kind === 'pod' && one.ready && one.machineId !== null)).toBe(true);
    expect(page.state).toMatchObject({ playing: false, isSettled: true });
    expect(page.frame.caption).toBe('Everything runs and is still.');
  });

  it('at study pace lasts as long for the shortest hop as asked for, and jumps over the quiet', () => {
    const page = applied();
    page.ask({ type: 'pace', pace: { mode: 'study', secondsPerHop: 0.5 } });
    page.ask({ type: 'play' });
    page.pass(100);
    const first = page.frame.now;
    expect(page.frame.flights.map((flight) => flight.label)).toEqual(['GET deployments/web']);
    page.pass(250);
    expect(page.frame.now - first).toBeGreaterThan(350);
    expect(page.frame.now - first).toBeLessThan(600);
    for (let n = 0; n < 3_000 && page.state?.playing === true; n++) page.pass(100);
    expect(page.state?.isSettled).toBe(true);
    expect(page.frames.flatMap((frame) => frame.skips).length).toBeGreaterThan(0);
  });

  it('steps to the next message and to the next change of an object', () => {
    const page = applied();
    page.ask({ type: 'step', kind: 'message' });
    page.pass(20);
    const [flight] = page.frame.flights;
    expect(flight?.label).toBe('GET deployments/web');
    expect(page.frame.now).toBeGreaterThan(flight?.sentAt ?? 0);
    expect(page.frame.now).toBeLessThan(flight?.arrivesAt ?? 0);
    page.ask({ type: 'step', kind: 'stateChange' });
    page.pass(20);
    expect(page.elements.has('deployments/default/web')).toBe(true);
    const marks = page.frames.flatMap((frame) => frame.marks);
    expect(marks.map(({ lane }) => lane)).toEqual(['user', 'api']);
  });

  it('goes back in time and forth again, and keeps the timeline', () => {
    const page = settled(applied());
    const end = page.frame.now;
    const marks = page.frames.flatMap((frame) => frame.marks).length;
    page.ask({ type: 'seek', at: 0 });
    page.pass(50);
    expect(page.frame.now).toBe(0);
    expect(podsOf(page)).toHaveLength(0);
    expect(page.frame.reset).toBe(true);
    expect(page.frame.marks.length).toBe(marks);
    expect(page.state?.computedUntil).toBe(end);
    page.ask({ type: 'seek', at: end });
    page.pass(50);
    expect(podsOf(page)).toHaveLength(2);
    expect(page.frame.marks.length).toBe(marks);
  });

  it('answers an abandoned journey and follows the newer one', () => {
    const page = settled(applied());
    const first = page.send({ type: 'seek', at: 10_000 });
    const second = page.send({ type: 'seek', at: 20_000 });
    page.pass(100);
    expect(page.replyTo(first)).toMatchObject({ ok: true });
    expect(page.replyTo(second)).toMatchObject({ ok: true, result: { now: 20_000 } });
  });

  it('stops the opening of a session, and what is open stays', () => {
    const page = settled(applied());
    const { text } = page.ask({ type: 'save' });
    const { now } = page.frame;
    page.lookMs = 5;
    const opening = page.send({ type: 'open', name: 'again.kubarium', text });
    page.send({ type: 'events', limit: 1 }); // Somebody waits for what comes after it.
    page.pass(30);
    expect(page.replyTo(opening)).toBeUndefined();
    page.ask({ type: 'stop' });
    expect(page.replyTo(opening)).toMatchObject({ ok: false, error: { stopped: true } });
    page.pass(200);
    expect(page.frame.now).toBe(now);
    expect(podsOf(page)).toHaveLength(2);
  });

  it('takes an action back and does it again', () => {
    const page = settled(applied());
    page.ask({ type: 'undo' });
    page.pass(50);
    expect(page.elements.has('deployments/default/web')).toBe(false);
    expect(page.state).toMatchObject({ canUndo: false, canRedo: true });
    page.ask({ type: 'redo' });
    page.pass(50);
    expect(podsOf(page)).toHaveLength(2);
    expect(page.state).toMatchObject({ canUndo: true, canRedo: false });
  });

  it('takes back what was done while the clock stood still, one after the other', () => {
    const page = opened();
    const file = (name: string): string => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n`;
    page.ask({ type: 'act', action: { type: 'apply', files: [{ name: 'a', text: file('a') }] } });
    page.ask({ type: 'act', action: { type: 'apply', files: [{ name: 'b', text: file('b') }] } });
    page.ask({ type: 'undo' });
    page.pass(50);
    expect(page.state).toMatchObject({ canUndo: true, canRedo: true });
    settled(page);
    expect(page.elements.has('configmaps/default/a')).toBe(true);
    expect(page.elements.has('configmaps/default/b')).toBe(false);
    expect(page.state?.branches).toHaveLength(1);
  });

  it('keeps branches in the file', () => {
    const page = settled(applied());
    const scale = (replicas: number): void => {
      page.ask({ type: 'act', action: { type: 'scale', elementId: 'deployments/default/web', replicas } });
      settled(page);
    };
    scale(3);
    page.ask({ type: 'seek', at: 15_000_000 });
    scale(4);
    page.ask({ type: 'seek', at: 15_000_000 });
    scale(5);
    expect(page.state?.branches).toHaveLength(3);
    const { text } = page.ask({ type: 'save' });
    const other = new TestPage();
    other.ask({ type: 'open', name: 'a.kubarium', text });
    other.pass(50);
    expect(podsOf(other)).toHaveLength(5);
    const counts = other.state?.branches.map(({ id }) => {
      other.ask({ type: 'switchBranch', id });
      settled(other);
      return podsOf(other).length;
    });
    expect(counts?.sort()).toEqual([3, 4, 5]);
  });

  it('keeps the old future as a branch when something is done in the past', () => {
    const page = settled(applied());
    page.ask({ type: 'act', action: { type: 'scale', elementId: 'deployments/default/web', replicas: 5 } });
    settled(page);
    expect(podsOf(page)).toHaveLength(5);
    page.ask({ type: 'seek', at: 15_000_000 });
    page.ask({ type: 'act', action: { type: 'scale', elementId: 'deployments/default/web', replicas: 1 } });
    settled(page);
    expect(podsOf(page)).toHaveLength(1);
    expect(page.state?.branches.map(({ id, parentId, isCurrent }) => [id, parentId, isCurrent])).toEqual([
      ['main', null, false],
      ['line-2', 'main', true],
    ]);
    page.ask({ type: 'switchBranch', id: 'main' });
    page.pass(50);
    expect(podsOf(page)).toHaveLength(5);
    page.ask({ type: 'switchBranch', id: 'line-2' });
    page.pass(50);
    expect(podsOf(page)).toHaveLength(1);
  });

  it('saves a session and opens it again at the same instant', () => {
    const page = settled(applied());
    page.ask({ type: 'bookmark', title: 'here' });
    const { text } = page.ask({ type: 'save' });
    const other = new TestPage();
    expect(other.ask({ type: 'open', name: 'a.kubarium', text })).toEqual({ notice: '' });
    other.pass(50);
    expect(other.frame.now).toBe(page.frame.now);
    expect(podsOf(other)).toEqual(podsOf(page));
    expect(other.state?.bookmarks.map(({ title }) => title)).toEqual(['here']);
  });

  it('refuses a damaged session and keeps the open one', () => {
    const page = opened();
    const reply = page.reply({ type: 'open', name: 'bad.kubarium', text: '{"kind": "Session",' });
    expect(reply.ok).toBe(false);
    page.pass(50);
    expect(page.state?.name).toBe('test');
  });

  it('tells a problem at its line, and applies the other documents', () => {
    const page = opened();
    const text = `${web.replace('replicas: 2', 'replicsa: 2')}---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n`;
    const result = page.ask({ type: 'act', action: { type: 'apply', files: [{ name: 'x.yaml', text }] } });
    expect(result.applied.map((one) => one.text)).toEqual(['configmap/a created']);
    expect(result.problems).toMatchObject([{ file: 'x.yaml', line: 6 }]);
    expect(result.problems[0]?.message).toContain('unknown field "spec.replicsa"');
    settled(page);
    expect(page.elements.has('configmaps/default/a')).toBe(true);
    expect(page.elements.has('deployments/default/web')).toBe(false);
  });

  it('says that a file holds nothing to apply', () => {
    const page = opened();
    const files = [{ name: 'notes.yaml', text: '# later\n---\n' }];
    expect(page.ask({ type: 'act', action: { type: 'apply', files } })).toMatchObject({
      applied: [],
      problems: [{ file: 'notes.yaml', message: 'error: no objects passed to apply' }],
    });
    expect(page.state?.canUndo).toBe(false);
  });

  it('changes nothing when a file cannot be read', () => {
    const page = opened();
    const files = [{ name: 'x.yaml', text: `${web}---\na: [1\n` }];
    const result = page.ask({ type: 'act', action: { type: 'apply', files } });
    expect(result.applied).toEqual([]);
    expect(result.problems).toHaveLength(1);
    expect(page.ask({ type: 'messages', before: null, limit: 1 })[0]?.at ?? 0).toBeLessThanOrEqual(0);
  });

  it('only looks when it is asked to check', () => {
    const page = opened();
    const result = page.ask({ type: 'check', files: [{ name: 'x.yaml', text: web }] });
    expect(result.applied.map((one) => one.text)).toEqual(['deployment.apps/web created']);
    expect(page.ask({ type: 'check', files: [{ name: 'x.yaml', text: web }] })).toEqual(result);
    page.pass(50);
    expect(page.elements.has('deployments/default/web')).toBe(false);
  });

  it('refuses an action in the words of the API server', () => {
    const page = settled(applied());
    const elementId = 'deployments/default/web';
    const reply = page.reply({ type: 'act', action: { type: 'scale', elementId, replicas: -1 } });
    expect(reply.ok ? '' : reply.error.message).toContain('must be greater than or equal to 0');
    const setImage = page.reply({ type: 'act', action: { type: 'setImage', elementId, container: '', image: '' } });
    expect(setImage.ok ? '' : setImage.error.message).toContain(
      'spec.template.spec.containers[0].image: Required value',
    );
  });

  it('tells the detail of what is selected, and of what has gone', () => {
    const page = settled(applied());
    const pod = podsOf(page)[0] as Element;
    page.ask({ type: 'select', elementId: pod.id });
    page.pass(300);
    expect(page.detail).toMatchObject({ elementId: pod.id, exists: true, kindLine: 'Pod in default' });
    expect(page.detail?.why.steps[0]?.title).toBe('You applied Deployment web');
    page.ask({ type: 'seek', at: 0 });
    page.pass(300);
    expect(page.detail).toMatchObject({ elementId: pod.id, exists: false });
  });

  it('shows where a request was refused, and what the server said', () => {
    const page = opened();
    const text = `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n---\napiVersion: v1\nkind: Pod\nmetadata:\n  name: b\nspec:\n  containers: []\n`;
    page.ask({ type: 'act', action: { type: 'apply', files: [{ name: 'x.yaml', text }] } });
    settled(page);
    const denied = page.frames.flatMap((frame) => frame.stages).find((stage) => stage.deniedBy !== '');
    expect(denied).toMatchObject({ stage: 'validate', label: 'POST pods/b' });
    const answer = page.ask({ type: 'messages', before: null, limit: 1_000 }).find((one) => one.status === 422);
    const full = page.ask({ type: 'message', id: answer?.id ?? 0 });
    expect(full?.body).toContain('spec.containers: Required value');
    expect(full?.why.question).toBe('Why was this refused?');
    expect(full?.why.steps.at(-1)?.quote).toContain('Pod "b" is invalid');
  });

  it('shows messages with their path, body and reason', () => {
    const page = settled(applied());
    const messages = page.ask({ type: 'messages', before: null, limit: 1_000 });
    const create = messages.find((one) => one.verb === 'POST' && one.resource.startsWith('deployments'));
    const full = page.ask({ type: 'message', id: create?.id ?? 0 });
    expect(full?.path).toBe('/apis/apps/v1/namespaces/default/deployments');
    expect(full?.body).toContain('kind: Deployment');
    expect(full?.why.steps.map((step) => step.title)).toEqual(['You applied Deployment web']);
    expect(page.ask({ type: 'events', limit: 50 }).map((row) => row.reason)).toContain('Scheduled');
  });
});
