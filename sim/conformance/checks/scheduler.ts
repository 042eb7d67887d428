/** Checks of the scheduler: what it reads from pods, its plugins one by one, whole attempts, and its sentences. */
import { podRequests, resourceAmount } from '../../api/pod-resources.ts';
import type { QuantityText } from '../../api/quantity.ts';
import type { Pod, PodDisruptionBudget, Node } from '../../api/types.ts';
import { attemptToPlace, type Draws } from '../../scheduler/attempt.ts';
import { compileConfiguration, defaultConfiguration, defaultSchedulerName } from '../../scheduler/configuration.ts';
import type { ClusterModel } from '../../scheduler/cluster-model.ts';
import { findNodesThatFit, numFeasibleNodesToFind } from '../../scheduler/cycle.ts';
import { fitErrorMessage } from '../../scheduler/fit-error.ts';
import { newCycle, type NodeInfo, type Plugin } from '../../scheduler/framework.ts';
import { dryRun, preempt, preemptionBar } from '../../scheduler/preemption.ts';
import { prioritySort } from '../../scheduler/plugins/priority-sort.ts';
import { schedulingGates } from '../../scheduler/plugins/scheduling-gates.ts';
import { podPriority } from '../../scheduler/pod-priority.ts';
import type { Profile } from '../../scheduler/profile.ts';
import { registeredByName } from '../../scheduler/registry.ts';
import { staticCluster, type ClusterContents } from '../../scheduler/static-cluster.ts';
import { isJsonObject, jsonEqual, setsEqual } from '../compare.ts';
import type { CheckTable, JsonObject } from '../types.ts';
import { field, listField, nameOf, timeField } from './given.ts';

function clusterOf(given: JsonObject): ClusterModel {
  const contents = given as unknown as ClusterContents;
  return staticCluster({
    ...contents,
    nodes: listField<Node>(given, 'nodes'),
    pods: listField<Pod>(given, 'pods'),
    podDisruptionBudgets: listField<PodDisruptionBudget>(given, 'pdbs'),
  });
}

function pluginOf(given: JsonObject): Plugin {
  const name = field<string>(given, 'plugin');
  const registered = registeredByName.get(name);
  if (registered === undefined) throw new Error(`no scheduler plugin ${name}`);
  return registered.make((given['args'] ?? {}) as object);
}

function filterBy(given: JsonObject): JsonObject {
  const plugin = pluginOf(given);
  const cycle = newCycle(field<Pod>(given, 'pod'), clusterOf(given));
  const prepared = plugin.preFilter?.(cycle) ?? null;
  const feasible: Record<string, boolean> = {};
  const reasons: Record<string, readonly string[]> = {};
  cycle.cluster.nodes.forEach((info, index) => {
    const name = nameOf(info.node);
    const refusal =
      prepared === 'skip'
        ? null
        : prepared !== null && 'refusal' in prepared
          ? prepared.refusal
          : (plugin.filter?.(cycle, info, index) ?? null);
    feasible[name] = refusal === null;
    if (refusal !== null) reasons[name] = refusal.reasons;
  });
  return { feasible, reasons };
}

function scoreBy(given: JsonObject): JsonObject {
  const plugin = pluginOf(given);
  const cycle = newCycle(field<Pod>(given, 'pod'), clusterOf(given));
  const { nodes } = cycle.cluster;
  const names = field<readonly string[] | undefined>(given, 'candidates') ?? nodes.map(({ node }) => nameOf(node));
  const indexes = names.map((name) => cycle.cluster.indexOf(name) as number);
  const isSkipped = plugin.preScore?.(cycle, indexes) === false;
  const scores = indexes.map((index) =>
    isSkipped ? 0 : (plugin.score?.(cycle, nodes[index] as NodeInfo, index) ?? 0),
  );
  if (!isSkipped) plugin.normalize?.(cycle, scores, indexes);
  return { scores: Object.fromEntries(names.map((name, n) => [name, scores[n]])) };
}

function defaultProfile(): Profile {
  return compileConfiguration(defaultConfiguration).profiles.get(defaultSchedulerName) as Profile;
}

const firstDraw: Draws = { tie: () => 0, preemption: () => 0 };

function place(given: JsonObject): JsonObject {
  const attempt = attemptToPlace(defaultProfile(), field<Pod>(given, 'pod'), clusterOf(given), 0, firstDraw);
  return attempt.isPlaced ? { node: attempt.nodeName } : { message: attempt.message };
}

function isPlacedRight(expect: JsonObject, { node, message = '' }: JsonObject): boolean {
  if (expect['node'] !== undefined) return node === expect['node'];
  if (expect['oneOf'] !== undefined) return listField<unknown>(expect, 'oneOf').includes(node);
  const text = message as string;
  const { unschedulable, preemptionMessage } = expect as Readonly<Record<string, string | undefined>>;
  if (preemptionMessage === undefined) return text === unschedulable;
  return text.startsWith(unschedulable ?? '') && text.endsWith(preemptionMessage);
}

function preemptFor(given: JsonObject): JsonObject {
  const cycle = newCycle(field<Pod>(given, 'pod'), clusterOf(given));
  const { prepared, refusals } = findNodesThatFit(defaultProfile(), cycle, 0);
  const { chosen, message } = preempt(defaultProfile(), prepared, cycle, refusals, 0);
  return { nominatedNode: chosen?.nodeName ?? '', victims: (chosen?.victims ?? []).map(nameOf), message };
}

