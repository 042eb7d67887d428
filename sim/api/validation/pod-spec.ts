/** The spec that pods and pod templates share. Models: pkg/apis/core/validation ValidatePodSpec, ValidatePodTemplateSpec (v1.37). */
import { validateDns1123Subdomain } from '../names.ts';
import type { PodSpec, PodTemplateSpec, ResourceRequirements } from '../types.ts';
import { checkAffinity, checkSpreadConstraints, checkTolerations } from './affinity.ts';
import {
  check,
  checkAnnotations,
  checkDnsLabel,
  checkDnsSubdomain,
  checkIP,
  checkLabelName,
  checkLabels,
  checkOneOf,
  checkOptionalOneOf,
  checkRange,
} from './common.ts';
import { checkContainers, checkInitContainers } from './container.ts';
import type { ContainerContext } from './container.ts';
import { checkEphemeralContainers } from './ephemeral-container.ts';
import { duplicate, forbidden, invalid, notSupported, required } from './field-error.ts';
import type { FieldError } from './field-error.ts';
import { checkOverhead, checkPodResources } from './resources.ts';
import { checkPodSecurity } from './security.ts';
import { checkVolumes } from './volume.ts';

type DnsConfig = NonNullable<PodSpec['dnsConfig']>;

const dnsPolicies = ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None'];
const restartPolicies = ['Always', 'OnFailure', 'Never'];
const nameserversMax = 3;
const searchesMax = 32;
const searchCharactersMax = 2048;
const defaultGraceSeconds = 30;

function checkDnsConfig(
  config: DnsConfig | undefined,
  policy: string | undefined,
  path: string,
  errors: FieldError[],
): void {
  if (policy === 'None') {
    if (config === undefined) {
      errors.push(required(path, 'must provide `dnsConfig` when `dnsPolicy` is None'));
      return;
    }
    if ((config.nameservers ?? []).length === 0) {
      errors.push(required(`${path}.nameservers`, 'must provide at least one DNS nameserver when `dnsPolicy` is None'));
      return;
    }
  }
  const nameservers = config?.nameservers ?? [];
  const searches = config?.searches ?? [];
  if (nameservers.length > nameserversMax) {
    errors.push(invalid(`${path}.nameservers`, nameservers, `must not have more than ${nameserversMax} nameservers`));
  }
  nameservers.forEach((address, index) => {
    checkIP(address, `${path}.nameservers[${index}]`, errors);
  });
  if (searches.length > searchesMax) {
    errors.push(invalid(`${path}.searches`, searches, `must not have more than ${searchesMax} search paths`));
  }
  if (searches.join(' ').length > searchCharactersMax) {
    const why = `must not have more than ${searchCharactersMax} characters (including spaces) in the search list`;
    errors.push(invalid(`${path}.searches`, searches, why));
  }
  searches.forEach((search, index) => {
    const name = search.endsWith('.') && search.length > 1 ? search.slice(0, -1) : search;
    if (search !== '.') checkDnsSubdomain(name.replace(/_/g, '-'), `${path}.searches[${index}]`, errors);
  });
  config?.options?.forEach((option, index) => {
    if ((option.name ?? '') === '') errors.push(required(`${path}.options[${index}]`, 'must not be empty'));
  });
}

function checkNames(spec: PodSpec, path: string, errors: FieldError[]): void {
  const subdomains = ['serviceAccountName', 'nodeName', 'priorityClassName', 'runtimeClassName'] as const;
  for (const field of subdomains) {
    const name = spec[field];
    if (name !== undefined && name !== '') check(validateDns1123Subdomain, name, `${path}.${field}`, errors);
  }
  if (spec.hostname !== undefined && spec.hostname !== '') checkDnsLabel(spec.hostname, `${path}.hostname`, errors);
  if (spec.subdomain !== undefined && spec.subdomain !== '') {
    checkDnsLabel(spec.subdomain, `${path}.subdomain`, errors);
  }
}

function checkLists(spec: PodSpec, path: string, errors: FieldError[]): void {
  spec.hostAliases?.forEach((alias, index) => {
    const at = `${path}.hostAliases[${index}]`;
    checkIP(alias.ip ?? '', `${at}.ip`, errors);
    alias.hostnames?.forEach((hostname, position) => {
      checkDnsSubdomain(hostname, `${at}.hostnames[${position}]`, errors);
    });
  });
  spec.readinessGates?.forEach((gate, index) => {
    checkLabelName(gate.conditionType, `${path}.readinessGates[${index}].conditionType`, errors);
  });
  const gates = new Set<string>();
  spec.schedulingGates?.forEach((gate, index) => {
    const at = `${path}.schedulingGates[${index}]`;
    checkLabelName(gate.name, at, errors);
    if (gates.has(gate.name)) errors.push(duplicate(at, gate.name));
    gates.add(gate.name);
  });
}

