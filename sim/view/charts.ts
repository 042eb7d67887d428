import type { Sim } from '../engine/engine.ts';
import { describeMachine, type MachineChart, type XStateMachine } from '../engine/machine-definition.ts';
import type { Pod } from '../api/types.ts';
import { apiRequestMachine, gateOf } from '../apiserver/api-request.machine.ts';
import { refusedRequests, type RefusedRequest } from '../apiserver/request-machine.ts';
import { requestsInFlight } from '../apiserver/server.ts';
import { requestKey, requestPath } from '../apiserver/wire.ts';
import { controllerWorkerMachine } from '../client/controller-worker.machine.ts';
import { workOf, queueLength } from '../client/controller.ts';
import { containerMachine } from '../kubelet/container.machine.ts';
import { imagePullMachine } from '../kubelet/image-pull.machine.ts';
import { nodeMachine } from '../kubelet/node.machine.ts';
import { nodeRecords } from '../kubelet/node-records.ts';
import type { ContainerRecord } from '../kubelet/records.ts';
import { podWorkerMachine } from '../kubelet/pod-worker.machine.ts';
import { probeMachine } from '../kubelet/probe.machine.ts';
import { queuedPod } from '../scheduler/queue.ts';
import { schedulingCycleMachine } from '../scheduler/scheduling-cycle.machine.ts';
import type { StateChart } from '../protocol.ts';
import { eventRowsOf } from './event-rows.ts';
import { kubeletRecord } from './pod-waits.ts';

const drawn = new WeakMap<object, MachineChart>();

/** A machine's chart: the same each time, so it is read once. */
function chartOf(machine: XStateMachine): MachineChart {
  let chart = drawn.get(machine);
  if (chart === undefined) drawn.set(machine, (chart = describeMachine(machine)));
  return chart;
}

/**
 * A machine with its present state. The past that is drawn is the shortest way to that state, by way of the states that are known
 * to have been passed.
 *
 * @param current dotted path of a state
 * @param via states that were passed, in their order; one that cannot be on the way is left out
 */
export function stateChart(
  machine: XStateMachine,
  title: string,
  current: string,
  via: readonly string[] = [],
): StateChart {
  const chart = chartOf(machine);
  const { states, transitions, initial } = chart;
  const path: Walked[] = [];
  let from = initial;
  for (const stop of [...via.filter((state) => state !== current), current]) {
    const stretch = shortestPath(chart, from, stop);
    if (stretch.length === 0) continue;
    path.push(...stretch);
    from = stop;
  }
  const visited = path.map((edge) => leafOf(states, edge.fromLeaf));
  return {
    machine: machine.id,
    title,
    states: [...states],
    transitions: [...transitions],
    current,
    visited: [...new Set(visited)],
    lastTransition: path[path.length - 1]?.edge ?? null,
  };
}

type States = MachineChart['states'];
type Edge = MachineChart['transitions'][number];
interface Walked {
  readonly edge: Edge;
  readonly fromLeaf: string;
  readonly toLeaf: string;
}

/** The first innermost state of a state. */
function leafOf(states: States, id: string): string {
  const child = states.find((state) => state.parent === id);
  return child === undefined ? id : leafOf(states, child.id);
}

function shortestPath({ states, transitions }: MachineChart, initial: string, current: string): Walked[] {
  const from = leafOf(states, initial);
  const cameBy = new Map<string, Walked | null>([[from, null]]);
  const waiting = [from];
  // What a state says itself goes before what the states around it say.
  const inwards = [...transitions].sort((a, b) => b.from.length - a.from.length);
  for (let leaf = waiting.shift(); leaf !== undefined && !cameBy.has(current); leaf = waiting.shift()) {
    for (const edge of inwards) {
      if (edge.from !== '' && leaf !== edge.from && !leaf.startsWith(`${edge.from}.`)) continue;
      const next = leafOf(states, edge.to);
      if (cameBy.has(next)) continue;
      cameBy.set(next, { edge, fromLeaf: leaf, toLeaf: next });
      waiting.push(next);
    }
  }
  const path: Walked[] = [];
  for (let walked = cameBy.get(current); walked != null; walked = cameBy.get(walked.fromLeaf)) path.push(walked);
  return path.reverse();
}

const probeTitles = { startup: 'Startup probe', readiness: 'Readiness probe', liveness: 'Liveness probe' } as const;

