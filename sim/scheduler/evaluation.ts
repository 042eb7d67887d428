import type { Pod } from '../api/types.ts';
import type { ClusterView } from './cluster-view.ts';
import type { Cycle, NodeInfo, Refusal } from './framework.ts';
import type { Profile, Scorer } from './profile.ts';

/** What local filters say of a node, as a number: one byte a node is read faster than one object. */
export const verdicts = { unknown: 0, fits: 1, refused: 2 } as const;

/**
 * What the plugins that look at nothing but a pod and one node say of the two, by node index, for all pods of which they see the same.
 *
 * What is said of a node holds as long as its NodeInfo is the same object, so that a cycle only evaluates the nodes that have changed since
 * the last such pod. In columns: a cycle looks at hundreds of nodes, and only reads lists from end to end where nothing has changed.
 */
export class EvaluationTable {
  /** One of {@link verdicts}; the other columns hold for nodes of which one is known. */
  verdicts = new Uint8Array(0);
  /** What was evaluated. */
  readonly #nodeInfos: (NodeInfo | undefined)[] = [];
  readonly refusals: (Refusal | null)[] = [];
  /** Place of the refusing plugin in the order of filters; infinite for none. */
  readonly positions: number[] = [];
  /** Weighted sums of the local scores that need no normalising. */
  readonly plains: number[] = [];
  /** Raw scores of the local plugins that normalise, in their order; `null` when all are 0. */
  readonly raws: (readonly number[] | null)[] = [];
  /** No node has had raw scores yet. */
  isEven = true;
  /** The list of changes that was followed last, and how far. */
  #changes: readonly number[] | null = null;
  #followed = 0;

  /** Forgets what does not hold in a cluster: what was said of nodes that have changed since. */
  follow({ nodes, changes }: ClusterView): void {
    if (changes !== this.#changes) this.#compare(nodes);
    else for (let n = this.#followed; n < changes.length; n++) this.verdicts[changes[n] as number] = verdicts.unknown;
    this.#changes = changes;
    this.#followed = changes.length;
  }

  #compare(nodes: readonly NodeInfo[]): void {
    const known = this.verdicts;
    this.verdicts = new Uint8Array(nodes.length);
    for (let index = 0; index < nodes.length; index++) {
      // Lists without gaps are the fast ones.
      if (index === this.#nodeInfos.length) this.#fill(index, undefined, null, Infinity);
      if (this.#nodeInfos[index] === nodes[index]) this.verdicts[index] = known[index] as number;
    }
  }

  /** Brings what is known of one node up to date: runs the local filters on it, up to the first refusal, or else the local scorers. */
  evaluate(profile: Profile, cycle: Cycle, index: number): void {
    const nodeInfo = cycle.cluster.nodes[index] as NodeInfo;
    for (const { plugin, position } of profile.localFilters) {
      const refusal = plugin.filter?.(cycle, nodeInfo, index) ?? null;
      if (refusal === null) continue;
      this.#fill(index, nodeInfo, refusal, position);
      this.verdicts[index] = verdicts.refused;
      return;
    }
    this.#fill(index, nodeInfo, null, Infinity);
    this.verdicts[index] = verdicts.fits;
    this.#score(profile, cycle, nodeInfo, index);
  }

  #fill(index: number, nodeInfo: NodeInfo | undefined, refusal: Refusal | null, position: number): void {
    this.#nodeInfos[index] = nodeInfo;
    this.refusals[index] = refusal;
    this.positions[index] = position;
    this.plains[index] = 0;
    this.raws[index] = null;
  }

  /** Notes what local scorers give a node. Whether they have anything to say depends on what pods sign alone, too. */
  #score(profile: Profile, cycle: Cycle, nodeInfo: NodeInfo, index: number): void {
    const scoreOf = ({ plugin }: Scorer): number =>
      plugin.preScore?.(cycle, noIndexes) === false ? 0 : (plugin.score?.(cycle, nodeInfo, index) ?? 0);
    let plain = 0;
    for (const scorer of profile.localPlain) plain += scorer.weight * scoreOf(scorer);
    this.plains[index] = plain;
    const raw = profile.localNormalizing.map(scoreOf);
    if (raw.every((one) => one === 0)) return;
    this.raws[index] = raw;
    this.isEven = false;
  }
}

const noIndexes: readonly number[] = [];

/** Kinds of pods whose evaluations are kept: at 5,000 nodes some 100 MB. */
const mostSignatures = 128;

/**
 * The evaluations made so far for pods that sign like this one.
 *
 * They must {@link EvaluationTable.follow} a cluster before what they say is believed there.
 */
export function tableOf({ signers, evaluations }: Profile, pod: Pod): EvaluationTable {
  const signature = JSON.stringify(signers.map((plugin) => plugin.sign?.(pod)));
  let table = evaluations.get(signature);
  if (table !== undefined) return table;
  const [oldest] = evaluations.size < mostSignatures ? [] : evaluations.keys();
  if (oldest !== undefined) evaluations.delete(oldest);
  evaluations.set(signature, (table = new EvaluationTable()));
  return table;
}
