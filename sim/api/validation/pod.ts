/** Pods, their updates and bindings. Models: pkg/apis/core/validation ValidatePod, ValidatePodUpdate, ValidatePodStatusUpdate, ValidatePodBinding (v1.37). */
import { canonicalJson } from '../canonical-json.ts';
import type { Binding, Container, Pod, PodSpec, Toleration } from '../types.ts';
import { validateDns1123Subdomain } from '../names.ts';
import { checkTolerations } from './affinity.ts';
import { check, checkRange } from './common.ts';
import { checkContainersOnlyForPod } from './container.ts';
import { forbidden, invalid, notSupported, required } from './field-error.ts';
import type { FieldError } from './field-error.ts';
import { checkPodSpec } from './pod-spec.ts';

type ContainerStatuses = NonNullable<Pod['status']>['containerStatuses'];

const noSpec: PodSpec = { containers: [] };

/** A new pod, already defaulted. Metadata is checked apart. */
export function checkPod(pod: Pod, errors: FieldError[]): void {
  const spec = pod.spec ?? noSpec;
  checkPodSpec(spec, 'spec', errors);
  checkContainersOnlyForPod(spec.containers, 'spec.containers', errors);
  checkContainersOnlyForPod(spec.initContainers, 'spec.initContainers', errors);
  if ((spec.ephemeralContainers?.length ?? 0) > 0) {
    errors.push(forbidden('spec.ephemeralContainers', 'cannot be set on create'));
  }
  if ((spec.nodeName ?? '') !== '' && (spec.schedulingGates?.length ?? 0) > 0) {
    errors.push(forbidden('spec.nodeName', 'cannot be set until all schedulingGates have been cleared'));
  }
  checkPodAnnotations(pod, errors);
}

const mirrorAnnotation = 'kubernetes.io/config.mirror';
const deletionCostAnnotation = 'controller.kubernetes.io/pod-deletion-cost';
const deletionCostShape = /^(0|[-+]?[1-9][0-9]*)$/;
const int32Max = 2_147_483_647;

/** Annotations that say something to Kubernetes itself. */
function checkPodAnnotations(pod: Pod, errors: FieldError[]): void {
  const annotations = pod.metadata?.annotations ?? {};
  const path = 'metadata.annotations';
  const mirror = annotations[mirrorAnnotation];
  if (mirror !== undefined && (pod.spec?.nodeName ?? '') === '') {
    const why = 'must set spec.nodeName if mirror pod annotation is set';
    errors.push(invalid(`${path}[${mirrorAnnotation}]`, mirror, why));
  }
  const cost = annotations[deletionCostAnnotation];
  if (cost === undefined) return;
  if (!deletionCostShape.test(cost) || Math.abs(Number(cost)) > int32Max) {
    errors.push(invalid(`${path}[${deletionCostAnnotation}]`, cost, 'must be a 32bit integer'));
  }
}

/** Images may change; containers may not come or go. Returns false when nothing further makes sense. */
function checkContainerUpdates(
  containers: readonly Container[],
  old: readonly Container[],
  path: string,
  errors: FieldError[],
): boolean {
  if (containers.length !== old.length) {
    errors.push(forbidden(path, 'pod updates may not add or remove containers'));
    return false;
  }
  containers.forEach((container, index) => {
    if ((container.image ?? '') === '') errors.push(required(`${path}[${index}].image`));
  });
  checkContainersOnlyForPod(containers, path, errors);
  return true;
}

function checkDeadlineUpdate(spec: PodSpec, old: PodSpec, errors: FieldError[]): boolean {
  const path = 'spec.activeDeadlineSeconds';
  const deadline = spec.activeDeadlineSeconds;
  const oldDeadline = old.activeDeadlineSeconds;
  const before = errors.length;
  if (deadline !== undefined) {
    checkRange(deadline, 0, path, errors);
    if (errors.length === before && oldDeadline !== undefined && oldDeadline < deadline) {
      errors.push(invalid(path, deadline, 'must be less than or equal to previous value'));
    }
    return errors.length === before;
  }
  if (oldDeadline !== undefined)
    errors.push(invalid(path, undefined, 'must not update from a positive integer to nil value'));
  return true;
}

function withoutSeconds(toleration: Toleration): string {
  const { tolerationSeconds: _seconds, ...rest } = toleration;
  return canonicalJson(rest);
}

function checkTolerationsUpdate(spec: PodSpec, old: PodSpec, errors: FieldError[]): void {
  const given = new Set((spec.tolerations ?? []).map(withoutSeconds));
  if (!(old.tolerations ?? []).every((toleration) => given.has(withoutSeconds(toleration)))) {
    const why = 'existing toleration can not be modified except its tolerationSeconds';
    errors.push(forbidden('spec.tolerations', why));
    return;
  }
  checkTolerations(spec.tolerations ?? [], 'spec.tolerations', errors);
}

