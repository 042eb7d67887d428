/** A small world for tests of controllers: API server, controller manager, and nodes that run any pod by the clock. */
import { Engine, type Handlers, type Sim } from '../engine/engine.ts';
import { setWorldSettings, type ClientRate } from '../api/world.ts';
import type { KubeObject, Node, Pod } from '../api/types.ts';
import { apiServerHandlers, handle } from '../apiserver/server.ts';
import type { ApiRequest, ApiResponse, ObjectList } from '../apiserver/types.ts';
import { controllerHandlers } from '../client/controller.ts';
import { eventRecorderHandlers } from '../client/event-recorder.ts';
import { startHeartbeat } from '../client/heartbeat.ts';
import { informerHandlers, keyOf, startInformer, type Change, type InformerDef } from '../client/informer.ts';
import { leaderElectionHandlers } from '../client/leader-election.ts';
import { ignoreReply, requestHandlers, sendRequest } from '../client/request.ts';
import {
  controllerDefs,
  controllerInformers,
  controllerManagerElection,
  controllerManagerHandlers,
  startControllerManager,
} from '../controllers/index.ts';
import { defaultWorld, settingsOf } from '../scenario/formats/default-world.ts';

const nodesRunner = 'nodes';
const readyAfterMicros = 2_000_000;
const stopAfterMicros = 1_000_000;

interface PodAtWork {
  readonly key: string;
  readonly uid: string;
}

/** Binds, runs and stops pods: every pod goes to the next node of the world and is ready two seconds later. */
const runnerPods: InformerDef<Pod> = { name: 'test.pods', resource: 'pods', onChange: onPod };

function pathOf(pod: Pod): Pick<ApiRequest, 'resource' | 'namespace' | 'name'> {
  return { resource: 'pods', namespace: pod.metadata?.namespace ?? '', name: pod.metadata?.name ?? '' };
}

function onPod(sim: Sim, change: Change<Pod>): void {
  const pod = change.object;
  const work: PodAtWork = { key: keyOf(pod), uid: pod.metadata?.uid ?? '' };
  if (change.type === 'deleted') return;
  const isDead = sim.store.map<boolean>('test/deadNodes').get(pod.spec?.nodeName ?? '') === true;
  const isGoing = pod.metadata?.deletionTimestamp !== undefined;
  const wasGoing = change.type === 'updated' && change.old.metadata?.deletionTimestamp !== undefined;
  if (isGoing && !wasGoing && !isDead) sim.after(stopAfterMicros, 'test.podStops', work);
  if (change.type === 'added') bind(sim, pod);
  else if (change.old.spec?.nodeName !== pod.spec?.nodeName) sim.after(readyAfterMicros, 'test.podReady', work);
}

function bind(sim: Sim, pod: Pod): void {
  const counters = sim.store.map<number>('test/counters');
  const n = counters.get('next') ?? 0;
  counters.set('next', n + 1);
  const alive = sim.store
    .map<Node>('test/nodes')
    .sortedKeys()
    .filter((name) => sim.store.map<boolean>('test/deadNodes').get(name) !== true);
  const name = alive[n % alive.length];
  if (name === undefined) return;
  const body = { target: { kind: 'Node', name } };
  sendRequest(sim, { verb: 'create', subresource: 'binding', ...pathOf(pod), body }, ignoreReply);
}

function podOf(sim: Sim, { key, uid }: PodAtWork): Pod | undefined {
  const pod = sim.store.multimap<Pod>('cache/test.pods').get(sim.self, key);
  return pod?.metadata?.uid === uid ? pod : undefined;
}

const runnerHandlers: Handlers = {
  'test.podReady': (sim: Sim, work: PodAtWork) => {
    const pod = podOf(sim, work);
    if (pod === undefined || pod.metadata?.deletionTimestamp !== undefined) return;
    if (pod.spec?.containers.some(({ image }) => image === 'broken')) return;
    const counters = sim.store.map<number>('test/counters');
    const n = (counters.get('addresses') ?? 0) + 1;
    counters.set('addresses', n);
    const time = '2026-01-01T00:00:00Z';
    const conditions = [{ type: 'Ready', status: 'True', lastTransitionTime: time }];
    const podIP = `10.244.${Math.floor(n / 250)}.${n % 250}`;
    const status = { phase: 'Running', podIP, podIPs: [{ ip: podIP }], conditions };
    sendRequest(sim, { verb: 'patch', subresource: 'status', ...pathOf(pod), body: { status } }, ignoreReply);
  },
  'test.podStops': (sim: Sim, work: PodAtWork) => {
    const pod = podOf(sim, work);
    if (pod === undefined) return;
    sendRequest(sim, { verb: 'delete', ...pathOf(pod), options: { gracePeriodSeconds: 0 } }, ignoreReply);
  },
};

