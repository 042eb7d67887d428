/** PullImage: the runtime asks the registry, keeps what comes, and answers the kubelet. */
import type { Sim } from '../engine/engine.ts';
import { jittered, worldSettings } from '../api/world.ts';
import { fullImageName } from '../api/image-reference.ts';
import type { PullImageAnswer, PullImageCall } from '../api/cri.ts';
import { nodeImages, nodeOf } from './state.ts';
import type { RegistryAnswer, RegistryCall } from './registry.ts';
import { answer, type Called } from './answers.ts';
import { modelSizeOf } from './plan.ts';

/** Asks the registry for an image. */
export function pullImage(sim: Sim, called: Called<PullImageCall>): void {
  const { image, hasCredentials, container, podUid } = called.call;
  const node = nodeOf(sim.self);
  const call: RegistryCall = {
    runtime: sim.self,
    image,
    hasCredentials,
    isPresent: nodeImages(sim).get(node, fullImageName(image)) !== undefined,
    modelSizeBytes: modelSizeOf(sim, image),
    context: called,
  };
  sim.send({
    to: 'registry',
    protocol: 'http',
    verb: 'get',
    resource: 'images',
    key: image,
    text: container === '' ? podUid : container,
    latency: jittered(sim, worldSettings(sim).latencies.networkMicros, image, sim.cause % 65536),
    kind: 'registry.asked',
    payload: call,
  });
}

/** Keeps an image that has arrived, and answers. */
export function imageArrived(sim: Sim, { image, status, sizeBytes, context }: RegistryAnswer): void {
  const called = context as Called<PullImageCall>;
  if (status === 200) nodeImages(sim).set(nodeOf(sim.self), fullImageName(image), { sizeBytes });
  const { podUid, container, namespace } = called.call;
  const result: PullImageAnswer = { podUid, container, image, sizeBytes, error: errorOf(image, status) };
  answer(sim, called, 'PullImage', 'images', `${namespace}/${image}`, result, status === 200 ? 0 : status);
}

/** What containerd says about a pull that failed. */
function errorOf(image: string, status: RegistryAnswer['status']): string {
  if (status === 200) return '';
  const full = fullImageName(image);
  const failed = `failed to pull and unpack image "${full}": failed to resolve reference "${full}"`;
  if (status === 404) return `rpc error: code = NotFound desc = ${failed}: ${full}: not found`;
  return `rpc error: code = Unknown desc = ${failed}: pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed`;
}
