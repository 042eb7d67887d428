import { controllerOf } from '../../api/owner-references.ts';
import { podReason } from '../../api/pod-reason.ts';
import { isPodReady, podRestartCount } from '../../api/pod-status.ts';
import { resourceByName, type ResourceInfo } from '../../api/resources.ts';
import type { ContainerStatus, Node, Pod } from '../../api/types.ts';
import { getStored } from '../../etcd/etcd.ts';
import { isIn } from '../../engine/machine.ts';
import { podCharts } from '../charts.ts';
import { podElement } from '../pod-element.ts';
import { isNodeSilent, ownPodTone } from '../pod-tone.ts';
import { podTrouble } from '../pod-trouble.ts';
import { kubeletRecord, nextTryIn } from '../pod-waits.ts';
import { countWord, ordinalWord, sentence, timeText } from '../words.ts';
import { ageText, labelText, saidFacts, type KindDetail, type Subject } from './base.ts';

const nodes = resourceByName('', 'nodes') as ResourceInfo;

/** What is told of a pod. */
export function podDetail(subject: Subject): KindDetail {
  const { engine, key, exists } = subject;
  const pod = subject.object as Pod;
  const isSilent = isNodeSilent(
    getStored(engine, nodes.etcdPrefix, pod.spec?.nodeName ?? '')?.object as Node | undefined,
  );
  const element = podElement(pod, isSilent);
  const phase = pod.status?.phase ?? 'Pending';
  const tone = isSilent ? 'Unknown' : ownPodTone(pod);
  const reason = element.reason === '' ? readyText(pod) : element.reason;
  return {
    badges: [
      { text: tone === 'Terminating' || tone === 'Unknown' ? tone : phase, tone },
      ...(reason === '' || reason === tone ? [] : [{ text: reason, tone: 'plain' as const }]),
      { text: ageText(engine, pod), tone: 'plain' },
    ],
    summary: [whatItIs(pod, element.title), exists ? whatItDoes(subject, pod, isSilent) : 'It is gone.'],
    facts: factsOf(pod),
    charts: podCharts(engine, pod, key),
    actions: ['setImage', 'edit', 'delete'],
    actionState: { containers: (pod.spec?.containers ?? []).map(({ name, image = '' }) => ({ name, image })) },
  };
}

function readyText(pod: Pod): string {
  if (pod.status?.phase !== 'Running') return '';
  return isPodReady(pod) ? 'ready' : 'not ready';
}

function whatItIs(pod: Pod, title: string): string {
  const owner = controllerOf(pod);
  const nodeName = pod.spec?.nodeName ?? '';
  const place = nodeName === '' ? 'not placed yet' : `placed on ${nodeName}`;
  if (owner === undefined) return `A pod of its own, ${place}.`;
  return `One copy of ${title}, made by ${owner.kind} ${owner.name} and ${place}.`;
}

function whatItDoes(subject: Subject, pod: Pod, isSilent: boolean): string {
  const nodeName = pod.spec?.nodeName ?? '';
  if (isSilent) return `Nobody hears of its node ${nodeName}, so what it does is not known.`;
  if (pod.metadata?.deletionTimestamp !== undefined) {
    const grace = pod.metadata.deletionGracePeriodSeconds ?? 0;
    return `It is being taken down: its containers have ${grace} s to end by themselves.`;
  }
  const troubled = troubleSentence(subject, pod);
  if (troubled !== '') return troubled;
  switch (pod.status?.phase) {
    case 'Running':
      return isPodReady(pod)
        ? `It runs and is ready: Services send it what comes to ${pod.status.podIP ?? 'its address'}.`
        : 'It runs but is not ready, so Services send it nothing.';
    case 'Succeeded':
      return 'It did what it was made for and ended well.';
    default:
      return nodeName === '' ? 'It waits for the scheduler to find it a node.' : startingSentence(subject, pod);
  }
}

function troubleSentence({ engine }: Subject, pod: Pod): string {
  const trouble = podTrouble(pod);
  if (trouble === null) return '';
  const wait = nextTryIn(engine, pod);
  const next = wait === undefined ? '' : `; the next try is in ${timeText(wait)}`;
  switch (trouble.reason) {
    case 'Unschedulable':
      return 'No node can take it. It waits until that changes.';
    case 'ErrImagePull':
    case 'ImagePullBackOff':
      return `It cannot fetch its image${next}.`;
    case 'CrashLoopBackOff': {
      const status = crashedStatus(pod);
      const times = (status?.restartCount ?? 0) + 1;
      const code = status?.lastState?.terminated?.exitCode ?? status?.state?.terminated?.exitCode;
      const ended = `container ${status?.name ?? ''} has ended ${times === 1 ? 'once' : `for the ${ordinalWord(times)} time`}`;
      return sentence(`${ended}${code === undefined ? '' : ` with exit code ${code}`}${next}`);
    }
    default:
      return sentence(`it ${trouble.words}`);
  }
}

function crashedStatus(pod: Pod): ContainerStatus | undefined {
  const all = [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])];
  return all.find((status) => status.state?.waiting?.reason === 'CrashLoopBackOff') ?? all[0];
}

/** How far a bound pod has come that does not run yet. */
function startingSentence({ engine }: Subject, pod: Pod): string {
  const nodeName = pod.spec?.nodeName ?? '';
  const record = kubeletRecord(engine, pod);
  if (record === undefined) return `The kubelet on ${nodeName} has not taken it over yet.`;
  const pulling = Object.entries(record.pulls).find(([, pull]) => isIn(pull, 'pulling') || isIn(pull, 'queued'));
  if (pulling !== undefined) return `${nodeName} is fetching its image ${pulling[0]}.`;
  switch (record.worker.value) {
    case 'syncing.waitingForVolumes':
      return 'It waits for a ConfigMap or Secret that it mounts.';
    case 'syncing.creatingSandbox':
    case 'syncing.networking':
      return 'Its sandbox is being made: the place in which its containers will run, with an address of its own.';
    case 'syncing.sandboxFailed':
      return 'Its sandbox could not be made; the kubelet tries again.';
    case 'syncing.initContainers':
      return 'Its init containers run first, one after the other.';
    default: {
      const waiting = podReason(pod);
      return waiting === '' ? 'Its containers are being started.' : `Its containers are being started (${waiting}).`;
    }
  }
}

function factsOf(pod: Pod): [string, string][] {
  const { namespace = '', labels } = pod.metadata ?? {};
  const images = (pod.spec?.containers ?? []).map(({ image = '' }) => image);
  const restarts = podRestartCount(pod);
  return saidFacts([
    ['Namespace', namespace],
    ['Node', pod.spec?.nodeName ?? 'none yet'],
    ['IP', pod.status?.podIP ?? ''],
    [images.length === 1 ? 'Image' : 'Images', images.join(', ')],
    ['Restarts', restarts === 0 ? 'none' : countWord(restarts)],
    ['QoS class', pod.status?.qosClass ?? ''],
    ['Labels', labelText(labels)],
  ]);
}
