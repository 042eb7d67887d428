/** Checks of the scheduler: what it reads from pods, its plugins one by one, and its sentences. */
import { podNonZeroRequests, podRequests, resourceAmount, resourceAmounts } from '../../api/pod-resources.ts';
import type { ResourceAmounts } from '../../api/pod-resources.ts';
import { isPodTerminal } from '../../api/pod-status.ts';
import type { QuantityText } from '../../api/quantity.ts';
import type { Node, Pod } from '../../api/types.ts';
import { numFeasibleNodesToFind } from '../../scheduler/cycle.ts';
import type { NodeInfo } from '../../scheduler/framework.ts';
import { filterPlugins, scorePlugins } from '../../scheduler/profile.ts';
import { isJsonObject, jsonEqual, setsEqual } from '../compare.ts';
import type { CheckTable, JsonObject } from '../types.ts';
import { field, listField, nameOf } from './given.ts';

function sum(amounts: readonly ResourceAmounts[]): ResourceAmounts {
  const total: Record<string, number> = {};
  for (const one of amounts)
    for (const [resource, amount] of Object.entries(one)) total[resource] = (total[resource] ?? 0) + amount;
  return total;
}

function nodeInfos(given: JsonObject): NodeInfo[] {
  const pods = listField<Pod>(given, 'pods').filter((pod) => !isPodTerminal(pod));
  return listField<Node>(given, 'nodes').map((node) => {
    const own = pods.filter((pod) => pod.spec?.nodeName === nameOf(node));
    return {
      node,
      allocatable: resourceAmounts(node.status?.allocatable ?? node.status?.capacity),
      requested: sum(own.map(podRequests)),
      nonZeroRequested: sum(own.map(podNonZeroRequests)),
      podCount: own.length,
    };
  });
}

/** Plugins run with their defaults; a case about other arguments cannot be observed. */
function refuseArguments(given: JsonObject): void {
  if (given['args'] !== undefined) throw new Error('the plugin takes no arguments');
}

function filterBy(given: JsonObject): JsonObject {
  refuseArguments(given);
  const name = field<string>(given, 'plugin');
  const plugin = filterPlugins.find((candidate) => candidate.name === name);
  if (plugin === undefined) throw new Error(`schedule.filter: no plugin ${name}`);
  const pod = field<Pod>(given, 'pod');
  const feasible: Record<string, boolean> = {};
  const reasons: Record<string, readonly string[]> = {};
  for (const info of nodeInfos(given)) {
    const refusal = plugin.filter(pod, info);
    feasible[nameOf(info.node)] = refusal === null;
    if (refusal !== null) reasons[nameOf(info.node)] = refusal.reasons;
  }
  return { feasible, reasons };
}

function scoreBy(given: JsonObject): JsonObject {
  refuseArguments(given);
  const name = field<string>(given, 'plugin');
  const plugin = scorePlugins.find((candidate) => candidate.name === name);
  if (plugin === undefined) throw new Error(`schedule.score: no plugin ${name}`);
  const pod = field<Pod>(given, 'pod');
  const names = field<readonly string[] | undefined>(given, 'candidates');
  const infos = nodeInfos(given).filter(({ node }) => names === undefined || names.includes(nameOf(node)));
  const isSkipped = plugin.skips?.(pod) === true;
  const scores = infos.map((info) => (isSkipped ? 0 : plugin.score(pod, info)));
  if (!isSkipped) plugin.normalize?.(scores);
  return { scores: Object.fromEntries(infos.map(({ node }, index) => [nameOf(node), scores[index]])) };
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
  'schedule.sampleSize': {
    observe: (given) => {
      if (given['percentageOfNodesToScore'] !== undefined)
        throw new Error('schedule.sampleSize: the percentage cannot be set');
      return { sampleSize: numFeasibleNodesToFind(field<number>(given, 'numNodes')) };
    },
  },
};
