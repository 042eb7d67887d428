/** Security contexts. Models: pkg/apis/core/validation ValidateSecurityContext, ValidatePodSecurityContext (v1.37). */
import type { Container, PodSpec } from '../types.ts';
import { checkOptionalOneOf, checkRange } from './common.ts';
import { invalid, required } from './field-error.ts';
import type { FieldError } from './field-error.ts';

type ContainerSecurity = NonNullable<Container['securityContext']>;

const sysctlShape = /^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$/;
const sysctlMax = 253;

function checkId(id: number | undefined, path: string, errors: FieldError[]): void {
  if (id !== undefined) checkRange(id, 0, path, errors);
}

/** The rights of one container. */
export function checkContainerSecurity(security: ContainerSecurity, path: string, errors: FieldError[]): void {
  checkId(security.runAsUser, `${path}.runAsUser`, errors);
  checkId(security.runAsGroup, `${path}.runAsGroup`, errors);
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

/** The rights of all containers of a pod. */
export function checkPodSecurity(spec: PodSpec, path: string, errors: FieldError[]): void {
  const security = spec.securityContext;
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
  checkOptionalOneOf(security.fsGroupChangePolicy, ['OnRootMismatch', 'Always'], `${at}.fsGroupChangePolicy`, errors);
  security.sysctls?.forEach((sysctl, index) => {
    const namePath = `${at}.sysctls[${index}].name`;
    if (sysctl.name === '') errors.push(required(namePath));
    else if (sysctl.name.length > sysctlMax || !sysctlShape.test(sysctl.name)) {
      errors.push(
        invalid(
          namePath,
          sysctl.name,
          `must have at most ${sysctlMax} characters and match regex ${sysctlShape.source}`,
        ),
      );
    }
  });
}