const handlers: Handlers = {
  ...apiServerHandlers,
  ...requestHandlers,
  ...eventRecorderHandlers,
  ...controllerManagerHandlers,
  ...leaderElectionHandlers([controllerManagerElection]),
  ...controllerHandlers(controllerDefs),
  ...informerHandlers([...controllerInformers, runnerPods as InformerDef]),
  ...runnerHandlers,
};

export interface ControllerWorldOptions {
  readonly nodes: readonly string[];
  /** Limit of the controllers' clients; none by default. */
  readonly rate?: ClientRate;
}

/** A running world; the clock stands after the controllers' start. */
export class ControllerWorld {
  readonly engine: Engine;

  constructor({ nodes, rate = { qps: 0, burst: 0 } }: ControllerWorldOptions) {
    this.engine = new Engine({ seed: 7, handlers, freeze: true });
    this.engine.runAs('world', (sim) => {
      const { rateLimits, ...settings } = settingsOf(
        defaultWorld({ rateLimits: 'unlimited', latencies: { jitterFraction: 0 } }),
      );
      setWorldSettings(sim, { ...settings, rateLimits: { ...rateLimits, controllerManager: rate } });
    });
    for (const name of ['default', 'kube-system', 'kube-node-lease']) {
      this.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }, 'namespaces');
    }
    this.engine.runAs('kube-controller-manager/cp-1', startControllerManager);
    this.engine.runAs(nodesRunner, (sim) => startInformer(sim, runnerPods as InformerDef));
    for (const name of nodes) this.addNode(name);
    this.run(1);
  }

  /** Does something at once, as the user. */
  request(request: ApiRequest): ApiResponse {
    let response: ApiResponse | undefined;
    this.engine.runAs('user', (sim) => (response = handle(sim, request)));
    return response as ApiResponse;
  }

  /** Creates an object. Throws when the API server refuses it. */
  apply(object: KubeObject, resource: string, group = ''): KubeObject {
    const { namespace } = object.metadata ?? {};
    const where = namespace === undefined ? {} : { namespace };
    const response = this.request({ verb: 'create', group, resource, ...where, body: object });
    if (response.code !== 201) throw new Error(JSON.stringify(response.body));
    return response.body as KubeObject;
  }

  get<T>(resource: string, name: string, group = '', namespace = 'default'): T | undefined {
    const response = this.request({ verb: 'get', group, resource, namespace, name });
    return response.code === 200 ? (response.body as T) : undefined;
  }

  list<T>(resource: string, group = '', labelSelector = ''): T[] {
    const response = this.request({ verb: 'list', group, resource, options: { labelSelector } });
    return (response.body as ObjectList).items as T[];
  }

  /** Adds a machine whose kubelet renews its Lease. */
  addNode(name: string): void {
    const labels = { 'kubernetes.io/hostname': name };
    const conditions = [{ type: 'Ready', status: 'True', lastTransitionTime: '2026-01-01T00:00:00Z' }];
    const node: Node = { apiVersion: 'v1', kind: 'Node', metadata: { name, labels }, status: { conditions } };
    this.apply(node, 'nodes');
    this.engine.runAs(`kubelet/${name}`, (sim) => {
      sim.store.map<Node>('test/nodes').set(name, node);
      startHeartbeat(sim, `kube-node-lease/${name}`, 10_000_000);
    });
  }

  /** Runs for some seconds. */
  run(seconds: number): void {
    this.engine.run(this.engine.now + seconds * 1_000_000);
  }

  /** Messages of the API's Events about an object, by reason. */
  events(name: string): [reason: string, message: string][] {
    return this.list<{ involvedObject: { name: string }; reason: string; message: string }>('events')
      .filter(({ involvedObject }) => involvedObject.name === name)
      .map(({ reason, message }) => [reason, message]);
  }
}
