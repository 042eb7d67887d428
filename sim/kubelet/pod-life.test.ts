import { describe, expect, it } from 'vitest';
import { NodeWorld } from '../testing/node-world.ts';
import type { Node, Pod, PodSpec } from '../api/types.ts';
import type { WorkloadModelSpec } from '../workload/model.ts';

const web = { name: 'c', image: 'nginx:1.27', ports: [{ containerPort: 80 }] };
const present = 'Container image "nginx:1.27" already present on machine and can be accessed by the pod';
const crash: WorkloadModelSpec = { name: 'crash', images: ['crash'], behaviour: 'exit', exitCode: 1, runMicros: 0 };
const once: WorkloadModelSpec = {
  name: 'once',
  images: ['once'],
  behaviour: 'exit',
  exitCode: 0,
  runMicros: 2_000_000,
};

function conditionsOf(pod: Pod | undefined): Record<string, string> {
  return Object.fromEntries((pod?.status?.conditions ?? []).map(({ type, status }) => [type, status]));
}

function waitOf(pod: Pod | undefined): string {
  const waiting = pod?.status?.containerStatuses?.[0]?.state?.waiting;
  return waiting === undefined ? '' : `${waiting.reason ?? ''}: ${waiting.message ?? ''}`;
}

function runUntil(world: NodeWorld, seconds: number, holds: () => boolean): boolean {
  for (let n = 0; n < seconds * 10; n++) {
    if (holds()) return true;
    world.runFor(0.1);
  }
  return holds();
}

describe('node', () => {
  it('registers, becomes Ready, makes its lease, and rests', () => {
    const world = new NodeWorld();
    const [node] = world.list<Node>('nodes');
    const ready = node?.status?.conditions?.find(({ type }) => type === 'Ready');
    expect(ready).toMatchObject({ status: 'True', reason: 'KubeletReady', message: 'kubelet is posting ready status' });
    expect(node?.status?.nodeInfo?.kubeletVersion).toBe('v1.37.1');
    expect(node?.metadata?.labels).toMatchObject({ 'kubernetes.io/hostname': 'worker-1', 'kubernetes.io/os': 'linux' });
    expect(world.list('leases', 'coordination.k8s.io')).toHaveLength(1);
    expect(world.engine.isSettled).toBe(true);
  });

  it('names its images in its status at the next ten seconds', () => {
    const world = new NodeWorld();
    world.createPod('web', { containers: [web] });
    world.runFor(12);
    const [node] = world.list<Node>('nodes');
    expect(node?.status?.images).toEqual([{ names: ['docker.io/library/nginx:1.27'], sizeBytes: 20_000_000 }]);
  });
});

