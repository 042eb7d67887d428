import { parseTime } from '../../api/time.ts';
import type { RateLimits, RegistryImage, WorldSettings } from '../../api/world.ts';
import type { MachineInput, MachineSpec, WorldInput, WorldSpec } from './types.ts';

/** Version that the simulator models. */
export const kubernetesVersion = 'v1.37.1';

const defaultMachine: Omit<MachineSpec, 'name'> = {
  cpu: '4',
  memory: '16Gi',
  ephemeralStorage: '100Gi',
  pods: 110,
  labels: {},
  taints: [],
  zone: '',
};

const controlPlaneTaint = { key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' };
const controlPlaneLabels = { 'node-role.kubernetes.io/control-plane': '' };

/** Images exist unless the registry says otherwise: names under `registry.invalid`, and typing errors that people make, do not. */
const defaultImages: readonly RegistryImage[] = [
  { name: 'registry.invalid/*', missing: true },
  { name: 'ngnix', missing: true },
  { name: 'nignx', missing: true },
  { name: 'busibox', missing: true },
  { name: 'postgress', missing: true },
  { name: 'private.registry.invalid/*', needsSecret: true },
];

/** Kubernetes' own client limits, and none for benches. */
const rateLimitPresets: Readonly<Record<string, RateLimits>> = {
  kubernetes: {
    kubelet: { qps: 50, burst: 100 },
    controllerManager: { qps: 20, burst: 30 },
    scheduler: { qps: 50, burst: 100 },
  },
  unlimited: {
    kubelet: { qps: 0, burst: 0 },
    controllerManager: { qps: 0, burst: 0 },
    scheduler: { qps: 0, burst: 0 },
  },
};

/**
 * A whole world from what a document says, everything else by default: one tainted control plane, three workers of 4 CPU, 16 Gi and
 * 110 pods each, Kubernetes' rate limits, latencies of ours.
 */
export function defaultWorld(input: WorldInput = {}): WorldSpec {
  const machine = { ...defaultMachine, ...input.topology?.machine };
  const controlPlanes = machines(input.topology?.controlPlanes ?? 1, 'cp', machine).map((spec) => ({
    ...spec,
    labels: { ...controlPlaneLabels, ...spec.labels },
    taints: spec.taints.length > 0 ? spec.taints : [controlPlaneTaint],
  }));
  const limits = input.rateLimits ?? 'kubernetes';
  const kubernetesLimits = rateLimitPresets['kubernetes'] as RateLimits;
  return {
    kubernetesVersion: input.kubernetesVersion ?? kubernetesVersion,
    epoch: input.epoch ?? '2026-01-01T00:00:00Z',
    topology: { controlPlanes, workers: machines(input.topology?.workers ?? 3, 'worker', machine) },
    addOns: {
      coreDns: { enabled: true, replicas: 2, ...input.addOns?.coreDns },
      kubeProxy: { enabled: true, ...input.addOns?.kubeProxy },
      ...(input.addOns?.metricsServer === undefined ? {} : { metricsServer: input.addOns.metricsServer }),
    },
    latencies: {
      apiRequestMicros: 1_000,
      apiProcessingMicros: 1_500,
      etcdCommitMicros: 3_000,
      watchMicros: 1_500,
      criCallMicros: 2_000,
      cniSetupMicros: 60_000,
      networkMicros: 300,
      startContainerMicros: 250_000,
      registryBytesPerSecond: 50_000_000,
      registryRequestMicros: 80_000,
      jitterFraction: 0.1,
      ...input.latencies,
    },
    registry: { images: defaultImages, defaultSizeBytes: 50_000_000, ...input.registry },
    rateLimits:
      typeof limits === 'string' ? (rateLimitPresets[limits] as RateLimits) : { ...kubernetesLimits, ...limits },
    workloadModels: input.workloadModels ?? [],
    ...(input.schedulerConfiguration === undefined ? {} : { schedulerConfiguration: input.schedulerConfiguration }),
  };
}

function machines(
  input: readonly MachineInput[] | number,
  prefix: string,
  defaults: Omit<MachineSpec, 'name'>,
): MachineSpec[] {
  const inputs =
    typeof input === 'number'
      ? Array.from({ length: input }, (_, n): MachineInput => ({ name: `${prefix}-${n + 1}` }))
      : input;
  return inputs.map((one) => ({ ...defaults, ...one }));
}

/** The part of a world that its components look up while it runs. */
export function settingsOf(world: WorldSpec): WorldSettings {
  return {
    kubernetesVersion: world.kubernetesVersion,
    epochMs: Math.floor(parseTime(world.epoch) / 1000),
    latencies: world.latencies,
    registry: world.registry,
    rateLimits: world.rateLimits,
  };
}
