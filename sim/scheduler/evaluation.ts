import type { Pod, PodSpec } from '../api/types.ts';
import type { Cycle, NodeInfo, Refusal } from './framework.ts';
import type { Profile } from './profile.ts';

/**
 * What the plugins that look at nothing but a pod and one node say of the two, by node index, for all pods of which they see the same.
 *
 * What is said of a node holds as long as its NodeInfo is the same object, so that a cycle only evaluates the nodes that have changed since
 * the last such pod. In columns: a cycle looks at hundreds of nodes, and only reads lists from end to end where nothing has changed.
 */
export interface EvaluationTable {
  readonly nodeInfos: (NodeInfo | undefined)[];
  readonly refusals: (Refusal | null)[];
  /** Place of the refusing plugin in the order of filters; infinite for none. */
  readonly positions: number[];
  /** Weighted sums of the local scores that need no normalising; not a number before the node is first scored. */
  readonly plains: number[];
  /** Raw scores of the local plugins that normalise, in their order; `null` when all are 0. */
  readonly raws: (readonly number[] | null)[];
}

/** A table in which nothing is evaluated yet. */
export function newEvaluations(): EvaluationTable {
  return { nodeInfos: [], refusals: [], positions: [], plains: [], raws: [] };
}

/** Kinds of pods whose evaluations are kept: at 5,000 nodes some 100 MB. */
const mostSignatures = 128;

/** What a spec's pods signed the last time, and the table that it led to. */
export interface SignedTable {
  readonly signs: readonly unknown[];
  readonly table: EvaluationTable;
}

/** The evaluations made so far for pods like this one. */
export function evaluationsOf(profile: Profile, pod: Pod): EvaluationTable {
  const signs = profile.signers.map((plugin) => plugin.sign?.(pod));
  const spec = pod.spec as PodSpec;
  const known = profile.tablesBySpec.get(spec);
  if (known !== undefined && known.signs.every((sign, n) => isSameSign(sign, signs[n]))) return known.table;
  const table = tableOf(profile, JSON.stringify(signs));
  profile.tablesBySpec.set(spec, { signs, table });
  return table;
}

function tableOf({ evaluations }: Profile, signature: string): EvaluationTable {
  let table = evaluations.get(signature);
  if (table !== undefined) return table;
  const [oldest] = evaluations.size < mostSignatures ? [] : evaluations.keys();
  if (oldest !== undefined) evaluations.delete(oldest);
  evaluations.set(signature, (table = newEvaluations()));
  return table;
}

/** Whether two signs are the same value, or lists of the same values: then so is what they read as JSON. */
function isSameSign(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
  return a.every((part, n) => part === b[n]);
}

/** Brings what is known of one node up to date: runs the local filters on it, up to the first refusal. */
export function evaluate(
  profile: Profile,
  cycle: Cycle,
  table: EvaluationTable,
  nodeInfo: NodeInfo,
  index: number,
): void {
  let refusal: Refusal | null = null;
  let refusedAt = Infinity;
  for (const { plugin, position } of profile.localFilters) {
    refusal = plugin.filter?.(cycle, nodeInfo, index) ?? null;
    if (refusal === null) continue;
    refusedAt = position;
    break;
  }
  // Lists without gaps are the fast ones.
  for (let n = table.nodeInfos.length; n < index; n++) fill(table, n, undefined, null, Infinity);
  fill(table, index, nodeInfo, refusal, refusedAt);
}

function fill(
  table: EvaluationTable,
  index: number,
  nodeInfo: NodeInfo | undefined,
  refusal: Refusal | null,
  position: number,
): void {
  table.nodeInfos[index] = nodeInfo;
  table.refusals[index] = refusal;
  table.positions[index] = position;
  table.plains[index] = Number.NaN;
  table.raws[index] = null;
}
