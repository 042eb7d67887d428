/** Aggregated discovery: all groups, versions and resources in one answer. Models: k8s.io/api/apidiscovery/v2 (v1.37). */
import type { ResourceInfo, SubresourceInfo } from '../../api/resources.ts';
import { byGroup, versionsOf } from './groups.ts';

/**
 * The discovery of `/api` (the core group) or `/apis` (all others).
 *
 * @param version `v2` or `v2beta1`, which are the same but for their name
 */
export function aggregatedDiscovery(
  resources: readonly ResourceInfo[],
  isCore: boolean,
  version: 'v2' | 'v2beta1',
): object {
  const groups = [...byGroup(resources)].filter(([group]) => (group === '') === isCore);
  return {
    kind: 'APIGroupDiscoveryList',
    apiVersion: `apidiscovery.k8s.io/${version}`,
    metadata: {},
    items: groups.map(([group, infos]) => ({
      metadata: group === '' ? { creationTimestamp: null } : { name: group, creationTimestamp: null },
      versions: versionsOf(infos).map((one) => ({
        version: one,
        resources: infos.filter((info) => info.version === one).map(discoveryOf),
        freshness: 'Current',
      })),
    })),
  };
}

function kindOf({ group, version, kind }: ResourceInfo | SubresourceInfo): object {
  return { group, version, kind };
}

function discoveryOf(info: ResourceInfo): object {
  return {
    resource: info.resource,
    responseKind: kindOf(info),
    scope: info.namespaced ? 'Namespaced' : 'Cluster',
    singularResource: info.singular,
    verbs: info.verbs,
    ...(info.shortNames.length === 0 ? {} : { shortNames: info.shortNames }),
    ...(info.categories.length === 0 ? {} : { categories: info.categories }),
    ...(info.subresources.length === 0 ? {} : { subresources: info.subresources.map(partOf) }),
  };
}

function partOf(subresource: SubresourceInfo): object {
  return { subresource: subresource.name, responseKind: kindOf(subresource), verbs: subresource.verbs };
}
