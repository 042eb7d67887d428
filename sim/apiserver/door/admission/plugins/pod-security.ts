import type { Sim } from '../../../../engine/engine.ts';
import { resourceByName, type ResourceInfo } from '../../../../api/resources.ts';
import { forbidden, toInvalidStatus } from '../../../../api/status.ts';
import type { KubeObject, Labels, Pod, PodSpec } from '../../../../api/types.ts';
import { invalid, type FieldError } from '../../../../api/validation/field-error.ts';
import { getStored, rangeStored } from '../../../../etcd/etcd.ts';
import { detailText, levels, reasonText, violationsOf, type Level } from '../pod-security/evaluate.ts';
import { denied, type AdmissionPlugin, type Attributes, type Target, type Verdict } from '../plugin.ts';
import { isNewPod } from '../targets.ts';

const namespaces = resourceByName('', 'namespaces') as ResourceInfo;
const pods = resourceByName('', 'pods') as ResourceInfo;

/** Kinds that make pods from a template: they are warned of what their pods will meet. */
const templateKinds: ReadonlySet<string> = new Set([
  'CronJob',
  'DaemonSet',
  'Deployment',
  'Job',
  'PodTemplate',
  'ReplicaSet',
  'ReplicationController',
  'StatefulSet',
]);

/**
 * Holds pods to the standard that the labels of their namespace name.
 *
 * Models: staging/src/k8s.io/pod-security-admission/admission/admission.go Validate (v1.37).
 * Differs: there is no audit log, and older versions of a standard are taken for the latest.
 */
export const podSecurity: AdmissionPlugin = {
  name: 'PodSecurity',
  handles: (target) => isNewPod(target) || isMorePod(target) || isTemplate(target) || isNamespace(target),
  validate: (sim, attributes) => {
    const { info } = attributes;
    if (info.kind === 'Namespace') return validateNamespace(sim, attributes);
    const policy = policyOf(sim, attributes.namespace);
    if (policy === none) return null;
    return info.kind === 'Pod' ? validatePod(policy, attributes) : warnOfTemplate(policy, attributes);
  },
};

function isMorePod({ info, subresource, operation }: Target): boolean {
  return info.kind === 'Pod' && subresource === 'ephemeralcontainers' && operation === 'UPDATE';
}

function isTemplate({ info, subresource, operation }: Target): boolean {
  return templateKinds.has(info.kind) && subresource === '' && (operation === 'CREATE' || operation === 'UPDATE');
}

function isNamespace({ info, subresource, operation }: Target): boolean {
  return info === namespaces && subresource === '' && (operation === 'CREATE' || operation === 'UPDATE');
}

/** The standards of a namespace. */
interface Policy {
  readonly enforce: Level;
  readonly enforceVersion: string;
  readonly warn: Level;
  readonly warnVersion: string;
}

const none: Policy = { enforce: 'privileged', enforceVersion: 'latest', warn: 'privileged', warnVersion: 'latest' };
const prefix = 'pod-security.kubernetes.io/';
const modes = ['enforce', 'audit', 'warn'] as const;

const policies = new WeakMap<Labels, Policy>();

function policyOf(sim: Sim, namespace: string): Policy {
  const labels = getStored(sim, namespaces.etcdPrefix, namespace)?.object.metadata?.labels;
  return labels === undefined ? none : policyOfLabels(labels);
}

function policyOfLabels(labels: Labels): Policy {
  let policy = policies.get(labels);
  if (policy === undefined) {
    const enforce = levelOf(labels[`${prefix}enforce`]);
    const warn = levelOf(labels[`${prefix}warn`]);
    const enforceVersion = labels[`${prefix}enforce-version`] ?? 'latest';
    const warnVersion = labels[`${prefix}warn-version`] ?? 'latest';
    const isNone = enforce === 'privileged' && warn === 'privileged';
    policy = isNone ? none : { enforce, enforceVersion, warn, warnVersion };
    policies.set(labels, policy);
  }
  return policy;
}

/** What cannot be read is taken for the strictest. */
function levelOf(text: string | undefined): Level {
  if (text === undefined) return 'privileged';
  return levels.includes(text) ? (text as Level) : 'restricted';
}

