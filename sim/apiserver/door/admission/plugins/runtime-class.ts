import type { RuntimeClass } from 'kubernetes-types/node/v1';
import type { Sim } from '../../../../engine/engine.ts';
import { deepEqual } from '../../../../api/deep-equal.ts';
import { forbidden } from '../../../../api/status.ts';
import type { Pod, PodSpec, Toleration } from '../../../../api/types.ts';
import { getStored } from '../../../../etcd/etcd.ts';
import { admitted, denied, type AdmissionPlugin, type Attributes, type Mutation } from '../plugin.ts';
import { isNewPod } from '../targets.ts';

/**
 * Gives a pod the overhead and the placement that its runtime class asks for.
 *
 * Models: plugin/pkg/admission/runtimeclass/admission.go (v1.37).
 */
export const runtimeClass: AdmissionPlugin = {
  name: 'RuntimeClass',
  handles: isNewPod,
  judgesTemplates: true,
  admit: (sim, attributes) => {
    const spec = (attributes.object as Pod).spec as PodSpec;
    const { runtimeClassName, overhead } = spec;
    if (runtimeClassName === undefined) {
      if (overhead === undefined) return admitted(attributes.object);
      return refuse(attributes, 'pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead');
    }
    return withClass(sim, attributes, spec, runtimeClassName);
  },
};

function refuse({ info, name }: Attributes, why: string): Mutation {
  return denied(forbidden(info, name, why));
}

function withClass(sim: Sim, attributes: Attributes, spec: PodSpec, name: string): Mutation {
  const stored = getStored(sim, '/registry/runtimeclasses', name)?.object as RuntimeClass | undefined;
  if (stored === undefined) return refuse(attributes, `pod rejected: RuntimeClass "${name}" not found`);
  const podFixed = stored.overhead?.podFixed;
  if (spec.overhead !== undefined && podFixed === undefined) {
    return refuse(attributes, 'pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead');
  }
  if (spec.overhead !== undefined && !deepEqual(spec.overhead, podFixed)) {
    return refuse(attributes, "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead");
  }
  const { nodeSelector = {}, tolerations = [] } = stored.scheduling ?? {};
  const own = spec.nodeSelector ?? {};
  for (const [key, value] of Object.entries(nodeSelector)) {
    const other = own[key];
    if (other === undefined || other === value) continue;
    const why = `conflict: runtimeClass.scheduling.nodeSelector[${key}] = ${value}; pod.spec.nodeSelector[${key}] = ${other}`;
    return refuse(attributes, why);
  }
  const next: PodSpec = {
    ...spec,
    ...(podFixed === undefined ? {} : { overhead: podFixed }),
    ...(Object.keys(nodeSelector).length === 0 ? {} : { nodeSelector: { ...own, ...nodeSelector } }),
    ...(tolerations.length === 0 ? {} : { tolerations: merged(spec.tolerations ?? [], tolerations) }),
  };
  return admitted({ ...attributes.object, spec: next } as Pod);
}

/** Models: pkg/util/tolerations/tolerations.go MergeTolerations (v1.37). */
function merged(own: readonly Toleration[], others: readonly Toleration[]): Toleration[] {
  return [...own, ...others.filter((other) => !own.some((one) => deepEqual(one, other)))];
}