describe('pod', () => {
  it('runs: sandbox, image, container, then Running and Ready', () => {
    const world = new NodeWorld();
    world.createPod('web', { containers: [web] });
    world.runFor(0.04);
    expect(waitOf(world.pod('web'))).toBe('ContainerCreating: ');
    expect(conditionsOf(world.pod('web'))).toMatchObject({ PodReadyToStartContainers: 'False', Initialized: 'True' });
    world.runFor(10);
    const pod = world.pod('web');
    expect(pod?.status).toMatchObject({ phase: 'Running', podIP: '10.244.1.2', hostIP: '192.168.0.11' });
    expect(pod?.status?.containerStatuses?.[0]).toMatchObject({ ready: true, started: true, restartCount: 0 });
    expect(Object.values(conditionsOf(pod)).every((status) => status === 'True')).toBe(true);
    expect(world.events('web')).toEqual([
      'Pulling: Pulling image "nginx:1.27"',
      'Pulled: Successfully pulled image "nginx:1.27" in 2.103s (2.103s including waiting). Image size: 20000000 bytes.',
      'Created: Container created',
      'Started: Container started',
    ]);
    expect(world.engine.isSettled).toBe(true);
  });

  it('takes an image that is there already', () => {
    const world = new NodeWorld();
    world.createPod('a', { containers: [web] });
    world.runFor(10);
    world.createPod('b', { containers: [web] });
    world.runFor(5);
    expect(world.pod('b')?.status?.phase).toBe('Running');
    expect(world.events('b')[0]).toBe(`Pulled: ${present}`);
  });

  it('shares the address of its machine when it asks for its network', () => {
    const world = new NodeWorld();
    world.createPod('agent', { hostNetwork: true, containers: [web] });
    world.runFor(10);
    expect(world.pod('agent')?.status?.podIP).toBe('192.168.0.11');
  });

  it('runs init containers one after the other, then its containers', () => {
    const world = new NodeWorld({ models: [once] });
    const initContainers = [
      { name: 'first', image: 'once:1' },
      { name: 'second', image: 'once:1' },
    ];
    world.createPod('web', { initContainers, containers: [web] });
    world.runFor(8);
    const early = world.pod('web');
    expect(early?.status?.phase).toBe('Pending');
    expect(waitOf(early)).toBe('PodInitializing: ');
    world.runFor(12);
    const pod = world.pod('web');
    expect(pod?.status?.phase).toBe('Running');
    expect(pod?.status?.initContainerStatuses?.map(({ ready, state }) => [ready, state?.terminated?.exitCode])).toEqual(
      [
        [true, 0],
        [true, 0],
      ],
    );
  });

  it('keeps a sidecar beside its containers and ends as Succeeded without it', () => {
    const world = new NodeWorld({ models: [once] });
    const initContainers = [
      { name: 'proxy', image: 'nginx:1.27', restartPolicy: 'Always' },
    ] as PodSpec['initContainers'];
    world.createPod('job', {
      restartPolicy: 'Never',
      initContainers: initContainers ?? [],
      containers: [{ name: 'c', image: 'once:1' }],
    });
    world.runFor(20);
    const pod = world.pod('job');
    expect(pod?.status?.phase).toBe('Succeeded');
    expect(pod?.status?.initContainerStatuses?.[0]?.state?.terminated?.exitCode).toBe(0);
  });

  it('fails when an init container fails under Never', () => {
    const world = new NodeWorld({ models: [crash] });
    world.createPod('web', {
      restartPolicy: 'Never',
      initContainers: [{ name: 'i', image: 'crash:1' }],
      containers: [web],
    });
    world.runFor(10);
    expect(world.pod('web')?.status?.phase).toBe('Failed');
  });

  it('is turned away when the machine has no room for it', () => {
    const world = new NodeWorld();
    world.createPod('big', { containers: [{ ...web, resources: { requests: { cpu: '3' } } }] });
    world.createPod('next', { containers: [{ ...web, resources: { requests: { cpu: '2' } } }] });
    world.runFor(5);
    expect(world.pod('next')?.status).toMatchObject({
      phase: 'Failed',
      reason: 'OutOfcpu',
      message: "Pod was rejected: Node didn't have enough resource: cpu, requested: 2000, used: 3000, capacity: 4000",
    });
  });

  it('is turned away when its node selector does not fit', () => {
    const world = new NodeWorld();
    world.createPod('web', { nodeSelector: { disk: 'ssd' }, containers: [web] });
    world.runFor(5);
    expect(world.pod('web')?.status).toMatchObject({ phase: 'Failed', reason: 'NodeAffinity' });
  });
});

describe('hooks and deadlines', () => {
  it('kill a container whose postStart hook fails', () => {
    const world = new NodeWorld();
    const lifecycle = { postStart: { exec: { command: ['false'] } } };
    world.createPod('web', { containers: [{ ...web, lifecycle }] });
    world.runFor(10);
    expect(world.events('web').some((event) => event.startsWith('FailedPostStartHook'))).toBe(true);
    expect(world.pod('web')?.status?.containerStatuses?.[0]?.ready).toBe(false);
  });

  it('end a pod that was active for longer than it may', () => {
    const world = new NodeWorld();
    world.createPod('web', { activeDeadlineSeconds: 20, containers: [web] });
    world.runFor(19);
    expect(world.pod('web')?.status?.phase).toBe('Running');
    world.runFor(5);
    expect(world.pod('web')?.status).toMatchObject({
      phase: 'Failed',
      reason: 'DeadlineExceeded',
      podIP: '10.244.1.2',
    });
  });
});