function checkPlacement(spec: PodSpec, path: string, errors: FieldError[]): void {
  checkLabels(spec.nodeSelector, `${path}.nodeSelector`, errors);
  if (spec.affinity !== undefined) checkAffinity(spec.affinity, `${path}.affinity`, errors);
  if (spec.tolerations !== undefined) checkTolerations(spec.tolerations, `${path}.tolerations`, errors);
  if (spec.topologySpreadConstraints !== undefined) {
    checkSpreadConstraints(spec.topologySpreadConstraints, `${path}.topologySpreadConstraints`, errors);
  }
  checkOptionalOneOf(spec.preemptionPolicy, ['PreemptLowerPriority', 'Never'], `${path}.preemptionPolicy`, errors);
}

/**
 * Checks a defaulted pod spec at `path` (`spec` or `spec.template.spec`).
 * Differs: of volume types that no simulated node can mount only the required fields are looked into.
 */
export function checkPodSpec(spec: PodSpec, path: string, errors: FieldError[]): void {
  const context: ContainerContext = {
    volumes: checkVolumes(spec.volumes ?? [], `${path}.volumes`, errors),
    restartPolicy: spec.restartPolicy,
    hasHostUsers: spec.hostUsers !== false,
    graceSeconds: spec.terminationGracePeriodSeconds ?? defaultGraceSeconds,
    isHostNetwork: spec.hostNetwork === true,
    isPod: path === 'spec',
  };
  const containers: PodSpec['containers'] | undefined = spec.containers;
  checkContainers(containers ?? [], context, `${path}.containers`, errors);
  if (spec.initContainers !== undefined) {
    checkInitContainers(spec.initContainers, containers ?? [], context, `${path}.initContainers`, errors);
  }
  if (spec.ephemeralContainers !== undefined) {
    checkEphemeralContainers(spec, context, `${path}.ephemeralContainers`, errors);
  }
  checkOneOf(spec.restartPolicy, restartPolicies, `${path}.restartPolicy`, errors);
  checkOneOf(spec.dnsPolicy, dnsPolicies, `${path}.dnsPolicy`, errors);
  checkPlacement(spec, path, errors);
  checkPodSecurity(spec, path, errors);
  checkDnsConfig(spec.dnsConfig, spec.dnsPolicy, `${path}.dnsConfig`, errors);
  checkNames(spec, path, errors);
  if (spec.activeDeadlineSeconds !== undefined) {
    checkRange(spec.activeDeadlineSeconds, 1, `${path}.activeDeadlineSeconds`, errors);
  }
  checkLists(spec, path, errors);
  checkMachine(spec, path, errors);
}

/** What the pod as a whole asks of its machine. */
function checkMachine(
  spec: PodSpec & { readonly resources?: ResourceRequirements },
  path: string,
  errors: FieldError[],
): void {
  if (spec.overhead !== undefined) checkOverhead(spec.overhead, `${path}.overhead`, errors);
  if (spec.resources !== undefined) checkPodResources(spec.resources, spec, `${path}.resources`, errors);
  const system = spec.os?.name as string | undefined;
  if (spec.os === undefined) return;
  if (system === undefined || system === '') errors.push(required(`${path}.os.name`, 'cannot be empty'));
  else if (system !== 'linux' && system !== 'windows') {
    errors.push(notSupported(`${path}.os`, system, ['linux', 'windows']));
  }
  if (system !== 'windows') return;
  for (const field of ['hostPID', 'hostIPC', 'shareProcessNamespace'] as const) {
    if (spec[field] !== undefined) errors.push(forbidden(`${path}.${field}`, 'cannot be set for a windows pod'));
  }
}

/** Checks a pod template; its labels are reported at `path.labels`, as Kubernetes does. */
export function checkPodTemplate(template: PodTemplateSpec, path: string, errors: FieldError[]): void {
  checkLabels(template.metadata?.labels, `${path}.labels`, errors);
  checkAnnotations(template.metadata?.annotations, `${path}.annotations`, errors);
  checkPodSpec(template.spec ?? { containers: [] }, `${path}.spec`, errors);
  if ((template.spec?.ephemeralContainers?.length ?? 0) > 0) {
    const why = 'ephemeral containers not allowed in pod template';
    errors.push(forbidden(`${path}.spec.ephemeralContainers`, why));
  }
}
