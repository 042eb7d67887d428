import type { Pod, PodSpec, PodTemplateSpec } from '../api/types.ts';
import { applyDefaults } from '../api/defaults/defaults.ts';
import { computePodQos } from '../api/pod-qos.ts';
import { addDefaultTolerations } from './admission/default-toleration-seconds.ts';
import { addPriority } from './admission/priority.ts';
import { addServiceAccount } from './admission/service-account.ts';

/** A pod spec after defaults and admission; `null` when its priority class does not exist. */
interface AdmittedSpec {
  readonly spec: PodSpec | null;
  readonly qosClass: string;
}

/**
 * Admitted specs by the spec that came in: all pods of one template send the very same spec, and then share the result. A cache of a
 * pure function.
 */
const admittedBySpec = new WeakMap<PodSpec, AdmittedSpec>();

/** Defaults a pod's spec and takes it through the mutating admission plugins, in Kubernetes' order. */
export function admitPodSpec(spec: PodSpec): AdmittedSpec {
  const known = admittedBySpec.get(spec);
  if (known !== undefined) return known;
  const template: PodTemplateSpec = { spec };
  const defaulted = applyDefaults({ apiVersion: 'v1', kind: 'Pod', ...template } as Pod).spec as PodSpec;
  const prioritised = addPriority(addServiceAccount(defaulted));
  const admitted = prioritised === undefined ? null : addDefaultTolerations(prioritised);
  const result = { spec: admitted, qosClass: computePodQos({ spec: admitted ?? defaulted } as Pod) };
  admittedBySpec.set(spec, result);
  return result;
}
