import type { Engine } from '../engine/engine.ts';
import type { TraceRow } from '../engine/trace.ts';
import { resourceByName, allResources, type ResourceInfo } from '../api/resources.ts';
import type { KubeObject, Node, Pod } from '../api/types.ts';
import { worldSettings } from '../api/world.ts';
import { forEachStored, getStored, historyLog, type HistoryEntry } from '../etcd/etcd.ts';
import { currentRevision } from '../etcd/revision.ts';
import { customResources } from '../apiserver/custom/custom-resources.ts';
import { servedKind } from '../apiserver/served.ts';
import { gateOf } from '../apiserver/api-request.machine.ts';
import { requestsInFlight } from '../apiserver/server.ts';
import type { Element, Flight, StageRequest, TimelineSkip } from '../protocol.ts';
import { Narrator, type Telling } from './narrator.ts';
import { controllerTitles, elementResource, elementResourceOfPrefix, machineId, objectId } from './element-ids.ts';
import { FlightTracker } from './flights.ts';
import { labelOf, toneOf } from './message-words.ts';
import {
  controlPlaneProcesses,
  controllerElement,
  machineElement,
  openNodePorts,
  processElement,
  tapeElement,
  workerProcesses,
} from './machine-element.ts';
import { isListedKind, objectElement } from './object-element.ts';
import { Outbox } from './outbox.ts';
import { podElement } from './pod-element.ts';
import { isNodeSilent } from './pod-tone.ts';
import { podTrouble } from './pod-trouble.ts';
import { Timeline, type TimelinePart } from './timeline.ts';

/** What changed in the picture since the last look. */
export interface Projection extends TimelinePart {
  /** True: the picture begins anew, `upsert` tells all of it or its first part. */
  readonly isWhole: boolean;
  readonly revision: number;
  readonly caption: string;
  readonly upsert: Element[];
  readonly remove: string[];
  readonly flights: Flight[];
  readonly stages: StageRequest[];
}

/** What the picture is made of besides the API's objects. */
export interface ProjectorOptions {
  readonly controlPlane: string;
  /** Last parts of the controllers' components. */
  readonly controllers: readonly string[];
}

const nodes = resourceByName('', 'nodes') as ResourceInfo;
const pods = resourceByName('', 'pods') as ResourceInfo;
/** Elements in one look at most; the rest follows with the next ones. */
const upsertMax = 4_000;
const stagesMax = 8;
const membersMax = 50;
/** Messages of clients that only read, kept so that they can be opened. */
const visitsMax = 500;
/** Kinds that other panels show. */
const unseenKinds: ReadonlySet<string> = new Set(['Event', 'Lease']);

/**
 * Turns the simulator's state into the elements of the stage, by deltas: it follows etcd's history and the trace, and looks again only
 * at what they name.
 */
export class Projector {
  readonly #engine: Engine;
  readonly #options: ProjectorOptions;
  readonly #outbox = new Outbox(upsertMax);
  readonly #flights: FlightTracker;
  readonly #timeline: Timeline;
  readonly #narrator: Narrator;
  readonly #silentNodes = new Set<string>();
  readonly #visits: TraceRow[] = [];
  #nextWrite = 0;
  #isNew = true;
  #nodePorts: readonly number[] = [];

  constructor(engine: Engine, options: ProjectorOptions) {
    this.#engine = engine;
    this.#options = options;
    this.#flights = new FlightTracker(engine.trace, () => worldSettings(engine).latencies.apiProcessingMicros);
    this.#timeline = new Timeline(engine);
    this.#narrator = new Narrator(engine);
  }

  /** True when the last look could not hold all that has changed. */
  get hasMore(): boolean {
    return this.#outbox.hasMore;
  }

  /** Forgets what was shown, after a jump in time: the next look gives the whole picture. */
  reset(): void {
    this.#outbox.clear();
    this.#silentNodes.clear();
    this.#flights.reset(this.#engine.now);
    this.#narrator.reset();
    this.#isNew = true;
  }

  /** Another future begins at the present instant: forgets what was known of the old one. */
  cut(): void {
    this.#timeline.cut();
    this.reset();
  }

  /** Takes in the trace and the writes so far; to be called from time to time during a long run. */
  follow(): void {
    this.#timeline.follow();
  }

