/** Defaults of the smaller core kinds. Models: pkg/apis/core/v1/defaults.go, pkg/registry/core/namespace/strategy.go (v1.37). */
import { encodeBase64 } from '../base64.ts';
import type {
  Endpoints,
  LimitRange,
  Namespace,
  Node,
  PodTemplate,
  PriorityClass,
  ReplicationController,
  Secret,
} from '../types.ts';
import { fill, mapSame, withField } from './fill.ts';
import { defaultPodTemplate } from './pod.ts';

/** The label by which selectors find a namespace. */
export const namespaceNameLabel = 'kubernetes.io/metadata.name';

/** Fills in a namespace: its name as a label, the finalizer that empties it, its phase. */
export function defaultNamespace(namespace: Namespace): Namespace {
  const metadata = namespace.metadata ?? {};
  const labelled =
    metadata.name === undefined || metadata.name === '' || metadata.labels?.[namespaceNameLabel] === metadata.name
      ? metadata
      : { ...metadata, labels: { ...metadata.labels, [namespaceNameLabel]: metadata.name } };
  const named = withField(namespace, 'metadata', labelled);
  return fill(named, { spec: { finalizers: ['kubernetes'] }, status: { phase: 'Active' } });
}

/** Fills in a node: what it has is what it can give, unless it says otherwise. */
export function defaultNode(node: Node): Node {
  const status = node.status;
  if (status?.capacity === undefined || status.allocatable !== undefined) return node;
  return { ...node, status: { ...status, allocatable: status.capacity } };
}

/** Fills in a secret: its type, and `stringData` encoded into `data`. */
export function defaultSecret(secret: Secret): Secret {
  const typed = secret.type === undefined || secret.type === '' ? { ...secret, type: 'Opaque' } : secret;
  if (typed.stringData === undefined) return typed;
  const { stringData, ...rest } = typed;
  const data: Record<string, string> = { ...rest.data };
  for (const [key, text] of Object.entries(stringData)) data[key] = encodeBase64(text);
  return { ...rest, data };
}

/** Fills in a ReplicationController: without a selector it selects what its template makes. */
export function defaultReplicationController(controller: ReplicationController): ReplicationController {
  if (controller.spec === undefined) return controller;
  let spec = fill(controller.spec, { replicas: 1 });
  if (spec.template !== undefined) spec = withField(spec, 'template', defaultPodTemplate(spec.template));
  const labels = spec.template?.metadata?.labels;
  if (labels === undefined || Object.keys(labels).length === 0) return withField(controller, 'spec', spec);
  if (Object.keys(spec.selector ?? {}).length === 0) spec = { ...spec, selector: labels };
  const filled = withField(controller, 'spec', spec);
  if (Object.keys(controller.metadata?.labels ?? {}).length > 0) return filled;
  return { ...filled, metadata: { ...filled.metadata, labels } };
}

/** Fills in a PodTemplate. */
export function defaultPodTemplateObject(template: PodTemplate): PodTemplate {
  return template.template === undefined
    ? template
    : withField(template, 'template', defaultPodTemplate(template.template));
}

type LimitRangeItem = NonNullable<LimitRange['spec']>['limits'][number];

/** What a container may have at most it has by default; what it has by default or at least it requests. */
function defaultLimits(item: LimitRangeItem): LimitRangeItem {
  if (item.type !== 'Container') return item;
  const limits = fill(item.default ?? {}, item.max ?? {});
  const requests = fill(fill(item.defaultRequest ?? {}, limits), item.min ?? {});
  const hasLimits = Object.keys(limits).length > 0;
  const hasRequests = Object.keys(requests).length > 0;
  const filled = hasLimits ? withField(item, 'default', limits) : item;
  return hasRequests ? withField(filled, 'defaultRequest', requests) : filled;
}

/** Fills in a LimitRange. */
export function defaultLimitRange(limitRange: LimitRange): LimitRange {
  const limits = limitRange.spec?.limits;
  if (limitRange.spec === undefined || limits === undefined) return limitRange;
  return withField(limitRange, 'spec', withField(limitRange.spec, 'limits', mapSame(limits, defaultLimits)));
}

/** Fills in Endpoints. */
export function defaultEndpoints(endpoints: Endpoints): Endpoints {
  if (endpoints.subsets === undefined) return endpoints;
  const subsets = mapSame(endpoints.subsets, (subset) =>
    subset.ports === undefined
      ? subset
      : withField(
          subset,
          'ports',
          mapSame(subset.ports, (port) => fill(port, { protocol: 'TCP' })),
        ),
  );
  return withField(endpoints, 'subsets', subsets);
}

/** Fills in a PriorityClass. */
export function defaultPriorityClass(priorityClass: PriorityClass): PriorityClass {
  return fill(priorityClass, { preemptionPolicy: 'PreemptLowerPriority' });
}