function validatePod(policy: Policy, { info, name, object }: Attributes): Verdict {
  const spec = (object as Pod).spec as PodSpec;
  const violations = violationsOf(policy.enforce, spec);
  if (violations.length === 0) return warning(policy, spec);
  const title = `${policy.enforce}:${policy.enforceVersion}`;
  return denied(forbidden(info, name, `violates PodSecurity "${title}": ${detailText(violations)}`));
}

function warning({ warn, warnVersion }: Policy, spec: PodSpec): Verdict {
  const violations = violationsOf(warn, spec);
  if (violations.length === 0) return null;
  const title = `${warn}:${warnVersion}`;
  return { type: 'warned', warnings: [`would violate PodSecurity "${title}": ${detailText(violations)}`] };
}

interface WithTemplate extends KubeObject {
  readonly spec?: { readonly template?: { readonly spec?: PodSpec }; readonly jobTemplate?: WithTemplate };
  readonly template?: { readonly spec?: PodSpec };
}

function templateSpec(object: WithTemplate): PodSpec | undefined {
  const { spec, template } = object;
  return template?.spec ?? spec?.template?.spec ?? spec?.jobTemplate?.spec?.template?.spec;
}

/** Models: admission.go ValidatePodController (v1.37). */
function warnOfTemplate(policy: Policy, { object, old }: Attributes): Verdict {
  const spec = templateSpec(object as WithTemplate);
  if (spec === undefined || (old !== null && templateSpec(old as WithTemplate) === spec)) return null;
  return warning(policy, spec);
}

/** Models: admission.go ValidateNamespace (v1.37). */
function validateNamespace(sim: Sim, { info, name, object, old, operation }: Attributes): Verdict {
  const labels = object.metadata?.labels ?? {};
  const errors = labelErrors(labels);
  if (errors.length > 0) return denied(toInvalidStatus(info, name, errors));
  if (operation === 'CREATE') return null;
  const { enforce, enforceVersion } = policyOfLabels(labels);
  const before = policyOfLabels(old?.metadata?.labels ?? {});
  if (levels.indexOf(enforce) <= levels.indexOf(before.enforce)) return null;
  const lines = existingViolations(sim, name, enforce);
  if (lines.length === 0) return null;
  const title = `${enforce}:${enforceVersion}`;
  const head = `existing pods in namespace "${name}" violate the new PodSecurity enforce level "${title}"`;
  return { type: 'warned', warnings: [head, ...lines] };
}

function labelErrors(labels: Labels): FieldError[] {
  const errors: FieldError[] = [];
  for (const mode of modes) {
    const key = `${prefix}${mode}`;
    const level = labels[key];
    if (level !== undefined && !levels.includes(level)) {
      errors.push(invalid(`metadata.labels[${key}]`, level, 'must be one of privileged, baseline, restricted'));
    }
    const version = labels[`${key}-version`];
    if (version !== undefined && !isVersion(version)) {
      const why = 'must be "latest" or "v1.x"';
      errors.push(invalid(`metadata.labels[${key}-version]`, version, why));
    }
  }
  return errors;
}

const versionShape = /^v1\.(0|[1-9][0-9]*)$/;

function isVersion(version: string): boolean {
  return version === 'latest' || versionShape.test(version);
}

/** One line for all pods that break the same rules, named by the first of them. */
function existingViolations(sim: Sim, namespace: string, level: Level): string[] {
  const namesByReason = new Map<string, string[]>();
  for (const { object } of rangeStored(sim, pods.etcdPrefix)) {
    const { spec, metadata } = object as Pod;
    if (metadata?.namespace !== namespace || spec === undefined) continue;
    const reason = reasonText(violationsOf(level, spec));
    if (reason === '') continue;
    const names = namesByReason.get(reason);
    if (names === undefined) namesByReason.set(reason, [metadata.name ?? '']);
    else names.push(metadata.name ?? '');
  }
  return [...namesByReason].map(([reason, names]) => `${titleOf(names)}: ${reason}`).sort();
}

function titleOf([first = '', ...others]: readonly string[]): string {
  if (others.length === 0) return first;
  return `${first} (and ${others.length} other ${others.length === 1 ? 'pod' : 'pods'})`;
}
