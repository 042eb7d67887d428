/**
 * The baseline standard: what lets a pod out of its container.
 *
 * Models: staging/src/k8s.io/pod-security-admission/policy/check_*.go of level baseline (v1.37).
 * Differs: AppArmor profiles, probe hosts and what concerns Windows are not looked at.
 */
import { containersOf, named, plural, quoted, quotedSet, setters, type Check } from './words.ts';

const defaultCapabilities: ReadonlySet<string> = new Set([
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
]);

export const capabilitiesBaseline: Check = (spec) => {
  const added = (names: readonly string[] | undefined): string[] =>
    (names ?? []).filter((name) => !defaultCapabilities.has(name));
  const bad = containersOf(spec).filter(({ securityContext }) => added(securityContext?.capabilities?.add).length > 0);
  if (bad.length === 0) return null;
  const names = quotedSet(bad.flatMap(({ securityContext }) => added(securityContext?.capabilities?.add)));
  const detail = `${named(bad)} must not include ${names} in securityContext.capabilities.add`;
  return { reason: 'non-default capabilities', detail };
};

export const hostNamespaces: Check = ({ hostNetwork, hostPID, hostIPC }) => {
  const shared = [
    ...(hostNetwork === true ? ['hostNetwork=true'] : []),
    ...(hostPID === true ? ['hostPID=true'] : []),
    ...(hostIPC === true ? ['hostIPC=true'] : []),
  ];
  return shared.length === 0 ? null : { reason: 'host namespaces', detail: shared.join(', ') };
};

export const hostPathVolumes: Check = ({ volumes = [] }) => {
  const bad = volumes.filter(({ hostPath }) => hostPath !== undefined).map(({ name }) => name);
  if (bad.length === 0) return null;
  return { reason: 'hostPath volumes', detail: `${plural('volume', 'volumes', bad.length)} ${quoted(bad)}` };
};

export const hostPorts: Check = (spec) => {
  const bad = containersOf(spec).filter(({ ports }) => (ports ?? []).some(({ hostPort }) => (hostPort ?? 0) !== 0));
  if (bad.length === 0) return null;
  const used = bad.flatMap(({ ports }) =>
    (ports ?? []).map(({ hostPort }) => hostPort ?? 0).filter((port) => port !== 0),
  );
  const ports = [...new Set(used.map(String))].sort();
  const verb = plural('uses', 'use', bad.length);
  return {
    reason: 'hostPort',
    detail: `${named(bad)} ${verb} ${plural('hostPort', 'hostPorts', ports.length)} ${ports.join(', ')}`,
  };
};

export const privileged: Check = (spec) => {
  const bad = containersOf(spec).filter(({ securityContext }) => securityContext?.privileged === true);
  return bad.length === 0
    ? null
    : { reason: 'privileged', detail: `${named(bad)} must not set securityContext.privileged=true` };
};

/** Pods in a user namespace of their own may do more inside it. */
export function hasOwnUsers(spec: object): boolean {
  return (spec as { readonly hostUsers?: boolean }).hostUsers === false;
}

export const procMount: Check = (spec) => {
  if (hasOwnUsers(spec)) return null;
  const mountOf = (mount: string | undefined): string => mount ?? 'Default';
  const bad = containersOf(spec).filter(({ securityContext }) => mountOf(securityContext?.procMount) !== 'Default');
  if (bad.length === 0) return null;
  const mounts = quotedSet(bad.map(({ securityContext }) => mountOf(securityContext?.procMount)));
  return { reason: 'procMount', detail: `${named(bad)} must not set securityContext.procMount to ${mounts}` };
};

const selinuxTypes: ReadonlySet<string> = new Set([
  '',
  'container_engine_t',
  'container_init_t',
  'container_kvm_t',
  'container_t',
]);

interface SelinuxOptions {
  readonly type?: string;
  readonly user?: string;
  readonly role?: string;
}

export const seLinuxOptions: Check = (spec) => {
  const isBad = (options: SelinuxOptions | undefined): options is SelinuxOptions =>
    options !== undefined &&
    (!selinuxTypes.has(options.type ?? '') || (options.user ?? '') !== '' || (options.role ?? '') !== '');
  const ofPod = spec.securityContext?.seLinuxOptions;
  const bad = containersOf(spec).filter(({ securityContext }) => isBad(securityContext?.seLinuxOptions));
  const all = [ofPod, ...bad.map(({ securityContext }) => securityContext?.seLinuxOptions)].filter(isBad);
  if (all.length === 0) return null;
  const types = [...new Set(all.map(({ type }) => type ?? '').filter((type) => !selinuxTypes.has(type)))].sort();
  const data = [
    ...(types.length === 0 ? [] : [`${plural('type', 'types', types.length)} ${quoted(types)}`]),
    ...(all.some(({ user }) => (user ?? '') !== '') ? ['user may not be set'] : []),
    ...(all.some(({ role }) => (role ?? '') !== '') ? ['role may not be set'] : []),
  ];
  const who = setters(isBad(ofPod), bad);
  return {
    reason: 'seLinuxOptions',
    detail: `${who} set forbidden securityContext.seLinuxOptions: ${data.join('; ')}`,
  };
};

/** Whether a profile is one that may be chosen. */
export function isGoodSeccomp(type: string | undefined): boolean {
  return type === 'RuntimeDefault' || type === 'Localhost';
}

export const seccompBaseline: Check = (spec) => {
  const isBad = (profile: { readonly type: string } | undefined): boolean =>
    profile !== undefined && !isGoodSeccomp(profile.type);
  const ofPod = spec.securityContext?.seccompProfile;
  const bad = containersOf(spec).filter(({ securityContext }) => isBad(securityContext?.seccompProfile));
  if (!isBad(ofPod) && bad.length === 0) return null;
  const types = bad.map(({ securityContext }) => securityContext?.seccompProfile?.type ?? '');
  if (isBad(ofPod)) types.push(ofPod?.type ?? '');
  const who = setters(isBad(ofPod), bad);
  return {
    reason: 'seccompProfile',
    detail: `${who} must not set securityContext.seccompProfile.type to ${quotedSet(types)}`,
  };
};

const safeSysctls: ReadonlySet<string> = new Set([
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.ip_local_reserved_ports',
  'net.ipv4.ip_unprivileged_port_start',
  'net.ipv4.ping_group_range',
  'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_keepalive_intvl',
  'net.ipv4.tcp_keepalive_probes',
  'net.ipv4.tcp_keepalive_time',
  'net.ipv4.tcp_rmem',
  'net.ipv4.tcp_syncookies',
  'net.ipv4.tcp_wmem',
]);

export const sysctls: Check = ({ securityContext }) => {
  const bad = (securityContext?.sysctls ?? []).map(({ name }) => name).filter((name) => !safeSysctls.has(name));
  return bad.length === 0 ? null : { reason: 'forbidden sysctls', detail: bad.join(', ') };
};

/** In the order of their names, as messages list them. */
export const baselineChecks: readonly Check[] = [
  capabilitiesBaseline,
  hostNamespaces,
  hostPathVolumes,
  hostPorts,
  privileged,
  procMount,
  seLinuxOptions,
  seccompBaseline,
  sysctls,
];
