/**
 * Images for containers: what is on the machine, the pull policy, and pulls one at a time.
 *
 * Models: pkg/kubelet/images/image_manager.go and puller.go (v1.37).
 * Differs: a pull beyond 5 a second waits in place of failing with "pull QPS exceeded".
 */
import type { Sim } from '../engine/engine.ts';
import type { Micros } from '../engine/event.ts';
import { start } from '../engine/machine.ts';
import { numbered } from '../engine/store.ts';
import { relistAt, type PullImageAnswer, type PullImageCall } from '../api/cri.ts';
import { defaultPullPolicy } from '../api/defaults/image.ts';
import { fullImageName, imageNameProblem } from '../api/image-reference.ts';
import { reserveToken } from '../client/request.ts';
import { imagePullBackoff, nextBackoff } from './backoff.ts';
import { callRuntime } from './cri-client.ts';
import { containerOf, raiseContainer, raisePull, type PodDraft } from './draft.ts';
import { imagePullTable, newImagePull, type ImagePullAction } from './image-pull.machine.ts';
import { knownImages } from './known-images.ts';
import { nodeRecord } from './node-records.ts';
import { noteNodeChange } from './node-status-tick.ts';
import { goDuration } from './go-duration.ts';
import { containerEvent } from './pod-events.ts';
import { nodeNameOf } from './records.ts';
import { hasPullSecret } from './sources.ts';
import { specOf } from './specs.ts';
import { endStart } from './start-queue.ts';

const pullQueuesName = numbered('kubelet/pullQueues');

/** A pod that waits for its turn to pull. */
interface Turn {
  readonly uid: string;
  readonly image: string;
  readonly askedAt: Micros;
}
interface PullQueue {
  readonly active: Turn | null;
  /** When the active pull began. */
  readonly startedAt: Micros;
  readonly waiting: readonly Turn[];
}
const pullQueues = (sim: Sim) => sim.store.map<PullQueue>(pullQueuesName);
const noPulls: PullQueue = { active: null, startedAt: 0, waiting: [] };

/** Models: kubelet registryPullQPS and registryBurst. */
const pullRate = { qps: 5, burst: 10 } as const;

/** What a container needs of the image manager now. */
export function ensureImage(sim: Sim, draft: PodDraft, name: string): void {
  const container = specOf(draft, name);
  const image = container.image ?? '';
  const problem = imageNameProblem(image);
  if (problem !== '') {
    containerEvent(sim, draft.pod, name, 'Warning', 'InspectFailed', problem);
    failImage(sim, draft, name, 'InvalidImageName', problem);
    return;
  }
  const isPresent = knownImages(sim).get(nodeNameOf(sim.self), fullImageName(image)) !== undefined;
  const policy = container.imagePullPolicy ?? defaultPullPolicy(image);
  if (policy === 'Never' && !isPresent) {
    const message = `Container image "${image}" is not present with pull policy of Never`;
    containerEvent(sim, draft.pod, name, 'Warning', 'ErrImageNeverPull', message);
    failImage(sim, draft, name, 'ErrImageNeverPull', message);
    return;
  }
  if (draft.pulls[image] === undefined) {
    draft.pulls = { ...draft.pulls, [image]: start(imagePullTable, newImagePull(image)).state };
  }
  if (isPresent && policy !== 'Always') {
    const message = `Container image "${image}" already present on machine and can be accessed by the pod`;
    containerEvent(sim, draft.pod, name, 'Normal', 'Pulled', message);
    raisePull(draft, image, { type: 'image.found' });
  } else raisePull(draft, image, { type: 'image.requested' });
}

function failImage(
  sim: Sim,
  draft: PodDraft,
  name: string,
  reason: 'InvalidImageName' | 'ErrImageNeverPull' | 'ErrImagePull',
  message: string,
): void {
  containerOf(draft, name).wait = { reason, message };
  containerEvent(sim, draft.pod, name, 'Warning', 'Failed', `Error: ${reason}`);
  raiseContainer(draft, name, { type: 'image.failed', reason });
  draft.wantsStatus = true;
  endStart(draft, name);
  // The kubelet syncs again when it next looks at the runtime, which has a new sandbox.
  sim.after(relistAt(sim.now, nodeRecord(sim).bootedAt) - sim.now, 'kubelet.resync', { uid: draft.uid });
}

/** Carries out what the machine of an image pull asks for. */
export function performPullAction(sim: Sim, draft: PodDraft, image: string, action: ImagePullAction): void {
  const name = draft.startQueue[0];
  const message = draft.pulls[image]?.context.message ?? '';
  switch (action) {
    case 'enqueuePull':
      enqueuePull(sim, draft, image);
      break;
    case 'pullImage':
      pullNow(sim, draft, image);
      break;
    case 'useImage':
      if (name !== undefined && specOf(draft, name).image === image)
        raiseContainer(draft, name, { type: 'image.pulled' });
      break;
    case 'reportPulled':
      break;
    case 'reportFailed':
      if (name === undefined) return;
      containerEvent(sim, draft.pod, name, 'Warning', 'Failed', `Failed to pull image "${image}": ${message}`);
      failImage(sim, draft, name, 'ErrImagePull', message);
      break;
    case 'reportBackOff':
      if (name !== undefined) reportBackOff(sim, draft, name, image, message);
      break;
    case 'retryPull':
      draft.wantsSync = true;
      break;
  }
}

