/** Discovery by group and version, as clients older than aggregated discovery read it. */
import type { ResourceInfo, SubresourceInfo } from '../../api/resources.ts';

const noClients = [{ clientCIDR: '0.0.0.0/0', serverAddress: '10.0.0.10:6443' }];

/** Served kinds by group, in the order of discovery. */
export function byGroup(resources: readonly ResourceInfo[]): Map<string, ResourceInfo[]> {
  const groups = new Map<string, ResourceInfo[]>();
  for (const info of resources) {
    const list = groups.get(info.group);
    if (list === undefined) groups.set(info.group, [info]);
    else list.push(info);
  }
  return groups;
}

/** Versions of a group, the preferred one first. */
export function versionsOf(infos: readonly ResourceInfo[]): string[] {
  return [...new Set(infos.map(({ version }) => version))];
}

/** `/api`: the versions of the core group. */
export function apiVersions(): object {
  return { kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: noClients };
}

/** `/apis`: all groups but the core one. */
export function apiGroupList(resources: readonly ResourceInfo[]): object {
  const groups = [...byGroup(resources)].filter(([group]) => group !== '').map(([, infos]) => groupOf(infos));
  return { kind: 'APIGroupList', apiVersion: 'v1', groups };
}

/** `/apis/apps`: one group, or `undefined`. */
export function apiGroup(resources: readonly ResourceInfo[], group: string): object | undefined {
  const infos = byGroup(resources).get(group);
  return infos === undefined ? undefined : { kind: 'APIGroup', apiVersion: 'v1', ...groupOf(infos) };
}

function groupOf(infos: readonly ResourceInfo[]): object {
  const { group } = infos[0] as ResourceInfo;
  const versions = versionsOf(infos).map((version) => ({ groupVersion: `${group}/${version}`, version }));
  return { name: group, versions, preferredVersion: versions[0] };
}

/** `/api/v1`, `/apis/apps/v1`: the resources of a group's version with their subresources, or `undefined`. */
export function apiResourceList(resources: readonly ResourceInfo[], apiVersion: string): object | undefined {
  const infos = resources.filter((info) => info.apiVersion === apiVersion);
  if (infos.length === 0) return undefined;
  const sorted = [...infos].sort((a, b) => (a.resource < b.resource ? -1 : 1));
  return {
    kind: 'APIResourceList',
    ...(apiVersion === 'v1' ? {} : { apiVersion: 'v1' }),
    groupVersion: apiVersion,
    resources: sorted.flatMap((info) => [resourceOf(info), ...info.subresources.map((one) => partOf(info, one))]),
  };
}

function resourceOf(info: ResourceInfo): object {
  return {
    name: info.resource,
    singularName: info.singular,
    namespaced: info.namespaced,
    kind: info.kind,
    verbs: info.verbs,
    ...(info.shortNames.length === 0 ? {} : { shortNames: info.shortNames }),
    ...(info.categories.length === 0 ? {} : { categories: info.categories }),
  };
}

function partOf(info: ResourceInfo, { name, group, version, kind, verbs }: SubresourceInfo): object {
  const isForeign = group !== info.group || version !== info.version;
  return {
    name: `${info.resource}/${name}`,
    singularName: '',
    namespaced: info.namespaced,
    ...(isForeign ? { group, version } : {}),
    kind,
    verbs,
  };
}