  /** A message that flies though the trace does not have it: of a client outside that only reads. */
  visit(row: TraceRow): void {
    this.#flights.visit(row);
    this.#visits.push(row);
    if (this.#visits.length > visitsMax) this.#visits.shift();
  }

  /** A message that was given to {@link visit}, as long as it is remembered. */
  visitOf(id: number): TraceRow | undefined {
    return this.#visits.find((row) => row.id === id);
  }

  /** Time that the study pace jumped over. */
  addSkip(skip: TimelineSkip): void {
    this.#timeline.addSkip(skip);
  }

  /** Shortest time that anything in sight takes; `undefined` when nothing moves. */
  shortestHop(): number | undefined {
    this.#flights.update(this.#engine.now);
    const hop = this.#flights.shortestHop(this.#engine.now);
    if (hop !== undefined) return hop;
    const isPersisting = this.#engine.store.map('apiserver/requests').size > 0;
    return isPersisting ? worldSettings(this.#engine).latencies.etcdCommitMicros : undefined;
  }

  /** The changes since the last look. */
  look(telling: Telling): Projection {
    const engine = this.#engine;
    const changed = this.#isNew ? null : this.#changedObjects();
    const isWhole = changed === null;
    if (changed === null) this.#lookAtAll();
    else for (const entry of changed) this.#lookAt(entry);
    this.#lookAtProcesses();
    this.#flights.update(engine.now);
    const timeline = isWhole ? this.#timeline.all() : this.#timeline.news();
    return {
      isWhole,
      revision: currentRevision(engine),
      caption: this.#narrator.caption(telling),
      ...this.#outbox.take(),
      flights: this.#flights.flights(engine.now, (cohort) => this.#members(cohort)),
      stages: this.#flights.stages(engine.now, this.#persisting()),
      ...timeline,
    };
  }

  /** The last write of each object that was written since the last look; `null` when all must be looked at. */
  #changedObjects(): HistoryEntry[] | null {
    const log = historyLog(this.#engine);
    const from = this.#nextWrite;
    this.#nextWrite = log.length;
    if (from < log.first || from > log.length) return null;
    const last = new Map<string, HistoryEntry>();
    for (let n = from; n < log.length; n++) {
      const entry = log.at(n) as HistoryEntry;
      last.set(`${entry.prefix}/${entry.key}`, entry);
    }
    return [...last.values()];
  }

  #lookAtAll(): void {
    if (!this.#isNew) this.reset();
    this.#isNew = false;
    this.#nextWrite = historyLog(this.#engine).length;
    for (const name of ['user', 'registry', 'internet'] as const) {
      const detail = { user: 'kubectl', registry: 'images', internet: '' }[name];
      this.#outbox.put({ id: `outside/${name}`, kind: 'outside', name, detail });
    }
    this.#nodePorts = openNodePorts(this.#engine);
    forEachStored(this.#engine, nodes.etcdPrefix, ({ object }, name) => {
      if (isNodeSilent(object as Node)) this.#silentNodes.add(name);
    });
    for (const info of [...allResources, ...this.#customKinds()]) {
      if (unseenKinds.has(info.kind)) continue;
      forEachStored(this.#engine, info.etcdPrefix, ({ object }) => this.#showObject(info, object));
    }
  }

  #lookAt(entry: HistoryEntry): void {
    const { object, type, key, prefix } = entry;
    const info = this.#kindOf(object.apiVersion ?? '', object.kind ?? '');
    if (info === undefined && type === 'DELETED') this.#outbox.remove(objectId(elementResourceOfPrefix(prefix), key));
    if (info === undefined || unseenKinds.has(info.kind)) return;
    if (info.kind === 'Service') this.#lookAtPorts();
    if (type === 'DELETED') this.#drop(info, objectId(elementResource(info), key), key);
    else this.#showObject(info, object);
    if (info.kind === 'Pod') this.#lookAtMachine((object as Pod).spec?.nodeName ?? '');
    if (info.kind === 'Node' && type !== 'DELETED') this.#lookAtPodsOf(key, isNodeSilent(object as Node));
  }

  readonly #kindOf = (apiVersion: string, kind: string): ResourceInfo | undefined =>
    servedKind(this.#engine, apiVersion, kind);

  /** Kinds of definitions, each in one of its versions. */
  #customKinds(): ResourceInfo[] {
    const byPrefix = new Map<string, ResourceInfo>();
    for (const info of customResources(this.#engine)) byPrefix.set(info.etcdPrefix, info);
    return [...byPrefix.values()];
  }

  #drop(info: ResourceInfo, id: string, key: string): void {
    this.#outbox.remove(id);
    if (info.kind === 'Pod') this.#narrator.setTrouble(id, null);
    if (info.kind !== 'Node') return;
    this.#silentNodes.delete(key);
    for (const name of workerProcesses) this.#outbox.remove(`${machineId(key)}/${name}`);
  }

  #showObject(info: ResourceInfo, object: KubeObject): void {
    if (info.custom !== undefined) this.#outbox.put(objectElement(info, object, this.#kindOf));
    else if (info.kind === 'Node') this.#showMachine(object as Node);
    else if (info.kind === 'Pod') this.#showPod(object as Pod);
    else if (isListedKind(info.kind)) this.#outbox.put(objectElement(info, object, this.#kindOf));
  }

  #showPod(pod: Pod): void {
    const element = podElement(pod, this.#silentNodes.has(pod.spec?.nodeName ?? ''), this.#kindOf);
    this.#outbox.put(element);
    const trouble = podTrouble(pod);
    const { id, name, title, namespace } = element;
    this.#narrator.setTrouble(id, trouble === null ? null : { name, title, namespace, ...trouble });
  }

  #showMachine(node: Node): void {
    const element = machineElement(this.#engine, node, this.#nodePorts);
    this.#outbox.put(element);
    if (element.role === 'control-plane') return;
    for (const name of workerProcesses) this.#outbox.put(processElement(this.#engine, element.name, name));
  }

  #lookAtMachine(nodeName: string): void {
    const node = getStored(this.#engine, nodes.etcdPrefix, nodeName)?.object as Node | undefined;
    if (node !== undefined) this.#outbox.put(machineElement(this.#engine, node, this.#nodePorts));
  }

  #lookAtPorts(): void {
    const ports = openNodePorts(this.#engine);
    if (ports.join() === this.#nodePorts.join()) return;
    this.#nodePorts = ports;
    forEachStored(this.#engine, nodes.etcdPrefix, ({ object }) => {
      this.#outbox.put(machineElement(this.#engine, object as Node, ports));
    });
  }

  /** A node that falls silent, or is heard of again, changes how its pods look. */
  #lookAtPodsOf(nodeName: string, isSilent: boolean): void {
    if (this.#silentNodes.has(nodeName) === isSilent) return;
    if (isSilent) this.#silentNodes.add(nodeName);
    else this.#silentNodes.delete(nodeName);
    forEachStored(this.#engine, pods.etcdPrefix, ({ object }) => {
      if ((object as Pod).spec?.nodeName === nodeName) this.#showPod(object as Pod);
    });
  }

  #lookAtProcesses(): void {
    const { controlPlane, controllers } = this.#options;
    for (const name of controlPlaneProcesses) this.#outbox.put(processElement(this.#engine, controlPlane, name));
    for (const [part, title] of Object.entries(controllerTitles)) {
      if (controllers.includes(part)) this.#outbox.put(controllerElement(this.#engine, controlPlane, part, title));
    }
    this.#outbox.put(tapeElement(this.#engine, controlPlane));
  }

