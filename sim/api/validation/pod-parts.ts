/** Changes of parts of a running pod. Models: pkg/apis/core/validation ValidatePodResize, ValidatePodEphemeralContainersUpdate (v1.37). */
import { computePodQos } from '../pod-qos.ts';
import type { Container, Pod, PodSpec } from '../types.ts';
import { isSame } from './common.ts';
import { forbidden, invalid } from './field-error.ts';
import type { FieldError } from './field-error.ts';
import { checkPodSpec } from './pod-spec.ts';
import { checkResourceRequirements } from './resources.ts';

const resizable: ReadonlySet<string> = new Set(['cpu', 'memory']);

type Amounts = Readonly<Record<string, unknown>>;

function others(amounts: Amounts | undefined): Amounts {
  return Object.fromEntries(Object.entries(amounts ?? {}).filter(([name]) => !resizable.has(name)));
}

/** The container without what a resize may change. */
function lasting(container: Container): object {
  const { limits, requests } = container.resources ?? {};
  return { ...container, resources: { limits: others(limits), requests: others(requests) } };
}

function lastingSpec(spec: PodSpec): object {
  return {
    ...spec,
    containers: spec.containers.map(lasting),
    initContainers: (spec.initContainers ?? []).map(lasting),
  };
}

function checkKept(container: Container, old: Container | undefined, path: string, errors: FieldError[]): void {
  for (const field of ['limits', 'requests'] as const) {
    const before = Object.keys(old?.resources?.[field] ?? {});
    const now = container.resources?.[field] ?? {};
    if (before.some((name) => resizable.has(name) && !Object.hasOwn(now, name))) {
      errors.push(forbidden(`${path}.${field}`, `resource ${field} cannot be removed`));
    }
  }
}

/** A resize changes CPU and memory, removes neither, and leaves the pod in its class of service. */
export function checkPodResize(pod: Pod, oldPod: Pod, errors: FieldError[]): void {
  const spec = pod.spec ?? { containers: [] };
  const old = oldPod.spec ?? { containers: [] };
  for (const list of ['containers', 'initContainers'] as const) {
    spec[list]?.forEach((container, index) => {
      const path = `spec.${list}[${index}].resources`;
      checkResourceRequirements(container.resources, path, errors);
      checkKept(container, old[list]?.[index], path, errors);
    });
  }
  if (computePodQos(pod) !== computePodQos(oldPod)) {
    errors.push(invalid('spec', computePodQos(pod), 'Pod QOS Class may not change as a result of resizing'));
  }
  if (!isSame(lastingSpec(spec), lastingSpec(old))) {
    errors.push(forbidden('spec', 'only cpu and memory resources are mutable'));
  }
}

/** Containers for a look come one after another, and none goes or changes. */
export function checkEphemeralContainersUpdate(pod: Pod, old: Pod, errors: FieldError[]): void {
  const path = 'spec.ephemeralContainers';
  checkPodSpec(pod.spec ?? { containers: [] }, 'spec', errors);
  const containers = pod.spec?.ephemeralContainers ?? [];
  for (const before of old.spec?.ephemeralContainers ?? []) {
    const now = containers.find((container) => container.name === before.name);
    const name = JSON.stringify(before.name);
    if (now === undefined) errors.push(forbidden(path, `existing ephemeral containers ${name} may not be removed\n`));
    else if (!isSame(now, before)) {
      errors.push(forbidden(path, `existing ephemeral containers ${name} may not be changed\n`));
    }
  }
}
