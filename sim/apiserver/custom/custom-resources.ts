/**
 * The kinds that CustomResourceDefinitions add to the built-in ones.
 *
 * Models: apiextensions-apiserver pkg/apiserver/customresource_handler.go (v1.37). Differs: what discovery needs is read from the definitions
 * themselves, so that a kind is known at the moment in which its definition is Established.
 */
import type { Sim } from '../../engine/engine.ts';
import type { CustomServing, PrinterColumn, ScalePaths } from '../../api/custom-serving.ts';
import { allVerbs, resourceByName, type ResourceInfo, type SubresourceInfo } from '../../api/resources.ts';
import type { JsonSchema } from '../../api/structural/json-schema.ts';
import type { CustomResourceDefinition } from '../../api/types.ts';
import { stepsOfPath } from '../../api/validation/custom-resource-version.ts';
import { getStored, rangeStored } from '../../etcd/etcd.ts';
import { compareVersions } from './versions.ts';

type Version = CustomResourceDefinition['spec']['versions'][number];

/** Where definitions are stored. */
export const definitionsPrefix = (resourceByName('apiextensions.k8s.io', 'customresourcedefinitions') as ResourceInfo)
  .etcdPrefix;

/** Served versions of a definition, the preferred one first; made once for each state of a definition. */
const served = new WeakMap<CustomResourceDefinition, readonly ResourceInfo[]>();

function servedBy(definition: CustomResourceDefinition): readonly ResourceInfo[] {
  const known = served.get(definition);
  if (known !== undefined) return known;
  const infos = isEstablished(definition) && !isBuiltIn(definition) ? infosOf(definition) : [];
  served.set(definition, infos);
  return infos;
}

/** Whether a definition is about a resource that the server has anyway; it changes nothing then. */
export function isBuiltIn({ spec }: CustomResourceDefinition): boolean {
  return resourceByName(spec.group, spec.names.plural) !== undefined;
}

/** Whether a definition has been found good to serve its objects. */
export function isEstablished({ status }: CustomResourceDefinition): boolean {
  return (
    status?.conditions?.some((condition) => condition.type === 'Established' && condition.status === 'True') === true
  );
}

/** Where the objects of a definition are stored. */
export function customPrefix(group: string, plural: string): string {
  return `/registry/${group}/${plural}`;
}

function infosOf(definition: CustomResourceDefinition): readonly ResourceInfo[] {
  return definition.spec.versions
    .filter((version) => version.served)
    .sort((a, b) => compareVersions(a.name, b.name))
    .map((version) => infoOfVersion(definition, version));
}

function infoOfVersion(definition: CustomResourceDefinition, version: Version): ResourceInfo {
  const { spec, status } = definition;
  const { group, scope } = spec;
  const names = (status?.acceptedNames?.plural ?? '') === '' ? spec.names : (status?.acceptedNames ?? spec.names);
  const apiVersion = `${group}/${version.name}`;
  const storage = spec.versions.find((one) => one.storage) ?? version;
  return {
    group,
    version: version.name,
    apiVersion,
    kind: names.kind,
    listKind: names.listKind ?? `${names.kind}List`,
    resource: names.plural,
    singular: names.singular ?? names.kind.toLowerCase(),
    shortNames: names.shortNames ?? [],
    categories: names.categories ?? [],
    namespaced: scope === 'Namespaced',
    verbs: allVerbs,
    subresources: subresourcesOf(group, version, names.kind),
    hasStatus: version.subresources?.status !== undefined,
    hasGeneration: true,
    isStored: true,
    storedAs: `${group}/${storage.name}`,
    etcdPrefix: customPrefix(group, spec.names.plural),
    selectableFields: (version.selectableFields ?? []).map(({ jsonPath }) => jsonPath.slice(1)),
    custom: servingOf(definition, version),
  };
}

function subresourcesOf(group: string, { name, subresources }: Version, kind: string): SubresourceInfo[] {
  const verbs = ['get', 'patch', 'update'] as const;
  const result: SubresourceInfo[] = [];
  if (subresources?.scale !== undefined) {
    result.push({ name: 'scale', group: 'autoscaling', version: 'v1', kind: 'Scale', verbs });
  }
  if (subresources?.status !== undefined) result.push({ name: 'status', group, version: name, kind, verbs });
  return result;
}

