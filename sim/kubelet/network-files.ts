/** The files about names that the kubelet puts into containers. */
import type { ResolverConfig } from '../api/app-request.ts';
import type { Pod } from '../api/types.ts';

const localHosts = [
  '127.0.0.1\tlocalhost',
  '::1\tlocalhost ip6-localhost ip6-loopback',
  'fe00::0\tip6-localnet',
  'fe00::0\tip6-mcastprefix',
  'fe00::1\tip6-allnodes',
  'fe00::2\tip6-allrouters',
];

/**
 * The text of /etc/hosts in a pod's containers.
 *
 * Models: pkg/kubelet/kubelet_pods.go managedHostsFileContent, nodeHostsFileContent, hostsEntriesFromHostAliases (v1.37).
 * Differs: the machine's own file, which pods in its network see, has nothing but the local names.
 */
export function hostsFile({ metadata, spec }: Pod, ip: string, clusterDomain: string): string {
  const isHost = spec?.hostNetwork === true;
  const first = isHost ? '# Kubernetes-managed hosts file (host network).' : '# Kubernetes-managed hosts file.';
  const hostname = spec?.hostname ?? metadata?.name ?? '';
  const domain =
    spec?.subdomain === undefined ? '' : `${spec.subdomain}.${metadata?.namespace ?? ''}.svc.${clusterDomain}`;
  const names = domain === '' ? hostname : `${hostname}.${domain}\t${hostname}`;
  const own = isHost || ip === '' ? [] : [`${ip}\t${names}`];
  const aliases = (spec?.hostAliases ?? []).map(({ ip: address, hostnames }) =>
    [address, ...(hostnames ?? [])].join('\t'),
  );
  const added = aliases.length === 0 ? [] : ['', '# Entries added by HostAliases.', ...aliases];
  return `${[first, ...localHosts, ...own, ...added].join('\n')}\n`;
}

/** The text of /etc/resolv.conf. Models: cri-api DNSConfig as containerd writes it. */
export function resolvConf({ server, searches, ndots }: ResolverConfig): string {
  const lines = [
    ...(searches.length === 0 ? [] : [`search ${searches.join(' ')}`]),
    ...(server === '' ? [] : [`nameserver ${server}`]),
    ...(ndots === 1 ? [] : [`options ndots:${ndots}`]),
  ];
  return `${lines.join('\n')}\n`;
}
