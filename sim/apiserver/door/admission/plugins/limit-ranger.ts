import type { Sim } from '../../../../engine/engine.ts';
import { forbidden } from '../../../../api/status.ts';
import type { Container, LimitRange, Mutable, Pod, PodSpec } from '../../../../api/types.ts';
import { derived } from '../../../../etcd/derived.ts';
import { rangeStored } from '../../../../etcd/etcd.ts';
import { admitted, denied, type AdmissionPlugin, type Attributes, type Target, type Verdict } from '../plugin.ts';
import { isNewPod } from '../targets.ts';
import { claimLimitErrors, podLimitErrors } from '../limits.ts';

const annotation = 'kubernetes.io/limit-ranger';

/**
 * Gives containers the requests and limits that the LimitRanges of their namespace say, and refuses what is outside the range.
 *
 * Models: plugin/pkg/admission/limitranger/admission.go (v1.37).
 */
export const limitRanger: AdmissionPlugin = {
  name: 'LimitRanger',
  handles: (target) => isNewPod(target) || isClaim(target) || isResize(target),
  judgesTemplates: true,
  admit: (sim, attributes) => {
    const ranges = rangesByNamespace(sim).get(attributes.namespace);
    const isPod = attributes.info.kind === 'Pod' && attributes.operation === 'CREATE';
    return admitted(
      ranges === undefined || !isPod ? attributes.object : withDefaults(attributes.object as Pod, ranges),
    );
  },
  validate: (sim, attributes) => validateLimits(sim, attributes),
};

function isClaim({ info, subresource, operation }: Target): boolean {
  return (
    info.kind === 'PersistentVolumeClaim' && subresource === '' && (operation === 'CREATE' || operation === 'UPDATE')
  );
}

function isResize({ info, subresource, operation }: Target): boolean {
  return info.kind === 'Pod' && subresource === 'resize' && operation === 'UPDATE';
}

const rangesByNamespace = derived('podPolicy', (sim) => {
  const ranges = new Map<string, LimitRange[]>();
  for (const { object } of rangeStored(sim, '/registry/limitranges')) {
    const namespace = object.metadata?.namespace ?? '';
    const others = ranges.get(namespace);
    if (others === undefined) ranges.set(namespace, [object as LimitRange]);
    else others.push(object as LimitRange);
  }
  return ranges;
});

type Texts = Record<string, string>;

/** What is given to containers that do not say it themselves. */
interface Defaults {
  readonly requests: Texts;
  readonly limits: Texts;
}

function defaultsOf({ spec }: LimitRange): Defaults {
  const requests: Texts = {};
  const limits: Texts = {};
  for (const item of spec?.limits ?? []) {
    if (item.type !== 'Container') continue;
    Object.assign(requests, item.defaultRequest);
    Object.assign(limits, item.default);
  }
  return { requests, limits };
}

/** Models: limitranger/admission.go mergePodResourceRequirements (v1.37). */
function withDefaults(pod: Pod, ranges: readonly LimitRange[]): Pod {
  const told: string[] = [];
  let spec = pod.spec as PodSpec;
  for (const range of ranges) {
    const defaults = defaultsOf(range);
    const containers = spec.containers.map((container) => merged(container, defaults, 'container', told));
    const initContainers = spec.initContainers?.map((container) => merged(container, defaults, 'init container', told));
    spec = { ...spec, containers, ...(initContainers === undefined ? {} : { initContainers }) };
  }
  if (told.length === 0) return pod;
  const annotations = { ...pod.metadata?.annotations, [annotation]: `LimitRanger plugin set: ${told.join('; ')}` };
  return { ...pod, metadata: { ...pod.metadata, annotations }, spec };
}

function merged(container: Container, defaults: Defaults, title: string, told: string[]): Container {
  const { requests, limits } = container.resources ?? {};
  const newRequests = missing(defaults.requests, requests);
  const newLimits = missing(defaults.limits, limits);
  const say = (names: readonly string[], what: string): void => {
    if (names.length > 0) told.push(`${names.join(', ')} ${what} for ${title} ${container.name}`);
  };
  say(newRequests, 'request');
  say(newLimits, 'limit');
  if (newRequests.length + newLimits.length === 0) return container;
  const resources: Mutable<NonNullable<Container['resources']>> = { ...container.resources };
  if (newRequests.length > 0) resources.requests = filled(requests, defaults.requests, newRequests);
  if (newLimits.length > 0) resources.limits = filled(limits, defaults.limits, newLimits);
  return { ...container, resources };
}

function missing(defaults: Texts, given: Readonly<Texts> | undefined): string[] {
  return Object.keys(defaults)
    .filter((name) => given?.[name] === undefined)
    .sort();
}

function filled(given: Readonly<Texts> | undefined, defaults: Texts, names: readonly string[]): Texts {
  const result: Texts = { ...given };
  for (const name of names) result[name] = defaults[name] as string;
  return result;
}

function validateLimits(sim: Sim, { info, namespace, name, object }: Attributes): Verdict {
  for (const range of rangesByNamespace(sim).get(namespace) ?? []) {
    const errors = info.kind === 'Pod' ? podLimitErrors(range, object as Pod) : claimLimitErrors(range, object);
    if (errors.length === 0) continue;
    return denied(forbidden(info, name, errors.length === 1 ? (errors[0] ?? '') : `[${errors.join(', ')}]`));
  }
  return null;
}