/** State charts of a pod: its way through the scheduler, its worker in the kubelet, its containers, their probes and images. */
export function podCharts(sim: Sim, pod: Pod, key: string): StateChart[] {
  const charts: StateChart[] = [];
  const queued = queuedPod(sim, key);
  if (queued !== undefined) {
    charts.push(stateChart(schedulingCycleMachine, 'In the scheduler', queued.machine.value));
  }
  const record = kubeletRecord(sim, pod);
  if (record === undefined) return charts;
  charts.push(stateChart(podWorkerMachine, 'In the kubelet', record.worker.value));
  for (const container of Object.values(record.containers)) {
    charts.push(containerChart(container));
    for (const [type, probe] of Object.entries(container.probes)) {
      const title = `${probeTitles[type as keyof typeof probeTitles]} of ${container.name}`;
      charts.push(stateChart(probeMachine, title, probe.machine.value));
    }
  }
  for (const [image, pull] of Object.entries(record.pulls)) {
    const wasPulled = isPulled(sim, pod, image);
    charts.push(stateChart(imagePullMachine, `Image ${image}`, pull.value, wasPulled ? ['pulling'] : []));
  }
  return charts;
}

function containerChart({ name, role, machine, last }: ContainerRecord): StateChart {
  const { context, value } = machine;
  const begin = role === 'init' ? [] : ['waiting.ContainerCreating'];
  const isReady = value === 'running.ready' && context.hasReadinessProbe;
  const hasEnded = value.startsWith('waiting.') && last !== null && context.reason !== '';
  const via = [...begin, ...(isReady ? ['running.notReady'] : []), ...(hasEnded ? [`exited.${context.reason}`] : [])];
  return stateChart(containerMachine, `Container ${name}`, value, via);
}

/** Whether the pod's events tell of a pull of the image. */
function isPulled(sim: Sim, pod: Pod, image: string): boolean {
  return eventRowsOf(sim, { ...pod, kind: 'Pod' }, eventsMax).some(({ message }) =>
    message.startsWith(`Successfully pulled image "${image}"`),
  );
}
const eventsMax = 50;

/** State chart of a machine. */
export function nodeCharts(sim: Sim, name: string): StateChart[] {
  const record = nodeRecords(sim).get(name);
  return record === undefined ? [] : [stateChart(nodeMachine, 'The machine', record.state.value)];
}

const requestsMax = 5;

/** State charts of the writes that wait in the API server, and of the requests that it refused last. */
export function requestCharts(sim: Sim): StateChart[] {
  const waiting = requestsInFlight(sim).slice(0, requestsMax);
  const refused = refusedRequests(sim).slice(0, requestsMax - waiting.length);
  return [
    ...waiting.map(([, { arrived, machine }]) =>
      stateChart(apiRequestMachine, requestTitle(arrived.request), machine.value),
    ),
    ...refused.map(({ request, machine, rule }) => {
      const { code } = machine.context;
      const gate = gateOf(machine);
      const who = [gate === '' ? '' : `at the gate: ${gate}`, rule === '' ? '' : `by ${rule}`].filter(
        (one) => one !== '',
      );
      const title = `${requestTitle(request)}, refused with ${code} ${who.join(', ')}`;
      return stateChart(apiRequestMachine, title.trim(), machine.value, gateStates[gate] ?? []);
    }),
  ];
}

/** States of the request's machine by gate. */
export const gateStates: Readonly<Record<string, readonly string[]>> = {
  authenticate: ['gates.authenticate'],
  authorize: ['gates.authorize'],
  admit: ['gates.mutate'],
  validate: ['gates.validate'],
  persist: ['gates.persist'],
};

function requestTitle(request: RefusedRequest['request']): string {
  return `${request.verb} ${requestPath(request)} ${requestKey(request)}`.trim();
}

/** State chart of a controller's worker: what it works on, or that it is idle. */
export function controllerCharts(sim: Sim, component: string): StateChart[] {
  const [work] = workOf(sim, component);
  if (work !== undefined) {
    const state = work.missing > 0 ? 'waitingForApi' : 'syncing';
    return [stateChart(controllerWorkerMachine, `Worker on ${work.key}`, state)];
  }
  const hasWorked = sim.store.map<unknown>('queue/state').has(component);
  const isIdle = queueLength(sim, component) === 0;
  return [stateChart(controllerWorkerMachine, 'Worker', isIdle && hasWorked ? 'idle.done' : 'idle.empty')];
}
