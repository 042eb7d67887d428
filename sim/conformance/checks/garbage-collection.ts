/** Checks of the garbage collector: the real one, in a world of the API server and itself. */
import { Engine, type Sim } from '../../engine/engine.ts';
import { applyDefaults } from '../../api/defaults/defaults.ts';
import { resourceForKind, type ResourceInfo } from '../../api/resources.ts';
import type { KubeObject, OwnerReference } from '../../api/types.ts';
import { setWorldSettings } from '../../api/world.ts';
import { apiServerHandlers, handle } from '../../apiserver/server.ts';
import { storageKey } from '../../apiserver/storage-key.ts';
import type { RequestOptions } from '../../apiserver/types.ts';
import { controllerHandlers } from '../../client/controller.ts';
import { informerHandlers, startInformer } from '../../client/informer.ts';
import { requestHandlers } from '../../client/request.ts';
import { garbageCollector, garbageCollectorHooks } from '../../controllers/garbage-collector/garbage-collector.ts';
import { sharedInformers } from '../../controllers/informers.ts';
import { timerHandlers } from '../../controllers/timers.ts';
import { commit, historyLog, rangeStored } from '../../etcd/etcd.ts';
import { defaultWorld, settingsOf } from '../../scenario/formats/default-world.ts';
import type { CheckTable, JsonObject } from '../types.ts';
import { field, listField, nameOf } from './given.ts';

const minute = 60_000_000;
const informers = sharedInformers([garbageCollectorHooks]);
const handlers = {
  ...apiServerHandlers,
  ...requestHandlers,
  ...timerHandlers,
  ...controllerHandlers([garbageCollector]),
  ...informerHandlers(informers),
};

interface Deletion {
  readonly kind: string;
  readonly name: string;
  readonly propagationPolicy: NonNullable<RequestOptions['propagationPolicy']>;
}

function infoOf({ apiVersion = '', kind = '' }: KubeObject): ResourceInfo {
  const info = resourceForKind(apiVersion, kind);
  if (info === undefined) throw new Error(`expected a served kind, got ${apiVersion} ${kind}`);
  return info;
}

const podSpec = { containers: [{ name: 'c', image: 'i' }] };
const labels = { a: 'b' };
const template = { metadata: { labels }, spec: podSpec };
const workload = { selector: { matchLabels: labels }, template };
const jobTemplate = { spec: { template: { spec: { ...podSpec, restartPolicy: 'Never' } } } };

/** The least that validation wants of a kind: the cases leave out what is not about owners. */
const leastSpecs: Readonly<Record<string, object>> = {
  Pod: podSpec,
  Deployment: workload,
  ReplicaSet: workload,
  DaemonSet: workload,
  StatefulSet: { ...workload, serviceName: 's' },
  ReplicationController: { selector: labels, template },
  Job: { ...workload, ...jobTemplate.spec },
  CronJob: { schedule: '* * * * *', jobTemplate },
  PersistentVolumeClaim: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
  Service: { ports: [{ port: 80 }] },
};

function complete(object: KubeObject): KubeObject {
  const spec = leastSpecs[object.kind ?? ''];
  const whole = spec === undefined ? object : ({ spec, ...object } as KubeObject);
  return applyDefaults(whole);
}

/** A world in which these objects stand, with the UIDs that they name. */
function worldOf(objects: readonly KubeObject[]): Engine {
  const engine = new Engine({ seed: 1, handlers });
  engine.runAs('world', (sim) => {
    const steady = { jitterFraction: 0 };
    setWorldSettings(sim, settingsOf(defaultWorld({ rateLimits: 'unlimited', latencies: steady })));
    const namespace: KubeObject = {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'default', uid: 'default' },
    };
    for (const object of [namespace, ...objects]) put(sim, complete(object));
  });
  engine.runAs('kube-controller-manager/cp-1', (sim) => informers.forEach((informer) => startInformer(sim, informer)));
  engine.run(engine.now + minute);
  return engine;
}

function put(sim: Sim, object: KubeObject): void {
  const info = infoOf(object);
  const { namespace = '', name = '' } = object.metadata ?? {};
  const key = storageKey(info, namespace, name);
  commit(sim, { op: 'put', prefix: info.etcdPrefix, key, object, expectedRevision: 0 });
}

function remove(sim: Sim, objects: readonly KubeObject[], { kind, name, propagationPolicy }: Deletion): void {
  const object = objects.find((one) => one.kind === kind && nameOf(one) === name) ?? {};
  const { group, resource } = infoOf(object);
  const { namespace = '' } = object.metadata ?? {};
  handle(sim, { verb: 'delete', group, resource, namespace, name, options: { propagationPolicy } });
}

/** Names of what was deleted, in the order in which it went. */
function deletedNames(engine: Engine): string[] {
  const log = historyLog(engine);
  const names: string[] = [];
  for (let n = log.first; n < log.length; n++) {
    const entry = log.at(n);
    if (entry?.type === 'DELETED') names.push(nameOf(entry.object));
  }
  return names;
}

export const garbageCollectionChecks: CheckTable = {
  'gc.delete': {
    observe: (given, expect): JsonObject => {
      const objects = listField<KubeObject>(given, 'objects');
      const engine = worldOf(objects);
      const deletion = field<Deletion | undefined>(given, 'delete');
      if (deletion !== undefined) engine.runAs('user', (sim) => remove(sim, objects, deletion));
      engine.run(engine.now + minute);
      const gone = deletedNames(engine);
      const remaining: Record<string, string[]> = {};
      for (const prefix of new Set(objects.map((object) => infoOf(object).etcdPrefix))) {
        for (const { object } of rangeStored(engine, prefix)) {
          const owners: readonly OwnerReference[] = object.metadata?.ownerReferences ?? [];
          remaining[nameOf(object)] = owners.map(({ name }) => name);
        }
      }
      const pairs = listField<readonly [string, string]>(expect, 'before');
      const before = pairs.filter(([first, second]) => gone.indexOf(first) < gone.indexOf(second));
      return { deleted: [...gone].sort(), remaining, before };
    },
  },
};