function candidatesFor(given: JsonObject): JsonObject {
  const cycle = newCycle(field<Pod>(given, 'pod'), clusterOf(given));
  const { prepared, refusals } = findNodesThatFit(defaultProfile(), cycle, 0);
  const potential = refusals.filter(({ refusal }) => !refusal.isFinal);
  const { candidates } = dryRun(defaultProfile(), prepared, cycle, potential, 0, Infinity);
  const entries = candidates.map(({ nodeName, victims, violations }) => [
    nodeName,
    { victims: victims.map(nameOf).sort(), pdbViolations: violations },
  ]);
  return { candidates: Object.fromEntries(entries) };
}

/** Victims compare without order. */
function haveSameCandidates(expect: JsonObject, got: JsonObject): boolean {
  const expected = field<Readonly<Record<string, { victims: string[]; pdbViolations: number }>>>(expect, 'candidates');
  const entries = Object.entries(expected).map(([node, { victims, pdbViolations }]) => [
    node,
    { victims: [...victims].sort(), pdbViolations },
  ]);
  return jsonEqual(Object.fromEntries(entries), got['candidates']);
}

function isPreemptedRight(expect: JsonObject, got: JsonObject): boolean {
  const { nominatedNode, nominatedNodeOneOf, victims, message } = expect;
  if (nominatedNode !== undefined && nominatedNode !== got['nominatedNode']) return false;
  if (Array.isArray(nominatedNodeOneOf) && !nominatedNodeOneOf.includes(got['nominatedNode'])) return false;
  if (victims !== undefined && !setsEqual(victims, got['victims'])) return false;
  return message === undefined || message === got['message'] || `preemption: ${message as string}` === got['message'];
}

function queueOrder(given: JsonObject): JsonObject {
  const entries = listField<JsonObject>(given, 'pods').map((entry) => {
    const pod = field<Pod>(entry, 'pod');
    return { name: nameOf(pod), priority: podPriority(pod), since: timeField(entry, 'queuedAt') };
  });
  return { order: entries.sort((a, b) => prioritySort.compare?.(a, b) ?? 0).map(({ name }) => name) };
}

function gate(given: JsonObject): JsonObject {
  const message = schedulingGates.preEnqueue?.(field<Pod>(given, 'pod')) ?? null;
  return { gated: message !== null, message: message ?? '' };
}

function fitError(given: JsonObject): JsonObject {
  const { preFilterMessage, postFilterMessage } = given as Readonly<Record<string, string | undefined>>;
  const message = fitErrorMessage({
    nodeCount: field<number>(given, 'numNodes'),
    refusals: Object.values(field<Readonly<Record<string, readonly string[]>>>(given, 'nodeReasons')),
    ...(preFilterMessage === undefined ? {} : { preFilterMessage }),
    ...(postFilterMessage === undefined ? {} : { postFilterMessage }),
  });
  return { message };
}

export const schedulerChecks: CheckTable = {
  'pod.requests': {
    observe: (given) => {
      const requests = Object.entries(podRequests(field<Pod>(given, 'pod')));
      return { requests: Object.fromEntries(requests.filter(([, amount]) => amount !== 0)) };
    },
    matches: (expect, got) => {
      const expected = Object.entries(field<Readonly<Record<string, QuantityText>>>(expect, 'requests'));
      const amounts = expected.map(([resource, text]) => [resource, resourceAmount(resource, text)]);
      return jsonEqual(Object.fromEntries(amounts), got['requests']);
    },
  },
  'schedule.filter': {
    observe: filterBy,
    matches: (expect, got) => {
      const [reasons, gotReasons] = [expect['reasons'], got['reasons']];
      if (expect['feasible'] !== undefined && !jsonEqual(expect['feasible'], got['feasible'])) return false;
      if (!isJsonObject(reasons) || !isJsonObject(gotReasons)) return true;
      return Object.keys(reasons).every((node) => setsEqual(reasons[node], gotReasons[node]));
    },
  },
  'schedule.score': { observe: scoreBy, matches: (expect, got) => jsonEqual(expect['scores'], got['scores']) },
  'schedule.place': { observe: place, matches: isPlacedRight },
  'schedule.preempt': { observe: preemptFor, matches: isPreemptedRight },
  'schedule.preemptCandidates': { observe: candidatesFor, matches: haveSameCandidates },
  'schedule.preemptEligible': {
    observe: (given) => {
      const cycle = newCycle(field<Pod>(given, 'pod'), clusterOf(given));
      const { prepared, refusals } = findNodesThatFit(defaultProfile(), cycle, 0);
      return { eligible: preemptionBar(cycle, prepared, refusals) === null };
    },
  },
  'schedule.queueOrder': { observe: queueOrder },
  'schedule.gate': { observe: gate },
  'schedule.fitError': { observe: fitError },
  'schedule.sampleSize': {
    observe: (given) => {
      const percentage = field<number | undefined>(given, 'percentageOfNodesToScore') ?? null;
      return { sampleSize: numFeasibleNodesToFind(field<number>(given, 'numNodes'), percentage) };
    },
  },
};
