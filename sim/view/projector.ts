import type { Engine } from '../engine/engine.ts';
import { resourceForKind, resourceByName, allResources, type ResourceInfo } from '../api/resources.ts';
import type { KubeObject, Node, Pod } from '../api/types.ts';
import { worldSettings } from '../api/world.ts';
import { forEachStored, getStored, historyLog, type HistoryEntry } from '../etcd/etcd.ts';
import { currentRevision } from '../etcd/revision.ts';
import { requestsInFlight } from '../apiserver/server.ts';
import type { Element, Flight, StageRequest, TimelineMark, TimelineSpan } from '../protocol.ts';
import { captionOf } from './caption.ts';
import { controllerTitles, machineId, objectId } from './element-ids.ts';
import { FlightTracker, toneOf, labelOf } from './flights.ts';
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
import { podElement } from './pod-element.ts';
import { PodSpans, markOf } from './timeline.ts';

/** What changed in the picture since the last look. */
export interface Projection {
  readonly revision: number;
  readonly caption: string;
  readonly upsert: Element[];
  readonly remove: string[];
  readonly flights: Flight[];
  readonly stages: StageRequest[];
  readonly marks: TimelineMark[];
  readonly spans: TimelineSpan[];
}

/** What the picture is made of besides the API's objects. */
export interface ProjectorOptions {
  readonly controlPlane: string;
  /** Last parts of the controllers' components. */
  readonly controllers: readonly string[];
}

const nodes = resourceByName('', 'nodes') as ResourceInfo;
const podSpansMax = 400;
const marksMax = 2000;

/**
 * Turns the simulator's state into the elements of the stage, by deltas: it follows etcd's history and the trace, and looks again only
 * at what they name.
 */
export class Projector {
  readonly #engine: Engine;
  readonly #options: ProjectorOptions;
  readonly #shown = new Map<string, string>();
  readonly #flights: FlightTracker;
  readonly #spans = new PodSpans(podSpansMax);
  #nextWrite = 0;
  #nextRow = 0;
  #caption = '';
  #nodePorts: readonly number[] = [];

  constructor(engine: Engine, options: ProjectorOptions) {
    this.#engine = engine;
    this.#options = options;
    this.#flights = new FlightTracker(engine.trace, () => worldSettings(engine).latencies.apiProcessingMicros);
  }

  /** Forgets what was shown: the next look gives the whole picture. */
  reset(): void {
    this.#shown.clear();
    this.#spans.reset();
    this.#flights.reset(this.#engine.now);
    this.#nextWrite = -1;
    this.#nextRow = 0;
    this.#caption = '';
  }

