/** The image registry outside the cluster: what it answers when a runtime asks for an image. */
import type { Sim } from '../engine/engine.ts';
import { jittered, worldSettings } from '../api/world.ts';
import { registryImage } from './image-names.ts';

/** Payload of `registry.asked`: one pull of one image. */
export interface RegistryCall {
  readonly runtime: string;
  readonly image: string;
  readonly hasCredentials: boolean;
  /** Its layers are on the machine already: the manifest is enough. */
  readonly isPresent: boolean;
  /** Size that the workload model of the image knows; 0 for none. */
  readonly modelSizeBytes: number;
  readonly context: unknown;
}
/** Payload of `containerd.imageArrived`. */
export interface RegistryAnswer {
  readonly image: string;
  readonly status: 200 | 401 | 404;
  readonly sizeBytes: number;
  readonly context: unknown;
}

const defaultSlowFactor = 1;

/** Answers a pull. The answer takes as long as its bytes need at the world's pull speed. */
export function answerPull(sim: Sim, call: RegistryCall): void {
  const { registry, latencies } = worldSettings(sim);
  const entry = registryImage(registry, call.image);
  const status = statusOf(entry, call.hasCredentials);
  const modelSize = call.modelSizeBytes > 0 ? call.modelSizeBytes : registry.defaultSizeBytes;
  const sizeBytes = status === 200 ? (entry?.sizeBytes ?? modelSize) : 0;
  const bytesOnTheWay = call.isPresent ? 0 : sizeBytes;
  const factor = entry?.slowFactor ?? defaultSlowFactor;
  const transfer = Math.ceil((bytesOnTheWay * factor * 1_000_000) / latencies.registryBytesPerSecond);
  const answer: RegistryAnswer = { image: call.image, status, sizeBytes, context: call.context };
  sim.send({
    to: call.runtime,
    protocol: 'http',
    verb: 'blobs',
    resource: 'images',
    key: call.image,
    status,
    sizeBytes: bytesOnTheWay,
    latency: jittered(sim, latencies.registryRequestMicros, call.image, sim.cause % 65536) + transfer,
    kind: 'containerd.imageArrived',
    payload: answer,
  });
}

function statusOf(
  entry: { missing?: boolean; needsSecret?: boolean } | undefined,
  hasCredentials: boolean,
): 200 | 401 | 404 {
  if (entry?.missing === true) return 404;
  return entry?.needsSecret === true && !hasCredentials ? 401 : 200;
}

export const registryHandlers = { 'registry.asked': answerPull };
