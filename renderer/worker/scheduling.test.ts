import { describe, expect, it } from 'vitest';
import type { DryRun } from '../../sim/protocol.ts';
import { defaultWorld } from '../../sim/scenario/formats/default-world.ts';
import type { WorldInput } from '../../sim/scenario/formats/types.ts';
import { Simulation } from '../../sim/scenario/simulation.ts';
import { schedulerSamples } from '../state/scheduler-samples.ts';
import { act } from './acting.ts';
import { dryRun } from './dry-run.ts';
import { OpenSession } from './open-session.ts';
import { placement, scheduling } from './placements.ts';
import { Refusal } from './refusal.ts';
import { remedies } from './remedies.ts';
import { configurationText, demandConfiguration, readConfiguration } from './scheduler-configuration.ts';

const seconds = 1_000_000;

function openSession(world: WorldInput = {}): OpenSession {
  return new OpenSession('test', new Simulation({ seed: 1, world: defaultWorld(world) }));
}

function deployment(name: string, replicas: number, cpu = '100m', extra = ''): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name} }
spec:
  replicas: ${replicas}
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name} } }
    spec:
      containers: [{ name: main, image: nginx, resources: { requests: { cpu: ${cpu} } } }]
${extra}`;
}

function pod(name: string, cpu: string, extra = ''): string {
  return `apiVersion: v1
kind: Pod
metadata: { name: ${name} }
spec:
  containers: [{ name: main, image: nginx, resources: { requests: { cpu: '${cpu}' } } }]
${extra}`;
}

function apply(session: OpenSession, text: string, until: number): void {
  const workplace = { session, open: () => undefined };
  const { problems } = act(workplace, session, { type: 'apply', files: [{ name: 'a.yaml', text }] });
  expect(problems).toEqual([]);
  session.simulation.run(until);
}

function rehearsed(session: OpenSession, text: string): DryRun[] {
  const work = dryRun(session, [{ name: 'a.yaml', text }], () => false);
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
  }
}

describe('the picture of the scheduler', () => {
  it('has the nodes with what is asked of them, and the pods that wait in their lanes', () => {
    const session = openSession({ topology: { workers: 2 } });
    apply(
      session,
      `${pod('huge', '64')}---\n${pod('gated', '1', '  schedulingGates: [{ name: wait }]\n')}`,
      5 * seconds,
    );
    const { nodes, queue, last } = scheduling(session, 0, 10);
    expect(nodes.rows.map(({ name }) => name)).toEqual(['cp-1', 'worker-1', 'worker-2']);
    expect(nodes.rows[1]?.cpu.allocatable).toBe(4_000);
    const rowsOf = (lane: string) => queue.find((one) => one.lane === lane)?.rows ?? [];
    expect(rowsOf('gated')).toMatchObject([{ name: 'gated', heldBy: ['wait'] }]);
    expect(rowsOf('unschedulable')).toMatchObject([{ name: 'huge', attempts: 1 }]);
    expect(rowsOf('unschedulable')[0]?.heldBy).toContain('NodeResourcesFit');
    expect(rowsOf('unschedulable')[0]?.helpedBy).toContain('a pod ends or is deleted');
    expect(last?.elementId).toBe('pods/default/huge');
  });

  it('tells a window of many nodes, and the largest of all for the scale', () => {
    const session = openSession({ topology: { workers: 40 } });
    const { nodes } = scheduling(session, 30, 5);
    expect(nodes).toMatchObject({ total: 41, first: 30, cpuMax: 4_000 });
    expect(nodes.rows).toHaveLength(5);
    expect(nodes.rows.map(({ name }) => name)).toEqual([30, 31, 32, 33, 34].map((n) => `worker-${n}`));
    expect(scheduling(session, 1_000, 5).nodes.first).toBe(36);
  });
});

describe('how a pod was placed', () => {
  it('is worked out for a decision of the past, and the session does not move', () => {
    const session = openSession();
    apply(session, deployment('web', 3), 10 * seconds);
    const before = session.simulation.engine.trace.digest();
    const pods = session.simulation.engine.trace;
    const last = scheduling(session, 0, 10).last;
    const { placement: told } = placement(session, last?.elementId ?? '', null);
    expect(told?.at).toBe(last?.at);
    expect(told?.rows[0]?.outcome).toBe('chosen');
    expect(told?.rows[0]?.nodeName).toBe(told?.nodeName);
    expect(told?.rows.filter(({ outcome }) => outcome === 'refused').map(({ nodeName }) => nodeName)).toEqual(['cp-1']);
    expect(told?.rows.at(-1)?.refusedBy).toBe('TaintToleration');
    const [best] = told?.rows ?? [];
    const sum = (told?.scorers ?? []).reduce((all, { weight }, n) => all + weight * (best?.normalized[n] ?? 0), 0);
    expect(best?.total).toBe(sum);
    expect(pods.digest()).toBe(before);
    expect(session.simulation.now).toBe(10 * seconds);
  });

  it('says why there is nothing to tell', () => {
    const session = openSession();
    apply(
      session,
      `${pod('placed', '1', '  nodeName: worker-1\n')}---\n${pod('other', '1', '  schedulerName: mine\n')}`,
      5 * seconds,
    );
    expect(placement(session, 'pods/default/placed', null).note).toContain('came with its node, worker-1');
    expect(placement(session, 'pods/default/other', null).note).toContain('scheduler mine');
    expect(placement(session, 'machine/worker-1', null).placement).toBeNull();
  });
});

describe('what would make a pod fit', () => {
  it('is to be typed: a command for a node, a file for a pod', () => {
    const session = openSession({ topology: { workers: 1 } });
    apply(session, pod('disky', '1', '  nodeSelector: { disk: ssd }\n'), 5 * seconds);
    const rows = remedies(session, 'pods/default/disky');
    expect(rows[0]).toMatchObject({ commands: ['kubectl label nodes worker-1 disk=ssd'], nodeName: 'worker-1' });
    const without = rows.find(({ texts }) => texts[0]?.startsWith('drop'));
    expect(without?.commands).toEqual(['kubectl replace --force -f disky.yaml']);
    expect(without?.files[0]?.text).not.toContain('ssd');
  });

  it('changes the template of the workload, and leaves out what admission added', () => {
    const session = openSession({ topology: { workers: 1 } });
    apply(session, deployment('big', 1, '16'), 5 * seconds);
    const { last } = scheduling(session, 0, 10);
    const less = remedies(session, last?.elementId ?? '')[0];
    expect(less?.commands).toEqual(['kubectl apply -f big.yaml']);
    expect(less?.files[0]?.text).toContain('kind: Deployment');
    expect(less?.files[0]?.text).not.toContain('node.kubernetes.io/not-ready');
    const workplace = { session, open: () => undefined };
    act(workplace, session, { type: 'apply', files: less?.files ?? [] });
    session.simulation.run(10 * seconds);
    expect(scheduling(session, 0, 10).queue.every(({ total }) => total === 0)).toBe(true);
  });
});

describe('where would it go', () => {
  it('is where it goes then, and the session knows nothing of it', () => {
    const session = openSession();
    apply(session, deployment('web', 2, '500m'), 10 * seconds);
    const digest = session.simulation.engine.trace.digest();
    const [run] = rehearsed(session, deployment('api', 3, '700m'));
    expect(session.simulation.engine.trace.digest()).toBe(digest);
    expect(run).toMatchObject({ title: 'Deployment api', untried: 0, problem: '' });
    expect(run?.placement?.rows[0]?.outcome).toBe('chosen');
    apply(session, deployment('api', 3, '700m'), 20 * seconds);
    const nodes = scheduling(session, 0, 10).nodes.rows;
    const placed = nodes.flatMap(({ name, tenants }) => tenants.filter(({ title }) => title === 'api').map(() => name));
    expect([...(run?.nodeNames ?? [])].sort()).toEqual(placed.sort());
  });

  it('tells what the API server would refuse at its line', () => {
    expect(() => rehearsed(openSession(), 'apiVersion: v1\nkind: Pod\nmetadata: { name: a }\nspec: {}\n')).toThrow(
      Refusal,
    );
  });

  it('tells of a pod that fits nowhere what it lacks', () => {
    const [run] = rehearsed(openSession(), pod('huge', '64'));
    expect(run?.nodeNames).toEqual(['']);
    expect(run?.placement?.message).toContain('0/4 nodes are available');
  });
});

const configured = `apiVersion: kubescheduler.config.k8s.io/v1
kind: KubeSchedulerConfiguration
profiles:
  - schedulerName: default-scheduler
    plugins: { score: { disabled: [{ name: ImageLocality }] } }
  - schedulerName: mine