  #persisting(): StageRequest[] {
    const stages: StageRequest[] = [];
    for (const [id, { machine }] of requestsInFlight(this.#engine)) {
      if (stages.length >= stagesMax) break;
      const row = this.#engine.trace.row(this.#engine.trace.find(Number(id)));
      const tone = row === undefined ? null : toneOf(row);
      if (row !== undefined && tone !== null) {
        const gate = gateOf(machine);
        stages.push({ id: Number(id), stage: gate === '' ? 'persist' : gate, label: labelOf(row), tone, deniedBy: '' });
      }
    }
    return stages;
  }

  /** Who a message to all of a kind goes to. */
  #members(cohort: string): readonly string[] {
    const members: string[] = [];
    const process = cohort.slice(0, -1);
    if (process === 'coredns/') {
      forEachStored(this.#engine, pods.etcdPrefix, ({ object }, key) => {
        if (!key.startsWith('kube-system/')) return;
        const { name = '', labels } = object.metadata ?? {};
        if (labels?.['k8s-app'] === 'kube-dns') members.push(process + name);
      });
      return members.sort();
    }
    forEachStored(this.#engine, nodes.etcdPrefix, (_, name) => {
      if (members.length < membersMax && name !== this.#options.controlPlane) members.push(process + name);
    });
    return members.sort();
  }
}
