import type { Engine } from '../../engine/engine.ts';
import type { TraceRow } from '../../engine/trace.ts';
import { controllerOf } from '../../api/owner-references.ts';
import { resourceByName, type ResourceInfo } from '../../api/resources.ts';
import type { Deployment, KubeObject, Node, Pod, ReplicaSet } from '../../api/types.ts';
import { forEachStored } from '../../etcd/etcd.ts';
import type { WhyChain, WhyStep } from '../../protocol.ts';
import { componentElementId } from '../element-ids.ts';
import { isNodeSilent } from '../pod-tone.ts';
import { podTrouble } from '../pod-trouble.ts';
import { causeChain, podCauseChain } from './chain.ts';
import { rowById, rowOfRevision } from './memory.ts';
import { birthOf, deletionOf, lastRevisionOf } from './origin.ts';
import { whyPod } from './pod.ts';
import { stepsOf } from './steps.ts';

const pods = resourceByName('', 'pods') as ResourceInfo;
const rowsBackMax = 5_000;

/**
 * Why an object is as it is: the chain of causes from the user's action on.
 *
 * @param object as it is now, or as it was last
 * @param exists false when it is gone
 */
export function whyObject(
  engine: Engine,
  info: ResourceInfo,
  object: KubeObject,
  key: string,
  exists: boolean,
): WhyChain {
  if (info.kind === 'Pod') return whyPod(engine, object as Pod, key, exists);
  if (!exists) return chainTo(engine, 'Why is it gone?', deletionOf(engine, info, key), key);
  if (object.metadata?.deletionTimestamp !== undefined) {
    return chainTo(engine, 'Why is it going away?', deletionOf(engine, info, key), key);
  }
  if (info.kind === 'Node') return whyNode(engine, info, object as Node, key);
  if (info.kind === 'Deployment' || info.kind === 'ReplicaSet') {
    const pod = isShortOfPods(object as Deployment | ReplicaSet) ? troubledPodOf(engine, object) : undefined;
    if (pod !== undefined) {
      const podKey = `${pod.metadata?.namespace ?? ''}/${pod.metadata?.name ?? ''}`;
      return { ...whyPod(engine, pod, podKey, true), question: 'Why is it not ready?' };
    }
  }
  return chainTo(engine, 'Why is it here?', birthOf(engine, info, key), key, 'It was there when time began.');
}

/** Why a message was sent. @param row its row in the trace */
export function whyMessage(engine: Engine, row: TraceRow): WhyChain {
  const isRefused = rowById(engine, row.cause)?.verb === 'Denied';
  const isOfPod = row.protocol === 'cri';
  const rows = isOfPod ? podCauseChain(engine, row, row.key) : causeChain(engine, row);
  return {
    question: isRefused ? 'Why was this refused?' : 'Why was it sent?',
    steps: stepsOf(rows, isOfPod ? row.key : ''),
    conclusion: '',
  };
}

/** Why a process did what it did last. */
export function whyProcess(engine: Engine, elementId: string): WhyChain {
  const { trace } = engine;
  const question = 'What did it do last, and why?';
  const first = Math.max(trace.first, trace.count - rowsBackMax);
  for (let n = trace.count - 1; n >= first; n--) {
    const row = trace.row(n);
    if (row === undefined || row.at < 0) break;
    if (!sameProcess(componentElementId(row.from), elementId)) continue;
    const steps = stepsOf(causeChain(engine, row), '');
    if (steps.length > 0) return { question, steps, conclusion: '' };
  }
  return { question, steps: [], conclusion: 'It has had nothing to do lately.' };
}

/** All kube-proxies act as one, and the tape is etcd's. */
function sameProcess(id: string, elementId: string): boolean {
  return (
    id === elementId.replace(/\/tape$/, '/etcd') ||
    id === elementId.replace(/^machine\/[^/]+\/kube-proxy$/, 'machine/*/kube-proxy')
  );
}

function whyNode(engine: Engine, info: ResourceInfo, node: Node, key: string): WhyChain {
  const none = 'It was there when time began.';
  if (!isNodeSilent(node)) return chainTo(engine, 'Why is it here?', birthOf(engine, info, key), key, none);
  const why = chainTo(engine, 'Why is it not heard of?', lastRevisionOf(engine, info, key), key);
  return {
    ...why,
    conclusion:
      'Its pods may still run: nobody knows. They are deleted, and made elsewhere, when their tolerations end.',
  };
}

/** The steps that led to a revision. */
function chainTo(engine: Engine, question: string, revision: number, key: string, otherwise = ''): WhyChain {
  const row = revision === 0 ? undefined : rowOfRevision(engine, revision);
  const rows = row === undefined ? [] : causeChain(engine, row);
  const steps = stepsOf(rows, key).filter((step) => step.at > 0);
  const written = rows[rows.length - 1];
  if (written === undefined || steps.length === 0) return { question, steps: [], conclusion: otherwise };
  const last: WhyStep = {
    id: written.id,
    at: written.at,
    elementId: componentElementId(written.from),
    title: 'etcd has it in writing',
    detail: `Revision ${revision}`,
    quote: '',
  };
  return { question, steps: [...steps, last], conclusion: '' };
}

function isShortOfPods({ spec, status }: Deployment | ReplicaSet): boolean {
  return (status?.readyReplicas ?? 0) < (spec?.replicas ?? 0);
}

/** A pod of a workload that does not run as it should: the first by name. */
function troubledPodOf(engine: Engine, owner: KubeObject): Pod | undefined {
  const { namespace = '', name = '' } = owner.metadata ?? {};
  let found: Pod | undefined;
  forEachStored(engine, pods.etcdPrefix, ({ object }, key) => {
    if (!key.startsWith(`${namespace}/${name}-`)) return;
    const pod = object as Pod;
    const parent = controllerOf(pod)?.name ?? '';
    const isOwn = owner.kind === 'ReplicaSet' ? parent === name : parent.startsWith(`${name}-`);
    if (!isOwn || podTrouble(pod) === null) return;
    if (found === undefined || (pod.metadata?.name ?? '') < (found.metadata?.name ?? '')) found = pod;
  });
  return found;
}
