/** Security contexts. Models: pkg/apis/core/validation ValidateSecurityContext, ValidatePodSecurityContext (v1.37). */
import type { Container, PodSpec } from '../types.ts';
import { checkOptionalOneOf, checkRange } from './common.ts';
import { duplicate, forbidden, invalid, required } from './field-error.ts';
import type { FieldError } from './field-error.ts';
import { checkLocalPath } from './local-path.ts';

type ContainerSecurity = NonNullable<Container['securityContext']> & { readonly appArmorProfile?: Profile };

const sysctlShape = /^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$/;
const sysctlMax = 253;

function checkId(id: number | undefined, path: string, errors: FieldError[]): void {
  if (id !== undefined) checkRange(id, 0, path, errors);
}

interface Profile {
  readonly type?: string;
  readonly localhostProfile?: string;
}

const profileTypes = ['Localhost', 'RuntimeDefault', 'Unconfined'];

/** A profile for seccomp or AppArmor: the name of a file belongs to one type only. */
function checkProfile(profile: Profile | undefined, what: string, path: string, errors: FieldError[]): void {
  if (profile === undefined) return;
  const localPath = `${path}.localhostProfile`;
  if (profile.type === 'Localhost') {
    if ((profile.localhostProfile ?? '').trim() === '') {
      errors.push(required(localPath, `must be set when ${what} type is Localhost`));
    } else if (what === 'seccomp') checkLocalPath(profile.localhostProfile ?? '', localPath, errors);
  } else if (profile.localhostProfile !== undefined) {
    errors.push(invalid(localPath, profile.localhostProfile, `can only be set when ${what} type is Localhost`));
  }
  if ((profile.type ?? '') === '') errors.push(required(`${path}.type`, `type is required when ${what}Profile is set`));
  else checkOptionalOneOf(profile.type, profileTypes, `${path}.type`, errors);
}

function checkProcMount(
  procMount: string | undefined,
  hasHostUsers: boolean,
  path: string,
  errors: FieldError[],
): void {
  checkOptionalOneOf(procMount, ['Default', 'Unmasked'], path, errors);
  if (procMount === 'Unmasked' && hasHostUsers) {
    errors.push(invalid(path, procMount, '`hostUsers` must be false to use `Unmasked`'));
  }
}

/** The rights of one container. */
export function checkContainerSecurity(
  security: ContainerSecurity,
  hasHostUsers: boolean,
  path: string,
  errors: FieldError[],
): void {
  checkId(security.runAsUser, `${path}.runAsUser`, errors);
  checkId(security.runAsGroup, `${path}.runAsGroup`, errors);
  checkProcMount(security.procMount, hasHostUsers, `${path}.procMount`, errors);
  checkProfile(security.seccompProfile, 'seccomp', `${path}.seccompProfile`, errors);
  checkProfile(security.appArmorProfile, 'AppArmor', `${path}.appArmorProfile`, errors);
  if (security.allowPrivilegeEscalation !== false) return;
  if (security.privileged === true) {
    const why = 'cannot set `allowPrivilegeEscalation` to false and `privileged` to true';
    errors.push(invalid(path, security, why));
  }
  if (security.capabilities?.add?.includes('CAP_SYS_ADMIN') === true) {
    const why = 'cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN';
    errors.push(invalid(path, security, why));
  }
}

type PodSecurity = NonNullable<PodSpec['securityContext']> & {
  readonly supplementalGroupsPolicy?: string;
  readonly seLinuxChangePolicy?: string;
};

/** Settings of the kernel: each once, and not those of the host's own network or memory. */
function checkSysctls(spec: PodSpec, path: string, errors: FieldError[]): void {
  const names = new Set<string>();
  spec.securityContext?.sysctls?.forEach((sysctl, index) => {
    const namePath = `${path}[${index}].name`;
    const name = (sysctl.name as string | undefined) ?? '';
    if (name === '') errors.push(required(namePath));
    else if (name.length > sysctlMax || !sysctlShape.test(name)) {
      const why = `must have at most ${sysctlMax} characters and match regex ${sysctlShape.source}`;
      errors.push(invalid(namePath, name, why));
    } else if (names.has(name)) errors.push(duplicate(namePath, name));
    names.add(name);
    const dotted = name.replace(/\//g, '.');
    if (spec.hostNetwork === true && dotted.startsWith('net.')) {
      errors.push(invalid(namePath, name, "may not be specified when 'hostNetwork' is set to true"));
    }
    if (spec.hostIPC === true && /^(kernel\.(shm|msg|sem)|fs\.mqueue\.)/.test(dotted)) {
      errors.push(invalid(namePath, name, "may not be specified when 'hostIPC' is set to true"));
    }
  });
}

/** The rights of all containers of a pod. */
export function checkPodSecurity(spec: PodSpec, path: string, errors: FieldError[]): void {
  checkHostUsers(spec, path, errors);
  const security: PodSecurity | undefined = spec.securityContext;
  if (security === undefined) return;
  const at = `${path}.securityContext`;
  checkId(security.fsGroup, `${at}.fsGroup`, errors);
  checkId(security.runAsUser, `${at}.runAsUser`, errors);
  checkId(security.runAsGroup, `${at}.runAsGroup`, errors);
  security.supplementalGroups?.forEach((id, index) => {
    checkId(id, `${at}.supplementalGroups[${index}]`, errors);
  });
  if (spec.shareProcessNamespace === true && spec.hostPID === true) {
    errors.push(
      invalid(`${at}.shareProcessNamespace`, true, 'ShareProcessNamespace and HostPID cannot both be enabled'),
    );
  }
  checkOptionalOneOf(security.fsGroupChangePolicy, ['Always', 'OnRootMismatch'], `${at}.fsGroupChangePolicy`, errors);
  const policy = security.supplementalGroupsPolicy;
  checkOptionalOneOf(policy, ['Merge', 'Strict'], `${at}.supplementalGroupsPolicy`, errors);
  const change = security.seLinuxChangePolicy;
  checkOptionalOneOf(change, ['MountOption', 'Recursive'], `${at}.seLinuxChangePolicy`, errors);
  checkProfile(security.seccompProfile, 'seccomp', `${at}.seccompProfile`, errors);
  checkProfile(security.appArmorProfile, 'AppArmor', `${at}.appArmorProfile`, errors);
  checkSysctls(spec, `${at}.sysctls`, errors);
}

/** A pod with users of its own shares no name space with the host. */
function checkHostUsers(spec: PodSpec, path: string, errors: FieldError[]): void {
  if (spec.hostUsers !== false) return;
  for (const field of ['hostNetwork', 'hostPID', 'hostIPC'] as const) {
    if (spec[field] === true) errors.push(forbidden(`${path}.${field}`, 'when `hostUsers` is false'));
  }
}
