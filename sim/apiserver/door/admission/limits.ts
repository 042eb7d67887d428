/** The ranges of LimitRanges. Models: plugin/pkg/admission/limitranger/admission.go PodValidateLimitFunc (v1.37). */
import { podResources } from '../../../api/quota/pod-usage.ts';
import { readList, type ResourceList, type ResourceTexts } from '../../../api/quota/resource-list.ts';
import {
  canonicalQuantity,
  compareQuantities,
  milliValue,
  mustParseQuantity,
  type Quantity,
} from '../../../api/quantity.ts';
import type { KubeObject, LimitRange, PersistentVolumeClaim, Pod, PodSpec } from '../../../api/types.ts';

type Item = NonNullable<NonNullable<LimitRange['spec']>['limits']>[number];

/** What a container, a pod or a claim asks for and is limited to. */
interface Stated {
  readonly requests: ResourceList;
  readonly limits: ResourceList;
}

/** Why a pod is outside a range, sentence by sentence. */
export function podLimitErrors({ spec }: LimitRange, pod: Pod): string[] {
  const podSpec = pod.spec as PodSpec;
  const errors: string[] = [];
  for (const item of spec?.limits ?? []) {
    if (item.type === 'Container') {
      for (const { resources } of [...podSpec.containers, ...(podSpec.initContainers ?? [])]) {
        const stated = { requests: readList(resources?.requests), limits: readList(resources?.limits) };
        errors.push(...itemErrors(item, stated));
      }
    } else if (item.type === 'Pod') {
      const stated = { requests: podResources(podSpec, 'requests'), limits: podResources(podSpec, 'limits') };
      errors.push(...itemErrors(item, stated));
    }
  }
  return errors;
}

/** Why a claim is outside a range, sentence by sentence. */
export function claimLimitErrors({ spec }: LimitRange, object: KubeObject): string[] {
  const requests = readList((object as PersistentVolumeClaim).spec?.resources?.requests);
  const errors: string[] = [];
  for (const item of spec?.limits ?? []) {
    if (item.type !== 'PersistentVolumeClaim') continue;
    const stated = { requests, limits: new Map() };
    for (const [name, bound] of bounds(item.min)) errors.push(minError(item.type, name, bound, stated));
    for (const [name, bound] of bounds(item.max)) errors.push(maxRequestError(item.type, name, bound, requests));
  }
  return errors.filter((error) => error !== '');
}

function bounds(texts: ResourceTexts | undefined): [string, Quantity][] {
  return Object.keys(texts ?? {})
    .sort()
    .map((name) => [name, mustParseQuantity(texts?.[name] ?? '0')]);
}

function itemErrors(item: Item, stated: Stated): string[] {
  const errors: string[] = [];
  for (const [name, bound] of bounds(item.min)) errors.push(minError(item.type, name, bound, stated));
  for (const [name, bound] of bounds(item.max)) errors.push(maxError(item.type, name, bound, stated));
  for (const [name, bound] of bounds(item.maxLimitRequestRatio))
    errors.push(ratioError(item.type, name, bound, stated));
  return errors.filter((error) => error !== '');
}

function minError(type: string, name: string, bound: Quantity, { requests, limits }: Stated): string {
  const head = `minimum ${name} usage per ${type} is ${canonicalQuantity(bound)}`;
  const request = requests.get(name);
  const limit = limits.get(name);
  if (request === undefined) return `${head}.  No request is specified`;
  if (compareQuantities(request, bound) < 0) return `${head}, but request is ${canonicalQuantity(request)}`;
  if (limit === undefined || compareQuantities(limit, bound) >= 0) return '';
  return `${head}, but limit is ${canonicalQuantity(limit)}`;
}

function maxError(type: string, name: string, bound: Quantity, { requests, limits }: Stated): string {
  const head = `maximum ${name} usage per ${type} is ${canonicalQuantity(bound)}`;
  const request = requests.get(name);
  const limit = limits.get(name);
  if (limit === undefined) return `${head}.  No limit is specified`;
  if (compareQuantities(limit, bound) > 0) return `${head}, but limit is ${canonicalQuantity(limit)}`;
  if (request === undefined || compareQuantities(request, bound) <= 0) return '';
  return `${head}, but request is ${canonicalQuantity(request)}`;
}

function maxRequestError(type: string, name: string, bound: Quantity, requests: ResourceList): string {
  const head = `maximum ${name} usage per ${type} is ${canonicalQuantity(bound)}`;
  const request = requests.get(name);
  if (request === undefined) return `${head}.  No request is specified`;
  return compareQuantities(request, bound) > 0 ? `${head}, but request is ${canonicalQuantity(request)}` : '';
}

const fractionDigits = 6;

function ratioError(type: string, name: string, bound: Quantity, { requests, limits }: Stated): string {
  const head = `${name} max limit to request ratio per ${type} is ${canonicalQuantity(bound)}`;
  const request = requests.get(name);
  const limit = limits.get(name);
  if (request === undefined || request.nanos === 0n) return `${head}, but no request is specified or request is 0`;
  if (limit === undefined || limit.nanos === 0n) return `${head}, but no limit is specified or limit is 0`;
  const ratio = milliValue(canonicalQuantity(limit)) / milliValue(canonicalQuantity(request));
  if (ratio * 1_000 <= milliValue(canonicalQuantity(bound))) return '';
  return `${head}, but provided ratio is ${ratio.toFixed(fractionDigits)}`;
}