`;

describe('the configuration of the scheduler', () => {
  it('is shown as it is read', () => {
    expect(configurationText(openSession()).isDefault).toBe(true);
    const session = openSession({ schedulerConfiguration: demandConfiguration(configured) });
    const { text, isDefault } = configurationText(session);
    expect(isDefault).toBe(false);
    expect(demandConfiguration(text)).toEqual(demandConfiguration(configured));
  });

  it('has samples that read well', () => {
    for (const { name, text } of schedulerSamples) expect([name, readConfiguration(text).problems]).toEqual([name, []]);
  });

  it('tells each mistake at its line', () => {
    const problemsOf = (text: string) =>
      readConfiguration(text).problems.map(({ line, message }) => `${line} ${message}`);
    expect(problemsOf(configured)).toEqual([]);
    expect(problemsOf(configured.replace('ImageLocality', 'Images'))).toEqual([
      expect.stringMatching(/^5 profiles\[0\]\.plugins\.score\.disabled\[0\]\.name: .*Images/),
    ]);
    expect(problemsOf(configured.replace('KubeScheduler', 'Scheduler'))).toEqual([expect.stringMatching(/^2 kind: /)]);
    expect(problemsOf(`${configured}parallel: 3\n`)).toEqual([expect.stringMatching(/^7 /)]);
  });

  it('can be changed while the cluster runs: pods that nobody looked at are taken up', () => {
    const session = openSession();
    apply(session, pod('other', '1', '  schedulerName: mine\n'), 5 * seconds);
    expect(placement(session, 'pods/default/other', null).placement).toBeNull();
    act({ session, open: () => undefined }, session, { type: 'configureScheduler', text: configured });
    session.simulation.run(10 * seconds);
    const { placement: told } = placement(session, 'pods/default/other', null);
    expect(told?.schedulerName).toBe('mine');
    expect(told?.nodeName).toMatch(/^worker-/);
    expect(scheduling(session, 0, 5)).toMatchObject({ profiles: ['default-scheduler', 'mine'], isConfigured: true });
  });
});
