import type { Sim } from '../../../engine/engine.ts';
import { withFields } from '../../../engine/with-fields.ts';
import { applyDefaults } from '../../../api/defaults/defaults.ts';
import { computePodQos } from '../../../api/pod-qos.ts';
import { firstPodStatus } from '../../../api/strategies/pod.ts';
import type { Pod, PodSpec } from '../../../api/types.ts';
import { stampOf } from '../../../etcd/derived.ts';
import type { Calling, Postponed, Refused } from '../../prepared.ts';
import { mutate, type Chain, type Mutated } from './chain.ts';
import type { AdmissionPlugin, Attributes } from './plugin.ts';

/** What the plugins that judge templates made of a pod spec; it holds for all pods of one template in one namespace. */
interface AdmittedTemplate {
  readonly store: object;
  readonly epoch: number;
  readonly stamp: number;
  readonly namespace: string;
  readonly spec: PodSpec;
  readonly qosClass: string;
  /** Annotations that the plugins added. */
  readonly annotations: Readonly<Record<string, string>> | undefined;
  readonly warnings: readonly string[];
}

/**
 * Admitted specs by the spec that came in: all pods of one template send the very same spec, and then share the result. A cache: it holds
 * as long as no object that the plugins read was written.
 */
const admittedBySpec = new WeakMap<PodSpec, AdmittedTemplate>();

const mirrorAnnotation = 'kubernetes.io/config.mirror';

/** Defaults a new pod and takes it through the mutating plugins; those that look at nothing but the spec are asked once a template. */
export function mutatePod(
  sim: Sim,
  chain: Chain,
  attributes: Attributes,
  given: PodSpec,
): Mutated | Refused | Postponed | Calling {
  const pod = attributes.object as Pod;
  const { before, template, after } = splitOf(chain);
  const first = mutate(sim, before, attributes);
  if (first.type !== 'mutated') return first;
  const known = admittedBySpec.get(given);
  const holds =
    known !== undefined &&
    known.namespace === attributes.namespace &&
    known.store === sim.store &&
    known.epoch === sim.store.epoch &&
    known.stamp === stampOf(sim, 'podPolicy') &&
    pod.metadata?.annotations?.[mirrorAnnotation] === undefined;
  const admitted = holds ? known : admitTemplate(sim, template, attributes, given);
  if ('type' in admitted) return admitted;
  const object = podOf(pod, admitted);
  if (after.mutating.length === 0) return { type: 'mutated', object, warnings: admitted.warnings };
  const last = mutate(sim, after, { ...attributes, object });
  if (last.type !== 'mutated') return last;
  return { ...last, warnings: [...admitted.warnings, ...last.warnings] };
}

function podOf(pod: Pod, { spec, qosClass, annotations }: AdmittedTemplate): Pod {
  const status = firstPodStatus(spec, qosClass);
  if (annotations === undefined) return withFields(pod, { spec, status });
  const metadata = { ...pod.metadata, annotations: { ...pod.metadata?.annotations, ...annotations } };
  return { ...pod, metadata, spec, status };
}

function admitTemplate(
  sim: Sim,
  template: Chain,
  attributes: Attributes,
  given: PodSpec,
): AdmittedTemplate | Refused | Postponed | Calling {
  const { annotations: ownAnnotations } = attributes.object.metadata ?? {};
  const isMirror = ownAnnotations?.[mirrorAnnotation] !== undefined;
  const metadata = isMirror ? { annotations: ownAnnotations } : {};
  const bare: Pod = { apiVersion: 'v1', kind: 'Pod', metadata, spec: given };
  const mutated = mutate(sim, template, { ...attributes, object: applyDefaults(bare) });
  if (mutated.type !== 'mutated') return mutated;
  const pod = mutated.object as Pod;
  const admitted: AdmittedTemplate = {
    store: sim.store,
    epoch: sim.store.epoch,
    stamp: stampOf(sim, 'podPolicy'),
    namespace: attributes.namespace,
    spec: pod.spec as PodSpec,
    qosClass: computePodQos(pod),
    annotations: isMirror ? undefined : pod.metadata?.annotations,
    warnings: mutated.warnings,
  };
  if (!isMirror) admittedBySpec.set(given, admitted);
  return admitted;
}

/** A chain in three parts: plugins before those that judge templates, these, and those after. */
interface Split {
  readonly before: Chain;
  readonly template: Chain;
  readonly after: Chain;
}

const splits = new WeakMap<Chain, Split>();

function splitOf(chain: Chain): Split {
  let split = splits.get(chain);
  if (split === undefined) {
    const { mutating } = chain;
    const first = mutating.findIndex((plugin) => plugin.judgesTemplates === true);
    const begin = first < 0 ? mutating.length : first;
    const length = mutating.slice(begin).findIndex((plugin) => plugin.judgesTemplates !== true);
    const end = length < 0 ? mutating.length : begin + length;
    split = {
      before: onlyMutating(mutating.slice(0, begin)),
      template: onlyMutating(mutating.slice(begin, end)),
      after: onlyMutating(mutating.slice(end)),
    };
    splits.set(chain, split);
  }
  return split;
}

function onlyMutating(mutating: readonly AdmissionPlugin[]): Chain {
  return { mutating, validating: [] };
}