function reportBackOff(sim: Sim, draft: PodDraft, name: string, image: string, message: string): void {
  containerEvent(sim, draft.pod, name, 'Normal', 'BackOff', `Back-off pulling image "${image}"`);
  containerEvent(sim, draft.pod, name, 'Warning', 'Failed', 'Error: ImagePullBackOff');
  const why = `Back-off pulling image "${image}": ErrImagePull: ${message}`;
  containerOf(draft, name).wait = { reason: 'ImagePullBackOff', message: why };
  raiseContainer(draft, name, { type: 'image.backedOff' });
  draft.wantsStatus = true;
  endStart(draft, name);
}

function enqueuePull(sim: Sim, draft: PodDraft, image: string): void {
  const node = nodeNameOf(sim.self);
  const [name] = draft.startQueue;
  if (name !== undefined) containerEvent(sim, draft.pod, name, 'Normal', 'Pulling', `Pulling image "${image}"`);
  const queue = pullQueues(sim).get(node) ?? noPulls;
  const turn: Turn = { uid: draft.uid, image, askedAt: sim.now };
  if (queue.active !== null) {
    pullQueues(sim).set(node, { ...queue, waiting: [...queue.waiting, turn] });
    return;
  }
  grant(sim, node, { ...queue, active: turn });
}

/** Gives the turn to the active pull, as soon as the rate allows. */
function grant(sim: Sim, node: string, queue: PullQueue): void {
  const { active } = queue;
  if (active === null) return;
  const wait = reserveToken(sim, `kubelet/${node}/pulls`, pullRate);
  pullQueues(sim).set(node, { ...queue, startedAt: sim.now + wait });
  sim.after(wait, 'kubelet.pullGranted', { uid: active.uid, image: active.image });
}

/** The active pull is over, or its pod is gone: the next one has its turn. */
export function nextPull(sim: Sim): void {
  const node = nodeNameOf(sim.self);
  const queue = pullQueues(sim).get(node) ?? noPulls;
  const [active = null, ...waiting] = queue.waiting;
  const next: PullQueue = { active, startedAt: sim.now, waiting };
  pullQueues(sim).set(node, next);
  grant(sim, node, next);
}

/** Forgets all pulls: the kubelet begins anew. */
export function dropPulls(sim: Sim, node: string): void {
  pullQueues(sim).delete(node);
}

function pullNow(sim: Sim, draft: PodDraft, image: string): void {
  const container = draft.startQueue[0] ?? '';
  const call: PullImageCall = {
    podUid: draft.uid,
    namespace: draft.namespace,
    container,
    image,
    hasCredentials: hasPullSecret(sim, draft.pod),
  };
  callRuntime(sim, 'pullImage', draft.key, call, { text: image });
}

/** The runtime has answered a pull: keeps the image, tells the pod, and lets the next one pull. */
export function takePulled(sim: Sim, draft: PodDraft | null, result: PullImageAnswer): void {
  const node = nodeNameOf(sim.self);
  const { image, sizeBytes, error } = result;
  const queue = pullQueues(sim).get(node) ?? noPulls;
  if (error === '') rememberImage(sim, node, image, sizeBytes);
  if (draft !== null) {
    if (error === '') {
      reportPulled(sim, draft, image, sizeBytes, queue);
      raisePull(draft, image, { type: 'image.pulled' });
    } else raisePull(draft, image, failureOf(sim, draft, image, error));
  }
  nextPull(sim);
}

function rememberImage(sim: Sim, node: string, image: string, sizeBytes: number): void {
  const full = fullImageName(image);
  if (knownImages(sim).get(node, full) !== undefined) return;
  knownImages(sim).set(node, full, { sizeBytes });
  noteNodeChange(sim);
}

function failureOf(
  sim: Sim,
  draft: PodDraft,
  image: string,
  message: string,
): { type: 'pull.failed'; message: string; backoffMicros: Micros } {
  const entry = nextBackoff(draft.pullBackoffs[image], sim.now, sim.now, imagePullBackoff);
  draft.pullBackoffs = { ...draft.pullBackoffs, [image]: entry };
  return { type: 'pull.failed', message, backoffMicros: entry.delay };
}

function reportPulled(sim: Sim, draft: PodDraft, image: string, sizeBytes: number, queue: PullQueue): void {
  const [name] = draft.startQueue;
  if (name === undefined || queue.active === null) return;
  const took = goDuration(sim.now - queue.startedAt);
  const waited = goDuration(sim.now - queue.active.askedAt);
  const message = `Successfully pulled image "${image}" in ${took} (${waited} including waiting). Image size: ${sizeBytes} bytes.`;
  containerEvent(sim, draft.pod, name, 'Normal', 'Pulled', message);
}
