/** The form of an answer that a client asks for by its Accept header. */

export type AnswerForm =
  | { readonly as: 'object'; readonly isYaml?: true }
  | { readonly as: 'table' | 'partial'; readonly version: 'v1' | 'v1beta1' };

/** A media range with its parameters. */
interface Range {
  readonly type: string;
  readonly parameters: ReadonlyMap<string, string>;
}

function rangesOf(header: string): Range[] {
  return header
    .split(',')
    .map((part) => part.split(';').map((word) => word.trim()))
    .map(([type = '', ...rest]) => ({
      type: type.toLowerCase(),
      parameters: new Map(rest.map((word): [string, string] => [word.split('=')[0] ?? '', word.split('=')[1] ?? ''])),
    }))
    .filter(({ type }) => type !== '');
}

/** Types that are answered, with JSON if not YAML: a client that lists protobuf first reads JSON as well. */
const answeredTypes: ReadonlySet<string> = new Set([
  'application/json',
  'application/*',
  '*/*',
  'application/yaml',
  'application/vnd.kubernetes.protobuf',
]);

/**
 * The form of the first range that can be answered, or `undefined` when there is none (406).
 *
 * Models: apiserver pkg/endpoints/handlers/negotiation/negotiate.go NegotiateMediaTypeOptions (v1.37).
 * Differs: answers are JSON or YAML; who lists protobuf gets JSON.
 */
export function answerForm(header: string): AnswerForm | undefined {
  if (header === '') return { as: 'object' };
  for (const { type, parameters } of rangesOf(header)) {
    if (!answeredTypes.has(type)) continue;
    const as = parameters.get('as');
    if (as === undefined) return type === 'application/yaml' ? { as: 'object', isYaml: true } : { as: 'object' };
    const version = parameters.get('v') ?? 'v1';
    const isKnown = (parameters.get('g') ?? 'meta.k8s.io') === 'meta.k8s.io' && /^v1(beta1)?$/.test(version);
    if (!isKnown || type !== 'application/json') continue;
    if (as === 'Table') return { as: 'table', version: version as 'v1' };
    if (as === 'PartialObjectMetadata' || as === 'PartialObjectMetadataList') {
      return { as: 'partial', version: version as 'v1' };
    }
  }
  return undefined;
}

/** The version of aggregated discovery that a client asks for before anything else it could read. */
export function aggregatedDiscovery(header: string): 'v2' | 'v2beta1' | undefined {
  for (const { type, parameters } of rangesOf(header)) {
    if (type !== 'application/json') continue;
    if (parameters.get('as') === undefined) return undefined;
    const version = parameters.get('v');
    const isAsked = parameters.get('g') === 'apidiscovery.k8s.io' && parameters.get('as') === 'APIGroupDiscoveryList';
    if (isAsked && (version === 'v2' || version === 'v2beta1')) return version;
  }
  return undefined;
}