  /** Shortest time that anything in sight takes; `undefined` when nothing moves. */
  shortestHop(): number | undefined {
    this.#flights.update(this.#engine.now);
    const hop = this.#flights.shortestHop(this.#engine.now);
    if (hop !== undefined) return hop;
    return requestsInFlight(this.#engine).length > 0
      ? worldSettings(this.#engine).latencies.etcdCommitMicros
      : undefined;
  }

  /** The changes since the last look. */
  look(): Projection {
    const upsert: Element[] = [];
    const remove: string[] = [];
    const spans: TimelineSpan[] = [];
    const changed = this.#changedObjects();
    if (changed === null) this.#lookAtAll(upsert, spans);
    else for (const entry of changed) this.#lookAt(entry, upsert, remove, spans);
    this.#lookAtProcesses(upsert);
    const marks = this.#followTrace();
    const engine = this.#engine;
    this.#flights.update(engine.now);
    return {
      revision: currentRevision(engine),
      caption: this.#caption,
      upsert,
      remove,
      flights: this.#flights.flights(engine.now, (cohort) => this.#members(cohort)),
      stages: this.#flights.stages(engine.now, this.#persisting()),
      marks,
      spans,
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

  #lookAtAll(upsert: Element[], spans: TimelineSpan[]): void {
    const { controlPlane, controllers } = this.#options;
    for (const name of ['user', 'registry', 'internet'] as const) {
      const detail = { user: 'kubectl', registry: 'images', internet: '' }[name];
      this.#show({ id: `outside/${name}`, kind: 'outside', name, detail }, upsert);
    }
    for (const name of controlPlaneProcesses) this.#show(processElement(this.#engine, controlPlane, name), upsert);
    for (const part of controllers) {
      const title = controllerTitles[part];
      if (title !== undefined) this.#show(controllerElement(this.#engine, controlPlane, part, title), upsert);
    }
    this.#nodePorts = openNodePorts(this.#engine);
    for (const info of allResources) {
      if (info.kind === 'Event' || info.kind === 'Lease') continue;
      forEachStored(this.#engine, info.etcdPrefix, ({ object }) => this.#showObject(info, object, upsert, spans));
    }
  }

  #lookAt(entry: HistoryEntry, upsert: Element[], remove: string[], spans: TimelineSpan[]): void {
    const { object, type, key } = entry;
    const info = resourceForKind(object.apiVersion ?? '', object.kind ?? '');
    if (info === undefined || info.kind === 'Event' || info.kind === 'Lease') return;
    if (info.kind === 'Service') this.#lookAtPorts(upsert);
    const id = objectId(info.resource, key);
    if (type === 'DELETED') {
      if (this.#shown.delete(id)) remove.push(id);
      if (info.kind === 'Pod') spans.push(...this.#spans.remove(id, this.#engine.now));
      if (info.kind === 'Node') this.#removeProcesses(key, remove);
      if (info.kind === 'Pod') this.#lookAtMachine((object as Pod).spec?.nodeName ?? '', upsert);
      return;
    }
    this.#showObject(info, object, upsert, spans);
    if (info.kind === 'Pod') this.#lookAtMachine((object as Pod).spec?.nodeName ?? '', upsert);
    if (info.kind === 'Node') this.#lookAtPodsOf(key, upsert, spans);
  }

  #showObject(info: ResourceInfo, object: KubeObject, upsert: Element[], spans: TimelineSpan[]): void {
    if (info.kind === 'Node') this.#showMachine(object as Node, upsert);
    else if (info.kind === 'Pod') this.#showPod(object as Pod, upsert, spans);
    else if (isListedKind(info.kind)) this.#show(objectElement(info, object), upsert);
  }

  #showPod(pod: Pod, upsert: Element[], spans: TimelineSpan[]): void {
    const element = podElement(pod, this.#isSilent(pod.spec?.nodeName ?? ''));
    this.#show(element, upsert);
    spans.push(...this.#spans.update(element, this.#engine.now));
  }

  #isSilent(nodeName: string): boolean {
    if (nodeName === '') return false;
    const node = getStored(this.#engine, nodes.etcdPrefix, nodeName)?.object as Node | undefined;
    return node?.status?.conditions?.find((condition) => condition.type === 'Ready')?.status === 'Unknown';
  }

  #showMachine(node: Node, upsert: Element[]): void {
    const element = machineElement(this.#engine, node, this.#nodePorts);
    this.#show(element, upsert);
    if (element.role === 'control-plane') return;
    for (const name of workerProcesses) this.#show(processElement(this.#engine, element.name, name), upsert);
  }

  #lookAtMachine(nodeName: string, upsert: Element[]): void {
    const node = getStored(this.#engine, nodes.etcdPrefix, nodeName)?.object as Node | undefined;
    if (node !== undefined) this.#show(machineElement(this.#engine, node, this.#nodePorts), upsert);
  }

  #lookAtPorts(upsert: Element[]): void {
    const ports = openNodePorts(this.#engine);
    if (ports.join() === this.#nodePorts.join()) return;
    this.#nodePorts = ports;
    forEachStored(this.#engine, nodes.etcdPrefix, ({ object }) => {
      this.#show(machineElement(this.#engine, object as Node, ports), upsert);
    });
  }

  /** A node that falls silent, or is heard of again, changes how its pods look. */
  #lookAtPodsOf(nodeName: string, upsert: Element[], spans: TimelineSpan[]): void {
    const marker = `silent ${nodeName}`;
    const isSilent = String(this.#isSilent(nodeName));
    if ((this.#shown.get(marker) ?? 'false') === isSilent) return;
    this.#shown.set(marker, isSilent);
    const pods = resourceByName('', 'pods') as ResourceInfo;
    forEachStored(this.#engine, pods.etcdPrefix, ({ object }) => {
      if ((object as Pod).spec?.nodeName === nodeName) this.#showPod(object as Pod, upsert, spans);
    });
  }

  #removeProcesses(nodeName: string, remove: string[]): void {
    for (const name of workerProcesses) {
      const id = `${machineId(nodeName)}/${name}`;
      if (this.#shown.delete(id)) remove.push(id);
    }
  }

  #lookAtProcesses(upsert: Element[]): void {
    const { controlPlane, controllers } = this.#options;
    for (const name of controlPlaneProcesses) this.#show(processElement(this.#engine, controlPlane, name), upsert);
    for (const part of controllers) {
      const title = controllerTitles[part];
      if (title !== undefined) this.#show(controllerElement(this.#engine, controlPlane, part, title), upsert);
    }
    this.#show(tapeElement(this.#engine, controlPlane), upsert);
  }

  /** Adds an element when it is new or looks different from the last time. */
  #show(element: Element, upsert: Element[]): void {
    const text = JSON.stringify(element);
    if (this.#shown.get(element.id) === text) return;
    this.#shown.set(element.id, text);
    upsert.push(element);
  }

  #followTrace(): TimelineMark[] {
    const { trace } = this.#engine;
    const from = Math.max(this.#nextRow, trace.first);
    this.#nextRow = trace.count;
    const marks: TimelineMark[] = [];
    for (let n = from; n < trace.count; n++) {
      const row = trace.row(n);
      if (row === undefined) continue;
      const mark = markOf(row);
      if (mark !== null) marks.push(mark);
      const caption = captionOf(row);
      if (caption !== '') this.#caption = caption;
    }
    return marks.length <= marksMax ? marks : thinned(marks);
  }

  #persisting(): StageRequest[] {
    const stages: StageRequest[] = [];
    for (const [id] of requestsInFlight(this.#engine)) {
      const row = this.#engine.trace.row(this.#engine.trace.find(Number(id)));
      const tone = row === undefined ? null : toneOf(row);
      if (row !== undefined && tone !== null && stages.length < stagesMax) {
        stages.push({ id: Number(id), stage: 'persist', label: labelOf(row), tone, deniedBy: '' });
      }
    }
    return stages;
  }

  #members(cohort: string): readonly string[] {
    const process = cohort.slice(0, -1);
    const members: string[] = [];
    forEachStored(this.#engine, nodes.etcdPrefix, (_, name) => {
      if (members.length < membersMax && name !== this.#options.controlPlane) members.push(process + name);
    });
    return members.sort();
  }
}

const stagesMax = 8;
const membersMax = 50;

/** Keeps the user's own marks and faults, and of the rest as many as can be told apart. */
function thinned(marks: readonly TimelineMark[]): TimelineMark[] {
  const every = Math.ceil(marks.length / marksMax);
  return marks.filter((mark, index) => mark.lane === 'user' || mark.lane === 'faults' || index % every === 0);
}
