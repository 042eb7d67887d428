import type { PriorityClass } from 'kubernetes-types/scheduling/v1';
import type { Sim } from '../../../../engine/engine.ts';
import { forbidden } from '../../../../api/status.ts';
import type { Pod, PodSpec } from '../../../../api/types.ts';
import { derived } from '../../../../etcd/derived.ts';
import { forEachStored } from '../../../../etcd/etcd.ts';
import { admitted, denied, type AdmissionPlugin, type Attributes, type Mutation, type Verdict } from '../plugin.ts';
import { isNewPod } from '../targets.ts';

const priorityClassesPrefix = '/registry/priorityclasses';

/**
 * Turns a priority class into its number, and keeps the default class a single one.
 *
 * Models: plugin/pkg/admission/priority/admission.go (v1.37).
 */
export const priority: AdmissionPlugin = {
  name: 'Priority',
  handles: (target) => isNewPod(target) || isPriorityClassWrite(target),
  judgesTemplates: true,
  admit: (sim, attributes) =>
    attributes.info.kind === 'Pod' ? admitPod(sim, attributes) : admitted(attributes.object),
  validate: (sim, attributes) => (attributes.info.kind === 'Pod' ? null : validateClass(sim, attributes)),
};

function isPriorityClassWrite({ info, operation }: Pick<Attributes, 'info' | 'operation'>): boolean {
  return info.kind === 'PriorityClass' && (operation === 'CREATE' || operation === 'UPDATE');
}

/** What a pod needs to know of a class. */
interface Importance {
  readonly value: number;
  readonly preemptionPolicy: string;
}

interface Classes {
  readonly byName: ReadonlyMap<string, Importance>;
  /** Name of the class of pods that name none, empty when there is none. */
  readonly defaultName: string;
}

/** Models: pkg/apis/scheduling/v1/helpers.go, the built-in priority classes, which the server keeps in being (v1.37). */
const systemPriorities: readonly (readonly [string, number])[] = [
  ['system-cluster-critical', 2_000_000_000],
  ['system-node-critical', 2_000_001_000],
];

const preemptLowerPriority = 'PreemptLowerPriority';

const classesOf = derived('podPolicy', (sim): Classes => {
  const byName = new Map<string, Importance>();
  for (const [name, value] of systemPriorities) byName.set(name, { value, preemptionPolicy: preemptLowerPriority });
  let defaultName = '';
  forEachStored(sim, priorityClassesPrefix, ({ object }) => {
    const { metadata, value, preemptionPolicy = preemptLowerPriority, globalDefault } = object as PriorityClass;
    const name = metadata?.name ?? '';
    byName.set(name, { value, preemptionPolicy });
    if (globalDefault === true && (defaultName === '' || value < (byName.get(defaultName)?.value ?? 0))) {
      defaultName = name;
    }
  });
  return { byName, defaultName };
});

const noClass: Importance = { value: 0, preemptionPolicy: preemptLowerPriority };

function admitPod(sim: Sim, { info, name, object }: Attributes): Mutation {
  const spec = (object as Pod).spec as PodSpec;
  const { byName, defaultName } = classesOf(sim);
  const asked = spec.priorityClassName ?? '';
  const className = asked === '' ? defaultName : asked;
  const importance = className === '' ? noClass : byName.get(className);
  if (importance === undefined) {
    return denied(forbidden(info, name, `no PriorityClass with name ${className} was found`));
  }
  const { value, preemptionPolicy } = importance;
  if (spec.priority !== undefined && spec.priority !== value) {
    const why = `the integer value of priority (${spec.priority}) must not be provided in pod spec; priority admission controller computed ${value} from the given PriorityClass name`;
    return denied(forbidden(info, name, why));
  }
  if (spec.preemptionPolicy !== undefined && spec.preemptionPolicy !== preemptionPolicy) {
    const why = `the string value of PreemptionPolicy (${spec.preemptionPolicy}) must not be provided in pod spec; priority admission controller computed ${preemptionPolicy} from the given PriorityClass name`;
    return denied(forbidden(info, name, why));
  }
  const named = className === '' ? {} : { priorityClassName: className };
  return admitted({ ...object, spec: { ...spec, ...named, priority: value, preemptionPolicy } } as Pod);
}

function validateClass(sim: Sim, { info, name, object, old }: Attributes): Verdict {
  const isDefault = (object as PriorityClass).globalDefault === true;
  if (!isDefault || (old as PriorityClass | null)?.globalDefault === true) return null;
  const { defaultName } = classesOf(sim);
  if (defaultName === '' || defaultName === name) return null;
  const why = `PriorityClass ${defaultName} is already marked as default. Only one default can exist`;
  return denied(forbidden(info, name, why));
}
