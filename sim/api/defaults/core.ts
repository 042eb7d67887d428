/** Defaults of the smaller core kinds. Models: pkg/apis/core/v1/defaults.go, pkg/registry/core/namespace/strategy.go (v1.37). */
import { encodeBase64 } from '../base64.ts';
import type { Namespace, Node, Secret } from '../types.ts';
import { fill, withField } from './fill.ts';

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
