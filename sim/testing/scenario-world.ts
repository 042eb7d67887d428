/** The world of a conformance scenario: its nodes as machines, its behaviours as workload models. */
import { microsPerSecond } from '../api/time.ts';
import type { RegistryImage } from '../api/world.ts';
import type { KubeObject, Labels, Node, PodSpec, Taint } from '../api/types.ts';
import { selects, compileLabelMap } from '../api/label-selector.ts';
import { defaultWorld } from '../scenario/formats/default-world.ts';
import type { MachineInput, WorkloadModelSpec, WorldSpec } from '../scenario/formats/types.ts';
import type { ScenarioBehavior, ScenarioWorld } from '../conformance/scenario-driver.ts';

/** A pod as an object describes it: its labels and containers. */
interface PodShape {
  readonly labels: Labels;
  readonly spec: PodSpec;
}

/** The pods that an object stands for: itself, or those of its template. */
function podShapesOf(object: KubeObject): PodShape[] {
  const { spec } = object as { readonly spec?: { readonly template?: KubeObject; readonly jobTemplate?: KubeObject } };
  if (object.kind === 'Pod') return [{ labels: object.metadata?.labels ?? {}, spec: spec as unknown as PodSpec }];
  const inner = spec?.template ?? spec?.jobTemplate;
  if (inner === undefined) return [];
  return podShapesOf(spec?.template === undefined ? inner : { ...inner, kind: 'Pod' });
}

/** Images that a behaviour is about: by name, or those of the pods that carry the labels. */
function imagesOf({ match }: ScenarioBehavior, objects: readonly KubeObject[]): string[] {
  if (match.image !== undefined) return [match.image];
  const selector = compileLabelMap(match.labels);
  const images = objects
    .flatMap(podShapesOf)
    .filter(({ labels }) => selects(selector, labels))
    .flatMap(({ spec }) => spec.containers.map(({ image }) => image ?? ''));
  return [...new Set(images)];
}

function modelOf(behavior: ScenarioBehavior, images: readonly string[], index: number): WorkloadModelSpec {
  const { readyAfter, runSeconds, exitCode = 0 } = behavior;
  const ends = { behaviour: 'exit', exitCode, runMicros: (runSeconds ?? 0) * microsPerSecond } as const;
  return {
    name: `behavior-${index}`,
    images,
    launchMicros: (readyAfter ?? 0) * microsPerSecond,
    ...(runSeconds === undefined ? {} : ends),
  };
}

/**
 * The world that a scenario describes, with small images, without add-ons and without a machine for the control plane.
 *
 * @param applied every object that the scenario may apply, so that labels can be resolved to images
 */
export function scenarioWorld(scenario: ScenarioWorld, applied: readonly KubeObject[]): WorldSpec {
  const meant = scenario.behavior.map((behavior) => ({ behavior, images: imagesOf(behavior, applied) }));
  const missing = meant
    .filter(({ behavior }) => behavior.readyAfter === null)
    .flatMap(({ images }) => images.map((name): RegistryImage => ({ name, missing: true })));
  const workers = scenario.nodes.map(machineOf);
  return defaultWorld({
    ...(scenario.startTime === undefined ? {} : { epoch: scenario.startTime }),
    topology: { controlPlanes: [], workers },
    addOns: { coreDns: { enabled: false } },
    registry: { images: missing, defaultSizeBytes: 1_000_000 },
    workloadModels: meant
      .filter(({ images }) => images.length > 0)
      .map(({ behavior, images }, index) => modelOf(behavior, images, index)),
  });
}

/** A machine as a Node object shows it. */
export function machineOf(node: Node): MachineInput {
  const size: Readonly<Record<string, string>> = node.status?.allocatable ?? node.status?.capacity ?? {};
  return {
    name: node.metadata?.name ?? '',
    cpu: size['cpu'] ?? '4',
    memory: size['memory'] ?? '16Gi',
    pods: Number(size['pods'] ?? '110'),
    labels: node.metadata?.labels ?? {},
    taints: (node.spec?.taints ?? []) as readonly Taint[],
  };
}
