/** A small world for tests of a node: a real API server, one machine, and a network plugin that gives out addresses. */
import { Engine, type Handlers, type Sim } from '../engine/engine.ts';
import type { CniAddAnswer, CniCall, CniDelAnswer } from '../api/cni.ts';
import { setWorldSettings, type RegistryImage, type WorldSettings } from '../api/world.ts';
import type { Event, KubeObject, Pod, PodSpec } from '../api/types.ts';
import { apiServerHandlers, handle } from '../apiserver/server.ts';
import type { ObjectList } from '../apiserver/types.ts';
import { eventRecorderHandlers } from '../client/event-recorder.ts';
import { informerHandlers } from '../client/informer.ts';
import { requestHandlers } from '../client/request.ts';
import { handlers as kubeletHandlers, informers } from '../kubelet/kubelet.ts';
import { bootNode } from '../kubelet/node-power.ts';
import { handlers as runtimeHandlers } from '../runtime/containerd.ts';
import type { WorkloadModelSpec } from '../workload/model.ts';

const second = 1_000_000;

const settings: WorldSettings = {
  kubernetesVersion: 'v1.37.1',
  epochMs: 0,
  latencies: {
    apiRequestMicros: 1000,
    apiProcessingMicros: 1000,
    etcdCommitMicros: 2000,
    watchMicros: 1000,
    criCallMicros: 1000,
    cniSetupMicros: 50_000,
    networkMicros: 1000,
    startContainerMicros: 100_000,
    registryBytesPerSecond: 10_000_000,
    registryRequestMicros: 100_000,
    jitterFraction: 0,
  },
  registry: { images: [], defaultSizeBytes: 20_000_000 },
  rateLimits: {
    kubelet: { qps: 50, burst: 100 },
    controllerManager: { qps: 20, burst: 30 },
    scheduler: { qps: 50, burst: 100 },
  },
};

/** All images are of one size, whatever the workload models say. */
const everyImage: RegistryImage = { name: '*', sizeBytes: 20_000_000 };

/** Gives out addresses by counting. */
const pluginHandlers = {
  'cni.add': (sim: Sim, { sandboxId, uid, replyTo, replyKind }: CniCall): void => {
    const next = sim.store.map<number>('test/addresses').get(sim.self) ?? 2;
    sim.store.map<number>('test/addresses').set(sim.self, next + 1);
    const answer: CniAddAnswer = { sandboxId, uid, ip: `10.244.1.${next}` };
    sim.after(settings.latencies.cniSetupMicros, replyKind, answer, { target: replyTo });
  },
  'cni.del': (sim: Sim, { sandboxId, uid, replyTo, replyKind }: CniCall): void => {
    const answer: CniDelAnswer = { sandboxId, uid };
    sim.after(1000, replyKind, answer, { target: replyTo });
  },
};

const handlers: Handlers = {
  ...apiServerHandlers,
  ...requestHandlers,
  ...eventRecorderHandlers,
  ...informerHandlers(informers),
  ...kubeletHandlers,
  ...runtimeHandlers,
  ...pluginHandlers,
};

export interface NodeWorldOptions {
  readonly images?: readonly RegistryImage[];
  readonly models?: readonly WorkloadModelSpec[];
  readonly pods?: number;
}

/** Names of events end in what tells their order only by accident; their uids are counted up, and revisions grow. */
function firstSeen(event: Event): number {
  return Number(event.metadata.resourceVersion ?? 0);
}

/** A cluster of one machine, `worker-1`, whose pods are bound by hand. */
export class NodeWorld {
  readonly engine = new Engine({ seed: 1, handlers, freeze: true });

  constructor({ images = [], models = [], pods = 110 }: NodeWorldOptions = {}) {
    this.engine.runAs('world', (sim) => {
      setWorldSettings(sim, { ...settings, registry: { ...settings.registry, images: [...images, everyImage] } });
      sim.store.cell<readonly WorkloadModelSpec[]>('world/workloadModels').set(models);
      for (const name of ['default', 'kube-node-lease']) {
        const body = { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
        handle(sim, { verb: 'create', resource: 'namespaces', body });
      }
      const machine = {
        name: 'worker-1',
        cpu: '4',
        memory: '16Gi',
        ephemeralStorage: '100Gi',
        pods,
        labels: {},
        taints: [],
        zone: '',
      };
      bootNode(sim, { ...machine, internalIP: '192.168.0.11', podCIDR: '10.244.1.0/24' });
    });
    this.runFor(2);
  }

  /** Runs so many seconds on. */
  runFor(seconds: number): void {
    this.engine.run(this.engine.now + Math.round(seconds * second));
  }

  /** Creates an object. */
  create(body: KubeObject, resource: string): void {
    this.engine.runAs('user', (sim) => {
      handle(sim, { verb: 'create', resource, namespace: 'default', body });
    });
  }

  /** Creates a pod that is bound already. */
  createPod(name: string, spec: Partial<PodSpec> & Pick<PodSpec, 'containers'>): void {
    const body: Pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name },
      spec: { nodeName: 'worker-1', ...spec },
    };
    this.create(body, 'pods');
  }

  /** Deletes a pod, with the grace that is asked for. */
  deletePod(name: string, gracePeriodSeconds?: number): void {
    const options = gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds };
    this.engine.runAs('user', (sim) => {
      handle(sim, { verb: 'delete', resource: 'pods', namespace: 'default', name, options });
    });
  }

  /** The pod as the API has it, or `undefined`. */
  pod(name: string): Pod | undefined {
    return this.list<Pod>('pods').find(({ metadata }) => metadata?.name === name);
  }

  /** All objects of a resource. */
  list<T extends KubeObject>(resource: string, group = ''): T[] {
    let items: readonly KubeObject[] = [];
    this.engine.runAs('user', (sim) => {
      items = (handle(sim, { verb: 'list', group, resource }).body as ObjectList).items;
    });
    return items as T[];
  }

  /** Events about a pod as `reason: message`, in the order of their first time; repeated ones with their count. */
  events(name: string): string[] {
    return this.list<Event>('events')
      .filter(({ involvedObject }) => involvedObject.name === name)
      .sort((a, b) => firstSeen(a) - firstSeen(b))
      .map(
        ({ reason, message, count }) =>
          `${reason ?? ''}: ${message ?? ''}${(count ?? 1) > 1 ? ` (x${count ?? 1})` : ''}`,
      );
  }

  /** Rows of the trace that go through `filter`, as short texts. */
  trace(filter: (verb: string, resource: string) => boolean): string[] {
    const rows: string[] = [];
    for (let n = 0; n < this.engine.trace.count; n++) {
      const row = this.engine.trace.row(n);
      if (row !== undefined && filter(row.verb, row.resource))
        rows.push(`${row.from} -> ${row.to}: ${row.verb} ${row.key}`);
    }
    return rows;
  }
}
