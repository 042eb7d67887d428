/** Environment variables of containers. Models: pkg/apis/core/validation ValidateEnv, ValidateEnvFrom (v1.37). */
import { validateDns1123Subdomain, validateQualifiedName } from '../names.ts';
import type { Container } from '../types.ts';
import { check, validateConfigMapKey } from './common.ts';
import { invalid, notSupported, required } from './field-error.ts';
import type { FieldError } from './field-error.ts';

type EnvVar = NonNullable<Container['env']>[number];
type EnvVarSource = NonNullable<EnvVar['valueFrom']>;
type EnvFromSource = NonNullable<Container['envFrom']>[number];
type FieldRef = NonNullable<EnvVarSource['fieldRef']>;
type KeyRef = { readonly name?: string; readonly key: string };

const envFieldPaths = [
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.serviceAccountName',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
];
const containerResources = [
  'limits.cpu',
  'limits.ephemeral-storage',
  'limits.memory',
  'requests.cpu',
  'requests.ephemeral-storage',
  'requests.memory',
];
const subscriptShape = /^(metadata\.(?:labels|annotations))\['(.*)'\]$/;

/** Printable ASCII without the equals sign. Models: IsRelaxedEnvVarName (v1.37). */
function validateEnvVarName(name: string): string[] {
  if (/^[ -<>-~]+$/.test(name)) return [];
  return ["a valid environment variable name must consist only of printable ASCII characters other than '='"];
}

/** A field of the pod; `metadata.labels['x']` names one label. */
export function checkFieldRef(ref: FieldRef, allowed: readonly string[], path: string, errors: FieldError[]): void {
  if (ref.fieldPath === '') {
    errors.push(required(`${path}.fieldPath`));
    return;
  }
  const match = subscriptShape.exec(ref.fieldPath);
  if (match !== null) {
    const subscript = match[2] ?? '';
    const key = match[1] === 'metadata.annotations' ? subscript.toLowerCase() : subscript;
    for (const complaint of validateQualifiedName(key)) errors.push(invalid(path, subscript, complaint));
    return;
  }
  if (allowed.includes(ref.fieldPath)) return;
  if (ref.fieldPath === 'metadata.labels' || ref.fieldPath === 'metadata.annotations') {
    errors.push(notSupported(`${path}.fieldPath`, ref.fieldPath, allowed));
    return;
  }
  const why = `error converting fieldPath: field label not supported: ${ref.fieldPath}`;
  errors.push(invalid(`${path}.fieldPath`, ref.fieldPath, why));
}

/** A container's request or limit, as a variable or a file shows it. */
export function checkResourceFieldRef(resource: string, path: string, errors: FieldError[]): void {
  if (resource === '') errors.push(required(`${path}.resource`));
  else if (!containerResources.includes(resource) && !/^(limits|requests)\.hugepages-/.test(resource)) {
    errors.push(notSupported(`${path}.resource`, resource, containerResources));
  }
}

function checkKeyRef(ref: KeyRef, path: string, errors: FieldError[]): void {
  check(validateDns1123Subdomain, ref.name ?? '', `${path}.name`, errors);
  if (ref.key === '') errors.push(required(`${path}.key`));
  else check(validateConfigMapKey, ref.key, `${path}.key`, errors);
}

function checkValueFrom(entry: EnvVar, source: EnvVarSource, path: string, errors: FieldError[]): void {
  if (source.fieldRef !== undefined) checkFieldRef(source.fieldRef, envFieldPaths, `${path}.fieldRef`, errors);
  if (source.resourceFieldRef !== undefined) {
    checkResourceFieldRef(source.resourceFieldRef.resource, `${path}.resourceFieldRef`, errors);
  }
  if (source.configMapKeyRef !== undefined) checkKeyRef(source.configMapKeyRef, `${path}.configMapKeyRef`, errors);
  if (source.secretKeyRef !== undefined) checkKeyRef(source.secretKeyRef, `${path}.secretKeyRef`, errors);
  const count = Object.keys(source).length;
  if (count === 0) {
    const why = 'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`';
    errors.push(invalid(path, '', why));
  } else if (entry.value !== undefined && entry.value !== '') {
    errors.push(invalid(path, '', 'may not be specified when `value` is not empty'));
  } else if (count > 1) {
    errors.push(invalid(path, '', 'may not have more than one field specified at a time'));
  }
}

/** The list `env` of a container. */
export function checkEnv(env: readonly EnvVar[], path: string, errors: FieldError[]): void {
  env.forEach((entry, index) => {
    const itemPath = `${path}[${index}]`;
    const name: string | undefined = entry.name;
    if (name === undefined || name === '') errors.push(required(`${itemPath}.name`));
    else check(validateEnvVarName, name, `${itemPath}.name`, errors);
    if (entry.valueFrom !== undefined) checkValueFrom(entry, entry.valueFrom, `${itemPath}.valueFrom`, errors);
  });
}

function checkSourceName(name: string | undefined, path: string, errors: FieldError[]): void {
  if (name === undefined || name === '') errors.push(required(`${path}.name`));
  else check(validateDns1123Subdomain, name, `${path}.name`, errors);
}

/** The list `envFrom` of a container. */
export function checkEnvFrom(sources: readonly EnvFromSource[], path: string, errors: FieldError[]): void {
  sources.forEach((source, index) => {
    const itemPath = `${path}[${index}]`;
    if (source.prefix !== undefined && source.prefix !== '') {
      check(validateEnvVarName, source.prefix, `${itemPath}.prefix`, errors);
    }
    if (source.configMapRef !== undefined)
      checkSourceName(source.configMapRef.name, `${itemPath}.configMapRef`, errors);
    if (source.secretRef !== undefined) checkSourceName(source.secretRef.name, `${itemPath}.secretRef`, errors);
    const count = (source.configMapRef === undefined ? 0 : 1) + (source.secretRef === undefined ? 0 : 1);
    if (count === 0) errors.push(invalid(path, '', 'must specify one of: `configMapRef` or `secretRef`'));
    else if (count > 1) errors.push(invalid(path, '', 'may not have more than one field specified at a time'));
  });
}