describe('crash loop', () => {
  it('starts again at once, then waits 10, 20, 40 … 300 seconds', () => {
    const world = new NodeWorld({ models: [crash] });
    world.createPod('crash', { containers: [{ name: 'c', image: 'crash:1' }] });
    const waits: string[] = [];
    const seen = new Set<string>();
    for (let n = 0; n < 14_000; n++) {
      world.runFor(0.1);
      const wait = waitOf(world.pod('crash'));
      const found = /^CrashLoopBackOff: back-off (\S+) restarting failed container=c pod=crash_default\(/.exec(
        wait,
      )?.[1];
      const restarts = world.pod('crash')?.status?.containerStatuses?.[0]?.restartCount ?? 0;
      if (found !== undefined && !seen.has(`${restarts}`)) {
        seen.add(`${restarts}`);
        waits.push(found);
      }
    }
    expect(waits.slice(0, 7)).toEqual(['10s', '20s', '40s', '1m20s', '2m40s', '5m0s', '5m0s']);
    const backOffs = world.events('crash').filter((event) => event.startsWith('BackOff'));
    expect(backOffs[0]).toMatch(
      /^BackOff: Back-off restarting failed container c in pod crash_default\(.*\) \(x\d+\)$/,
    );
  });

  it('begins anew after a container that ran for more than ten minutes', () => {
    const slow: WorkloadModelSpec = { ...crash, runMicros: 601_000_000 };
    const world = new NodeWorld({ models: [slow] });
    world.createPod('slow', { containers: [{ name: 'c', image: 'crash:1' }] });
    for (let n = 0; n < 4; n++) world.runFor(603);
    const pod = world.pod('slow');
    expect(pod?.status?.containerStatuses?.[0]?.restartCount).toBeGreaterThanOrEqual(3);
    expect(world.events('slow').some((event) => event.startsWith('BackOff'))).toBe(false);
  });

  it('ends for good under Never, and shows OOMKilled', () => {
    const hungry: WorkloadModelSpec = { name: 'hungry', images: ['hungry'], memoryBytes: 200_000_000 };
    const world = new NodeWorld({ models: [hungry] });
    const resources = { limits: { memory: '100Mi' } };
    world.createPod('hungry', { restartPolicy: 'Never', containers: [{ name: 'c', image: 'hungry:1', resources }] });
    world.runFor(10);
    const pod = world.pod('hungry');
    expect(pod?.status?.phase).toBe('Failed');
    expect(pod?.status?.containerStatuses?.[0]?.state?.terminated).toMatchObject({
      exitCode: 137,
      reason: 'OOMKilled',
    });
  });
});

describe('image', () => {
  it('that does not exist: ErrImagePull, then ImagePullBackOff, and pulls after 10, 20 … seconds', () => {
    const world = new NodeWorld({ images: [{ name: 'nope', missing: true }] });
    world.createPod('web', { containers: [{ name: 'c', image: 'nope:1' }] });
    world.runFor(1);
    const full = 'docker.io/library/nope:1';
    const why = `rpc error: code = NotFound desc = failed to pull and unpack image "${full}": failed to resolve reference "${full}": ${full}: not found`;
    expect(runUntil(world, 5, () => waitOf(world.pod('web')) === `ErrImagePull: ${why}`)).toBe(true);
    const backOff = `ImagePullBackOff: Back-off pulling image "nope:1": ErrImagePull: ${why}`;
    expect(runUntil(world, 5, () => waitOf(world.pod('web')) === backOff)).toBe(true);
    world.runFor(600);
    const pulls = world.trace((verb) => verb === 'PullImage').filter((row) => row.startsWith('kubelet'));
    expect(pulls).toHaveLength(6);
    expect(world.events('web').some((event) => /^Failed: Error: ErrImagePull \(x\d\)$/.test(event))).toBe(true);
  });

  it('that needs a secret is pulled once the secret is there', () => {
    const world = new NodeWorld({ images: [{ name: 'private', needsSecret: true }] });
    const spec = { imagePullSecrets: [{ name: 'key' }], containers: [{ name: 'c', image: 'private:1' }] };
    world.create({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'key' } }, 'secrets');
    world.createPod('web', spec);
    world.createPod('other', { containers: [{ name: 'c', image: 'private:2' }] });
    world.runFor(10);
    expect(world.pod('web')?.status?.phase).toBe('Running');
    expect(waitOf(world.pod('other'))).toMatch(/ImagePull.*pull access denied/);
  });

  it('is pulled one at a time', () => {
    const world = new NodeWorld();
    for (const name of ['a', 'b', 'c']) world.createPod(name, { containers: [{ name: 'c', image: `${name}:1` }] });
    world.runFor(12);
    const pulled = ['a', 'b', 'c'].map((name) => world.events(name).find((event) => event.startsWith('Pulled')));
    expect(pulled.filter((event) => event?.includes('in 2.103s (2.103s including') === true)).toHaveLength(1);
    expect(pulled.filter((event) => /\(6\.\d+s including/.test(event ?? ''))).toHaveLength(1);
  });
});

describe('volumes and variables', () => {
  it('wait for a ConfigMap that is missing', () => {
    const world = new NodeWorld();
    const volumes = [{ name: 'cfg', configMap: { name: 'web-config' } }];
    world.createPod('web', { volumes, containers: [web] });
    world.runFor(3);
    expect(world.pod('web')?.status?.phase).toBe('Pending');
    expect(world.events('web')[0]).toMatch(
      /^FailedMount: MountVolume.SetUp failed for volume "cfg" : configmap "web-config" not found/,
    );
    world.create({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'web-config' } }, 'configmaps');
    world.runFor(10);
    expect(world.pod('web')?.status?.phase).toBe('Running');
  });

  it('keep a container from being created when a variable has no source', () => {
    const world = new NodeWorld();
    const env = [{ name: 'PASSWORD', valueFrom: { secretKeyRef: { name: 'db', key: 'password' } } }];
    world.createPod('web', { containers: [{ ...web, env }] });
    world.runFor(5);
    expect(waitOf(world.pod('web'))).toBe('CreateContainerConfigError: secret "db" not found');
    world.create(
      { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'db' }, data: { password: 'c2VjcmV0' } } as object,
      'secrets',
    );
    world.runFor(15);
    expect(world.pod('web')?.status?.phase).toBe('Running');
  });
});