function checkGatesUpdate(spec: PodSpec, old: PodSpec, errors: FieldError[]): void {
  const had = new Set((old.schedulingGates ?? []).map((gate) => gate.name));
  spec.schedulingGates?.forEach((gate, index) => {
    if (had.has(gate.name)) return;
    const why = `only deletion is allowed, but found new scheduling gate '${gate.name}'`;
    errors.push(forbidden(`spec.schedulingGates[${index}]`, why));
  });
}

function imagesOf(containers: Container[] | undefined, old: Container[] | undefined): Container[] | undefined {
  return containers?.map((container, index) => {
    const image = old?.[index]?.image;
    return image === undefined ? container : { ...container, image };
  });
}

/** The new spec with everything that may change set back, so that what still differs may not. */
function munged(spec: PodSpec, old: PodSpec): Record<string, unknown> {
  const isGated = (old.schedulingGates ?? []).length > 0;
  const grace = spec.terminationGracePeriodSeconds === 1 && (old.terminationGracePeriodSeconds ?? 0) < 0;
  const addsOnly = Object.entries(old.nodeSelector ?? {}).every(([key, value]) => spec.nodeSelector?.[key] === value);
  return {
    ...spec,
    containers: imagesOf(spec.containers, old.containers),
    initContainers: imagesOf(spec.initContainers, old.initContainers),
    activeDeadlineSeconds: old.activeDeadlineSeconds,
    tolerations: old.tolerations,
    schedulingGates: old.schedulingGates,
    ephemeralContainers: old.ephemeralContainers,
    ...(grace ? { terminationGracePeriodSeconds: old.terminationGracePeriodSeconds } : {}),
    ...(isGated && addsOnly ? { nodeSelector: old.nodeSelector } : {}),
    ...(isGated ? { affinity: old.affinity } : {}),
  };
}

/**
 * A changed pod: only images, a shorter deadline, further tolerations and fewer gates.
 * Differs: the sentence for other changes comes without Go's diff of the specs; affinity of a gated pod may change freely.
 */
export function checkPodUpdate(pod: Pod, oldPod: Pod, errors: FieldError[]): void {
  const spec = pod.spec ?? noSpec;
  const old = oldPod.spec ?? noSpec;
  if (spec === old) return;
  if (!checkContainerUpdates(spec.containers, old.containers, 'spec.containers', errors)) return;
  const init = spec.initContainers ?? [];
  if (!checkContainerUpdates(init, old.initContainers ?? [], 'spec.initContainers', errors)) return;
  if (!checkDeadlineUpdate(spec, old, errors)) return;
  checkTolerationsUpdate(spec, old, errors);
  checkGatesUpdate(spec, old, errors);
  if (canonicalJson(munged(spec, old)) === canonicalJson(old)) return;
  const why =
    'pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)';
  errors.push(forbidden('spec', why));
}

/** A container that ended for good does not come back. */
function checkStateTransition(
  statuses: ContainerStatuses,
  old: ContainerStatuses,
  spec: PodSpec,
  path: string,
  errors: FieldError[],
): void {
  if (spec.restartPolicy === 'Always' || statuses === old) return;
  old?.forEach((oldStatus, index) => {
    const own = spec.containers.find((container) => container.name === oldStatus.name)?.restartPolicy;
    const policy = own ?? spec.restartPolicy;
    const terminated = oldStatus.state?.terminated;
    if (terminated === undefined || policy === 'Always' || (terminated.exitCode !== 0 && policy === 'OnFailure'))
      return;
    const now = statuses?.find((status) => status.name === oldStatus.name);
    if (now !== undefined && now.state?.terminated === undefined) {
      errors.push(forbidden(`${path}[${index}].state`, 'may not be transitioned to non-terminated state'));
    }
  });
}

/** A changed status of a pod. */
export function checkPodStatusUpdate(pod: Pod, oldPod: Pod, errors: FieldError[]): void {
  const status = pod.status ?? {};
  const old = oldPod.status ?? {};
  if ((pod.spec?.nodeName ?? '') !== (oldPod.spec?.nodeName ?? '')) {
    errors.push(forbidden('status.nodeName', 'may not be changed directly'));
  }
  if (
    status.nominatedNodeName !== undefined &&
    status.nominatedNodeName !== '' &&
    status.nominatedNodeName !== old.nominatedNodeName
  ) {
    check(validateDns1123Subdomain, status.nominatedNodeName, 'status.nominatedNodeName', errors);
  }
  const spec = oldPod.spec ?? noSpec;
  checkStateTransition(status.containerStatuses, old.containerStatuses, spec, 'status.containerStatuses', errors);
}

/** The binding of a pod to a node. */
export function checkBinding(binding: Binding, errors: FieldError[]): void {
  const kind = binding.target.kind ?? '';
  if (kind !== '' && kind !== 'Node') errors.push(notSupported('target.kind', kind, ['Node', '<empty>']));
  if ((binding.target.name ?? '') === '') errors.push(required('target.name'));
}
