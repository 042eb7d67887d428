import type { Sim } from '../engine/engine.ts';
import type { Micros } from '../engine/event.ts';
import { numbered } from '../engine/store.ts';

const settingsName = numbered('world/settings');

/** Times that Kubernetes does not give; ours, visible and editable. */
export interface Latencies {
  /** One way between a client and the API server. */
  readonly apiRequestMicros: number;
  /** Time the API server itself takes for one request. */
  readonly apiProcessingMicros: number;
  /** An etcd transaction until it is committed. */
  readonly etcdCommitMicros: number;
  /** From commit to the arrival of the event at a watcher. */
  readonly watchMicros: number;
  /** One call of the kubelet to the container runtime. */
  readonly criCallMicros: number;
  /** CNI ADD: network of one pod. */
  readonly cniSetupMicros: number;
  /** One hop of a packet between nodes. */
  readonly networkMicros: number;
  /** From StartContainer to a running first process. */
  readonly startContainerMicros: number;
  /** Pull speed of one node. */
  readonly registryBytesPerSecond: number;
  /** Look-up at the registry before bytes flow. */
  readonly registryRequestMicros: number;
  /** Part of each latency that is drawn at random, 0 to 1. */
  readonly jitterFraction: number;
}

/** What the registry knows about one image; images not listed exist. */
export interface RegistryImage {
  /** Image as pods name it; a name without tag holds for every tag; `*` at the end matches any rest. */
  readonly name: string;
  readonly sizeBytes?: number;
  readonly missing?: boolean;
  /** Pull speed is divided by this. */
  readonly slowFactor?: number;
  readonly needsSecret?: boolean;
}

export interface Registry {
  readonly images: readonly RegistryImage[];
  /** Size of an image that neither the registry nor a workload model knows. */
  readonly defaultSizeBytes: number;
}

export interface ClientRate {
  /** Requests a second; 0 for no limit. */
  readonly qps: number;
  readonly burst: number;
}

export interface RateLimits {
  readonly kubelet: ClientRate;
  readonly controllerManager: ClientRate;
  readonly scheduler: ClientRate;
}

/** What the components need to know of their world; kept in the store, so that it can be edited while it runs. */
export interface WorldSettings {
  readonly kubernetesVersion: string;
  /** UTC milliseconds at virtual time zero. */
  readonly epochMs: number;
  readonly latencies: Latencies;
  readonly registry: Registry;
  readonly rateLimits: RateLimits;
}

/** The settings of the running world. */
export function worldSettings(sim: Sim): WorldSettings {
  return sim.store.cell<WorldSettings>(settingsName).get() as WorldSettings;
}

/** Sets the settings of the running world. */
export function setWorldSettings(sim: Sim, settings: WorldSettings): void {
  sim.store.cell<WorldSettings>(settingsName).set(settings);
}

/**
 * A latency with its random part.
 *
 * @param base micros; the result lies between base x (1 - jitter) and base x (1 + jitter)
 * @param subject what the draw is for, so that it depends on nothing else
 */
export function jittered(sim: Sim, base: Micros, subject: string, n: number): Micros {
  const fraction = worldSettings(sim).latencies.jitterFraction;
  if (fraction === 0 || base === 0) return Math.round(base);
  return Math.max(1, Math.round(base * (1 + fraction * (2 * sim.random('latency', subject, n) - 1))));
}
