import type { Sim } from '../engine/engine.ts';
import { resourceByName, type ResourceInfo } from '../api/resources.ts';
import type { Deployment, Node } from '../api/types.ts';
import { forEachStored } from '../etcd/etcd.ts';
import { imageTag } from './image-tag.ts';
import { isNodeSilent } from './pod-tone.ts';
import { countWord, counted, listText, ordinalWord, sentence } from './words.ts';

/** A pod that does not run as it should, as the picture knows it. */
export interface TroubledPod {
  readonly name: string;
  /** The owning workload's name, or the pod's own. */
  readonly title: string;
  readonly namespace: string;
  readonly words: string;
  readonly pluralWords: string;
}

const deployments = resourceByName('apps', 'deployments') as ResourceInfo;
const pods = resourceByName('', 'pods') as ResourceInfo;
const nodes = resourceByName('', 'nodes') as ResourceInfo;
const systemNamespaces: ReadonlySet<string> = new Set(['kube-system', 'kube-public', 'kube-node-lease']);

/**
 * The sentence for a cluster in which nothing moves.
 *
 * @param troubled pods that do not run as they should, in any order
 */
export function stillSentence(sim: Sim, troubled: readonly TroubledPod[]): string {
  const silent = silentNodes(sim);
  const problems = [...(silent.length === 0 ? [] : [silentWords(silent)]), ...troubleWords(troubled)];
  if (problems.length > 0) return sentence(`everything is still, but ${listText(problems)}`);
  return hasWorkloads(sim) ? 'Everything runs and is still.' : 'Nothing is here yet.';
}

/** The sentence for what the cluster as a whole is busy with; empty when nothing that takes time goes on. */
export function busySentence(sim: Sim, troubled: readonly TroubledPod[]): string {
  let best = '';
  let bestName = '';
  forEachStored(sim, deployments.etcdPrefix, ({ object }, key) => {
    if (best !== '' && key > bestName) return;
    const words = rolloutWords(object as Deployment, troubled);
    if (words !== '') {
      best = words;
      bestName = key;
    }
  });
  if (best !== '') return sentence(best);
  return troubled.length === 0 ? '' : sentence(listText(troubleWords(troubled)));
}

function rolloutWords(deployment: Deployment, troubled: readonly TroubledPod[]): string {
  const { name = '', namespace = '', generation = 0 } = deployment.metadata ?? {};
  const { replicas = 0, updatedReplicas = 0, readyReplicas = 0, observedGeneration = 0 } = deployment.status ?? {};
  const wanted = deployment.spec?.replicas ?? 0;
  const isBehind = observedGeneration < generation || updatedReplicas < wanted || replicas > wanted;
  if (!isBehind && readyReplicas >= wanted) return '';
  const mine = troubled.filter((pod) => pod.title === name && pod.namespace === namespace);
  const old = replicas - updatedReplicas;
  if (wanted < replicas && old === 0) return `taking ${name} down to ${counted(wanted, 'pod')}`;
  const revision = Number(deployment.metadata?.annotations?.['deployment.kubernetes.io/revision'] ?? '1');
  if (revision > 1 && (old > 0 || updatedReplicas < wanted)) {
    const version = imageTag(deployment.spec?.template.spec?.containers[0]?.image ?? '');
    const target = version === '' ? '' : ` to ${version}`;
    const replaced = Math.max(0, Math.min(readyReplicas - old, updatedReplicas - mine.length));
    const told = `updating ${name}${target}: ${someOf(replaced)} of ${countWord(wanted)} replaced`;
    return mine[0] === undefined ? told : `${told}, the ${ordinalWord(replaced + 1)} ${mine[0].words}`;
  }
  const isOne = readyReplicas <= 1;
  const told =
    wanted === 1
      ? `starting ${name}: its pod is not ready yet`
      : `starting ${name}: ${someOf(readyReplicas)} of ${counted(wanted, 'pod')} ${isOne ? 'is' : 'are'} ready`;
  const [first] = mine;
  if (first === undefined) return told;
  return mine.length === 1
    ? `${told}, ${wanted === 1 ? 'it' : 'one'} ${first.words}`
    : `${told}, ${countWord(mine.length)} ${first.pluralWords}`;
}

function someOf(n: number): string {
  return n === 0 ? 'none' : countWord(n);
}

function troubleWords(troubled: readonly TroubledPod[]): string[] {
  const [first] = [...troubled].sort((a, b) => (a.name < b.name ? -1 : 1));
  if (first === undefined) return [];
  if (troubled.length === 1) return [`pod ${first.name} ${first.words}`];
  const isSame = troubled.every((pod) => pod.words === first.words);
  if (isSame) return [`${counted(troubled.length, 'pod')} ${first.pluralWords}`];
  return [`${counted(troubled.length, 'pod')} have trouble: ${first.name} ${first.words}`];
}

function silentNodes(sim: Sim): string[] {
  const silent: string[] = [];
  forEachStored(sim, nodes.etcdPrefix, ({ object }, name) => {
    if (isNodeSilent(object as Node)) silent.push(name);
  });
  return silent.sort();
}

function silentWords(names: readonly string[]): string {
  if (names.length > 3) return `nobody hears of ${counted(names.length, 'node')}`;
  return `nobody hears of ${listText(names)}`;
}

function hasWorkloads(sim: Sim): boolean {
  let found = false;
  forEachStored(sim, pods.etcdPrefix, (_, key) => {
    found ||= !systemNamespaces.has(key.slice(0, key.indexOf('/')));
  });
  return found;
}
