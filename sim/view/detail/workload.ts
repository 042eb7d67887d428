import type { Deployment, PodSpec, ReplicaSet } from '../../api/types.ts';
import { controllerOf } from '../../api/owner-references.ts';
import { counted, countWord, sentence } from '../words.ts';
import { imageTag } from '../image-tag.ts';
import { ageText, labelText, saidFacts, type KindDetail, type Subject } from './base.ts';

/** What is told of a Deployment. */
export function deploymentDetail({ engine, object }: Subject): KindDetail {
  const deployment = object as Deployment;
  const wanted = deployment.spec?.replicas ?? 0;
  const ready = deployment.status?.readyReplicas ?? 0;
  const { strategy, template, revisionHistoryLimit } = deployment.spec ?? {};
  const way = strategy?.type === 'Recreate' ? 'all at once' : 'a few at a time';
  return {
    badges: [readyBadge(ready, wanted), { text: ageText(engine, deployment), tone: 'plain' }],
    summary: [
      `Keeps ${counted(wanted, 'copy').replace(/copys$/, 'copies')} of one pod running, and replaces them ${way} when its template changes.`,
      deploymentState(deployment),
    ],
    facts: saidFacts([
      ['Namespace', deployment.metadata?.namespace ?? ''],
      ['Image', imagesOf(template?.spec)],
      ['Ready', `${ready} of ${wanted}`],
      ['Up to date', String(deployment.status?.updatedReplicas ?? 0)],
      ['Strategy', strategyText(deployment)],
      ['Revision', deployment.metadata?.annotations?.['deployment.kubernetes.io/revision'] ?? ''],
      ['Old ReplicaSets kept', revisionHistoryLimit === undefined ? '' : String(revisionHistoryLimit)],
      ['Selector', labelText(deployment.spec?.selector.matchLabels)],
    ]),
    charts: [],
    actions: ['scale', 'setImage', 'edit', 'delete'],
    actionState: { replicas: wanted, containers: containersOf(template?.spec) },
  };
}

function readyBadge(ready: number, wanted: number): KindDetail['badges'][number] {
  return { text: `${ready}/${wanted} ready`, tone: ready >= wanted ? 'Running' : 'Pending' };
}

function strategyText({ spec }: Deployment): string {
  const { type = 'RollingUpdate', rollingUpdate } = spec?.strategy ?? {};
  if (type !== 'RollingUpdate') return type;
  const { maxSurge = '25%', maxUnavailable = '25%' } = rollingUpdate ?? {};
  return `RollingUpdate, up to ${maxSurge} more and ${maxUnavailable} fewer`;
}

function deploymentState({ spec, status, metadata }: Deployment): string {
  const wanted = spec?.replicas ?? 0;
  const { replicas = 0, updatedReplicas = 0, readyReplicas = 0, observedGeneration = 0 } = status ?? {};
  if (spec?.paused === true) return 'It is paused: a change of its template does nothing until it goes on.';
  if (observedGeneration < (metadata?.generation ?? 0)) return 'Its controller has not looked at the last change yet.';
  const version = imageTag(spec?.template.spec?.containers[0]?.image ?? '');
  const old = replicas - updatedReplicas;
  if (old > 0) {
    const target = version === '' ? 'the new template' : version;
    return sentence(
      `it is on its way to ${target}: ${countWord(updatedReplicas)} of ${countWord(wanted)} pods are new, ${countWord(old)} old`,
    );
  }
  if (wanted === 0) return 'It wants no pods at the moment.';
  if (readyReplicas >= wanted) return wanted === 1 ? 'Its one pod is ready.' : `All ${countWord(wanted)} are ready.`;
  if (wanted === 1) return 'Its one pod is not ready yet.';
  const some = readyReplicas === 0 ? 'none' : countWord(readyReplicas);
  return sentence(`${some} of ${countWord(wanted)} ${readyReplicas > 1 ? 'are' : 'is'} ready`);
}

/** What is told of a ReplicaSet. */
export function replicaSetDetail({ engine, object }: Subject): KindDetail {
  const set = object as ReplicaSet;
  const wanted = set.spec?.replicas ?? 0;
  const ready = set.status?.readyReplicas ?? 0;
  const owner = controllerOf(set);
  return {
    badges: [readyBadge(ready, wanted), { text: ageText(engine, set), tone: 'plain' }],
    summary: [
      owner === undefined
        ? 'Keeps a number of copies of one pod: it makes what is missing and deletes what is too many.'
        : `One version of ${owner.kind} ${owner.name}: it keeps the pods of exactly this template.`,
      wanted === 0
        ? 'It wants no pods: an old version, kept for a way back.'
        : sentence(
            `it wants ${counted(wanted, 'pod')}, and ${ready === 0 ? 'none' : countWord(ready)} ${ready > 1 ? 'are' : 'is'} ready`,
          ),
    ],
    facts: saidFacts([
      ['Namespace', set.metadata?.namespace ?? ''],
      ['Image', imagesOf(set.spec?.template?.spec)],
      ['Ready', `${ready} of ${wanted}`],
      ['Revision', set.metadata?.annotations?.['deployment.kubernetes.io/revision'] ?? ''],
      ['Selector', labelText(set.spec?.selector.matchLabels)],
    ]),
    charts: [],
    actions: owner === undefined ? ['scale', 'edit', 'delete'] : ['edit', 'delete'],
    actionState: { replicas: wanted },
  };
}

function imagesOf(spec: PodSpec | undefined): string {
  return (spec?.containers ?? []).map(({ image = '' }) => image).join(', ');
}

function containersOf(spec: PodSpec | undefined): { name: string; image: string }[] {
  return (spec?.containers ?? []).map(({ name, image = '' }) => ({ name, image }));
}