function servingOf({ metadata, spec }: CustomResourceDefinition, version: Version): CustomServing {
  const apiVersion = `${spec.group}/${version.name}`;
  const warning = version.deprecationWarning ?? `${apiVersion} ${spec.names.kind} is deprecated`;
  return {
    definition: metadata?.name ?? '',
    schema: (version.schema?.openAPIV3Schema ?? {}) as JsonSchema,
    columns: version.additionalPrinterColumns ?? [ageColumn],
    scale: scaleOf(version),
    isTerminating: metadata?.deletionTimestamp !== undefined,
    deprecation: version.deprecated === true ? warning : null,
  };
}

/** Models: apiextensions-apiserver pkg/registry/customresource/tableconvertor (v1.37). */
const ageColumn: PrinterColumn = {
  name: 'Age',
  type: 'date',
  description:
    'CreationTimestamp is a timestamp representing the server time when this object was created. It is not guaranteed to be set in happens-before order across separate operations. Clients may not set this value. It is represented in RFC3339 form and is in UTC.',
  jsonPath: '.metadata.creationTimestamp',
};

function scaleOf({ subresources }: Version): ScalePaths | null {
  const scale = subresources?.scale;
  if (scale === undefined) return null;
  return {
    specReplicas: stepsOfPath(scale.specReplicasPath),
    statusReplicas: stepsOfPath(scale.statusReplicasPath),
    labelSelector: stepsOfPath(scale.labelSelectorPath ?? ''),
  };
}

function definitionOf(sim: Sim, name: string): CustomResourceDefinition | undefined {
  return getStored(sim, definitionsPrefix, name)?.object as CustomResourceDefinition | undefined;
}

/** A custom resource by its path; the preferred version when none is named. Undefined when no definition serves it. */
export function customResource(sim: Sim, group: string, resource: string, version?: string): ResourceInfo | undefined {
  if (group === '') return undefined;
  const definition = definitionOf(sim, `${resource}.${group}`);
  if (definition === undefined) return undefined;
  const infos = servedBy(definition);
  return version === undefined ? infos[0] : infos.find((info) => info.version === version);
}

/** A custom resource by what its objects say of themselves. */
export function customResourceForKind(sim: Sim, apiVersion: string, kind: string): ResourceInfo | undefined {
  return customResources(sim).find((info) => info.apiVersion === apiVersion && info.kind === kind);
}

/** The custom resource whose objects are kept below a prefix of etcd, in the version in which they are kept if that is served. */
export function customResourceByPrefix(sim: Sim, prefix: string): ResourceInfo | undefined {
  const slash = prefix.lastIndexOf('/');
  const group = prefix.slice('/registry/'.length, slash);
  const definition = definitionOf(sim, `${prefix.slice(slash + 1)}.${group}`);
  if (definition === undefined) return undefined;
  const infos = servedBy(definition);
  return infos.find((info) => info.storedAs === info.apiVersion) ?? infos[0];
}

/** Whether a definition is there that will serve a kind as soon as it is Established. */
export function isAboutToBeServed(sim: Sim, apiVersion: string, kind: string): boolean {
  return rangeStored(sim, definitionsPrefix).some(({ object }) => {
    const definition = object as CustomResourceDefinition;
    const { group, names, versions } = definition.spec;
    const isMeant =
      names.kind === kind && versions.some(({ name, served }) => served && `${group}/${name}` === apiVersion);
    return isMeant && !isEstablished(definition) && definition.metadata?.deletionTimestamp === undefined;
  });
}

/** Every served custom resource in every served version: by the name of the definition, within one the preferred version first. */
export function customResources(sim: Sim): readonly ResourceInfo[] {
  return rangeStored(sim, definitionsPrefix).flatMap(({ object }) => servedBy(object as CustomResourceDefinition));
}

/** The columns that a definition gives its objects in tables; undefined for built-in kinds. */
export function printerColumnsOf(
  sim: Sim,
  group: string,
  version: string,
  resource: string,
): readonly PrinterColumn[] | undefined {
  return customResource(sim, group, resource, version)?.custom?.columns;
}
