// A page that shows the stage with made-up clusters: to look at it, to compare it with the design, and to measure it.
import { flushSync, mount } from 'svelte';
import '../../renderer/theme/tokens.css';
import '../../renderer/theme/components.css';
import sprite from '../../renderer/theme/icons.svg?raw';
import type { Element, Flight, Frame } from '../../sim/protocol.ts';
import BellJar from '../../renderer/graph/BellJar.svelte';
import Stage from '../../renderer/graph/Stage.svelte';
import StageTree from '../../renderer/graph/StageTree.svelte';
import {
  busyCluster,
  emptyCluster,
  largeCluster,
  manyFlights,
  troubledCluster,
} from '../../renderer/graph/testing/clusters.ts';
import type { MadeCluster } from '../../renderer/graph/testing/clusters.ts';

const query = new URLSearchParams(location.search);
const number = (name: string, usual: number): number => Number(query.get(name) ?? usual);
const width = number('w', 1192);
const height = number('h', 808);
document.documentElement.dataset['theme'] = query.get('theme') ?? 'light';
document.body.insertAdjacentHTML(
  'afterbegin',
  sprite.replace('<svg ', '<svg width="0" height="0" style="position:absolute" '),
);
const frame = document.getElementById('frame') as HTMLElement;
frame.style.cssText = `position:relative;width:${width}px;height:${height}px;overflow:hidden;background:var(--desk)`;

const made: Readonly<Record<string, () => MadeCluster>> = {
  busy: busyCluster,
  empty: emptyCluster,
  troubled: troubledCluster,
  large: () => largeCluster(number('machines', 500), number('pods', 30)),
};
const cluster = (made[query.get('cluster') ?? 'busy'] ?? busyCluster)();
if (query.has('flights')) cluster.flights.splice(0, Infinity, ...manyFlights(cluster, number('flights', 200)));
if (query.has('waiting')) addWaiting(cluster.elements, number('waiting', 3));

let now = number('at', 500);
const listeners = new Set<(frame: Frame) => void>();
const feed = {
  elements: cluster.elements as ReadonlyMap<string, Element>,
  version: 1,
  frame: null,
  onFrame(listener: (frame: Frame) => void) {
    listeners.add(listener);
    listener(frameOf(cluster.flights));
    return () => listeners.delete(listener);
  },
  clock: () => now,
};

function frameOf(flights: Flight[], rate = 0): Frame {
  return {
    seq: 1,
    now,
    rate,
    revision: 1,
    caption: '',
    reset: false,
    upsert: [],
    remove: [],
    flights,
    stages: cluster.stages,
    marks: [],
    spans: [],
    skips: [],
    session: null,
    detail: null,
  } as unknown as Frame;
}

function addWaiting(elements: Map<string, Element>, count: number): void {
  const model = [...elements.values()].find((element) => element.kind === 'pod');
  for (let index = 0; index < count && model?.kind === 'pod'; index += 1) {
    const id = `pod/waiting-${index}`;
    elements.set(id, {
      ...model,
      id,
      title: 'render',
      suffix: `k2n${index}`,
      machineId: null,
      tone: 'Pending',
      reason: 'Unschedulable',
    });
  }
}

const shown = query.get('select');
const discs = query.has('why')
  ? [
      { n: 1, elementId: 'outside/user' },
      { n: 2, elementId: 'machine/cp-1/Deployment' },
      { n: 3, elementId: 'machine/cp-1/scheduler' },
      { n: 4, elementId: 'machine/worker-3/kubelet' },
      { n: 6, elementId: 'pod/web:m4t7z' },
    ]
  : [];

if (query.has('jar')) mount(BellJar, { target: frame, props: {} });
else {
  const props = stageProps();
  const stage = mount(Stage, { target: frame, props });
  if (query.has('tree'))
    mount(StageTree, { target: frame, props: { ...props, isOpen: true, onclose: () => undefined } });
  flushSync();
  Object.assign(window, { stage, bench: () => bench(), play: () => play() });
}

function stageProps() {
  return {
    feed,
    selection: shown,
    discs,
    theme: query.get('theme') ?? 'light',
    reducedMotion: query.has('still'),
    onselect: (id: string | null) => (document.title = `selected ${id ?? 'nothing'}`),
    onopenmessage: (id: number) => (document.title = `message ${id}`),
  };
}

/** A pod waits, is bound, is created and runs: once through, to see what moves. */
async function play(): Promise<void> {
  const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
  const model = [...cluster.elements.values()].find((element) => element.kind === 'pod');
  if (model?.kind !== 'pod') return;
  const steps = [
    { machineId: null, tone: 'Pending', reason: '', containers: [] },
    {
      machineId: 'machine/worker-3',
      tone: 'Pending',
      reason: 'ContainerCreating',
      containers: [{ name: 'app', dot: 'waiting' }],
    },
    { machineId: 'machine/worker-3', tone: 'Running', reason: '', containers: [{ name: 'app', dot: 'started' }] },
    { machineId: 'machine/worker-3', tone: 'Running', reason: '', containers: [{ name: 'app', dot: 'ready' }] },
  ] as const;
  for (const step of steps) {
    for (const n of [1, 2]) {
      const id = `pod/new-${n}`;
      cluster.elements.set(id, {
        ...model,
        ...step,
        id,
        title: 'new',
        suffix: `abcd${n}`,
        containers: [...step.containers],
      });
    }
    for (const listener of listeners) listener(frameOf([], 1));
    await wait(600);
  }
}

/** Pans for some seconds while everything flies. @returns frame times in milliseconds. */
async function bench(): Promise<{ p50: number; p95: number; max: number; frames: number }> {
  const target = frame.querySelector('.hits') as HTMLElement;
  const box = frame.getBoundingClientRect();
  const times: number[] = [];
  let last = performance.now();
  const start = last;
  for (const listener of listeners) listener(frameOf(cluster.flights, 1));
  const wheelAt = { clientX: box.left + 600, clientY: box.top + 400, bubbles: true, cancelable: true };
  while (last - start < 4000) {
    await new Promise(requestAnimationFrame);
    const time = performance.now();
    times.push(time - last);
    last = time;
    now = (time - start) % 1900;
    const deltaX = Math.round(Math.sin((time - start) / 300) * 14);
    target.dispatchEvent(new WheelEvent('wheel', { ...wheelAt, deltaX: deltaX || 1, deltaY: 0 }));
  }
  times.sort((a, b) => a - b);
  const at = (share: number): number => Math.round((times[Math.floor(times.length * share)] ?? 0) * 10) / 10;
  return { p50: at(0.5), p95: at(0.95), max: at(0.999), frames: times.length };
}
