/** What a kustomization.yaml says. Models: kustomize api/types (v5.7). Differs: the fields that are in common use. */
import { readManifests } from '../../api/yaml/manifests.ts';

export interface Generated {
  readonly name?: string;
  readonly namespace?: string;
  readonly type?: string;
  readonly behavior?: string;
  readonly literals?: readonly string[];
  readonly files?: readonly string[];
  readonly envs?: readonly string[];
  readonly env?: string;
  readonly options?: GeneratorOptions;
}
export interface GeneratorOptions {
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly disableNameSuffixHash?: boolean;
  readonly immutable?: boolean;
}
export interface PatchTarget {
  readonly group?: string;
  readonly version?: string;
  readonly kind?: string;
  readonly name?: string;
  readonly namespace?: string;
  readonly labelSelector?: string;
}
export interface Kustomization {
  readonly resources?: readonly string[];
  readonly bases?: readonly string[];
  readonly namePrefix?: string;
  readonly nameSuffix?: string;
  readonly namespace?: string;
  readonly commonLabels?: Readonly<Record<string, string>>;
  readonly labels?: readonly {
    readonly pairs?: Readonly<Record<string, string>>;
    readonly includeSelectors?: boolean;
    readonly includeTemplates?: boolean;
  }[];
  readonly commonAnnotations?: Readonly<Record<string, string>>;
  readonly images?: readonly {
    readonly name: string;
    readonly newName?: string;
    readonly newTag?: string;
    readonly digest?: string;
  }[];
  readonly replicas?: readonly { readonly name: string; readonly count: number }[];
  readonly patches?: readonly { readonly path?: string; readonly patch?: string; readonly target?: PatchTarget }[];
  readonly patchesStrategicMerge?: readonly string[];
  readonly patchesJson6902?: readonly {
    readonly path?: string;
    readonly patch?: string;
    readonly target: PatchTarget;
  }[];
  readonly configMapGenerator?: readonly Generated[];
  readonly secretGenerator?: readonly Generated[];
  readonly generatorOptions?: GeneratorOptions;
}

/** What cannot be built, in kustomize's words. */
export class KustomizeError extends Error {
  override readonly name = 'KustomizeError';
}

/** File names that make a folder one to build. */
export const kustomizationNames = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'] as const;

const known: ReadonlySet<string> = new Set([
  'apiVersion',
  'kind',
  'metadata',
  'resources',
  'bases',
  'namePrefix',
  'nameSuffix',
  'namespace',
  'commonLabels',
  'labels',
  'commonAnnotations',
  'images',
  'replicas',
  'patches',
  'patchesStrategicMerge',
  'patchesJson6902',
  'configMapGenerator',
  'secretGenerator',
  'generatorOptions',
  'buildMetadata',
  'sortOptions',
]);

/** Reads a kustomization; fails for fields that are not known, as kustomize does for those that it does not know. */
export function readKustomization(text: string, path: string): Kustomization {
  const { documents, errors } = readManifests(withType(text), path);
  const [problem] = errors;
  if (problem !== undefined)
    throw new KustomizeError(`invalid Kustomization: yaml: line ${problem.line}: ${problem.message}`);
  const value = (documents[0]?.value ?? {}) as Readonly<Record<string, unknown>>;
  const stranger = Object.keys(value).find((field) => !known.has(field));
  if (stranger !== undefined) {
    throw new KustomizeError(`invalid Kustomization: json: unknown field ${JSON.stringify(stranger)}`);
  }
  return value as Kustomization;
}

/** Its type may be left out, which the reader of manifests does not take. */
function withType(text: string): string {
  const type = /^apiVersion:/m.test(text) ? '' : 'apiVersion: kustomize.config.k8s.io/v1beta1\n';
  return `${type}${/^kind:/m.test(text) ? '' : 'kind: Kustomization\n'}${text}`;
}
