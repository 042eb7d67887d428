/** CustomResourceDefinitions. Models: apiextensions-apiserver pkg/apis/apiextensions/validation/validation.go (v1.37). */
import { validateDns1035Label, validateDns1123Subdomain } from '../names.ts';
import type { JsonSchema } from '../structural/json-schema.ts';
import { checkStructural } from '../structural/structural-rules.ts';
import type { CustomResourceDefinition } from '../types.ts';
import { check, checkOneOf, immutableMessage } from './common.ts';
import { checkPrinterColumns, checkSelectableFields, checkSubresources } from './custom-resource-version.ts';
import { duplicate, forbidden, invalid, notSupported, required } from './field-error.ts';
import type { FieldError } from './field-error.ts';

type Spec = CustomResourceDefinition['spec'];
type Version = Spec['versions'][number];
type Names = Spec['names'];

/** Where a definition says who approved of its protected group. */
export const approvalAnnotation = 'api-approved.kubernetes.io';
const approvalWhy = `protected groups must have approval annotation "${approvalAnnotation}", see https://github.com/kubernetes/enhancements/pull/1111`;

/** Whether a group's name belongs to the Kubernetes project. Models: pkg/apihelpers IsProtectedCommunityGroup (v1.37). */
export function isProtectedGroup(group: string): boolean {
  return (
    group === 'k8s.io' || group.endsWith('.k8s.io') || group === 'kubernetes.io' || group.endsWith('.kubernetes.io')
  );
}

/** What the approval annotation of a protected group says; null for other groups. Models: apihelpers GetAPIApprovalState. */
export function approvalOf({
  metadata,
  spec,
}: CustomResourceDefinition): 'approved' | 'bypassed' | 'missing' | 'invalid' | null {
  if (!isProtectedGroup(spec.group)) return null;
  const annotation = metadata?.annotations?.[approvalAnnotation] ?? '';
  if (annotation === '') return 'missing';
  if (annotation.startsWith('unapproved')) return 'bypassed';
  return /^https?:\/\/[^/\s]+/.test(annotation) ? 'approved' : 'invalid';
}

/** A definition, already defaulted. */
export function checkCustomResourceDefinition(definition: CustomResourceDefinition, errors: FieldError[]): void {
  const spec = definition.spec as Spec | undefined;
  if (spec === undefined) {
    errors.push(required('spec'));
    return;
  }
  const name = definition.metadata?.name ?? '';
  const { plural = '' } = (spec.names as Partial<Names> | undefined) ?? {};
  if (name !== `${plural}.${spec.group}`) {
    errors.push(invalid('metadata.name', name, 'must be spec.names.plural+"."+spec.group'));
  }
  checkGroup(definition, errors);
  checkOneOf(spec.scope, ['Cluster', 'Namespaced'], 'spec.scope', errors);
  checkVersions(spec, errors);
  checkNames((spec.names as Names | undefined) ?? { plural: '', kind: '' }, 'spec.names', errors);
  checkConversion(spec, errors);
  if (spec.preserveUnknownFields === true) {
    const why =
      'cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead';
    errors.push(invalid('spec.preserveUnknownFields', true, why));
  }
}

function checkGroup(definition: CustomResourceDefinition, errors: FieldError[]): void {
  const group = (definition.spec.group as string | undefined) ?? '';
  if (group === '') errors.push(required('spec.group'));
  else {
    check(validateDns1123Subdomain, group, 'spec.group', errors);
    if (!group.includes('.')) errors.push(invalid('spec.group', group, 'should be a domain with at least one dot'));
  }
  const approval = approvalOf({ ...definition, spec: { ...definition.spec, group } });
  const path = `metadata.annotations[${approvalAnnotation}]`;
  if (approval === 'missing') errors.push(required(path, approvalWhy));
  else if (approval === 'invalid') {
    errors.push(invalid(path, definition.metadata?.annotations?.[approvalAnnotation], approvalWhy));
  }
}

function checkVersions(spec: Spec, errors: FieldError[]): void {
  const versions = (spec.versions as Version[] | undefined) ?? [];
  if (versions.length === 0)
    errors.push(invalid('spec.versions', [], 'must have exactly one version marked as storage version'));
  const names = new Set<string>();
  let storage = 0;
  versions.forEach((version, index) => {
    const path = `spec.versions[${index}]`;
    if (version.storage) storage += 1;
    check(validateDns1035Label, version.name, `${path}.name`, errors);
    names.add(version.name);
    checkVersion(version, path, errors);
  });
  if (names.size < versions.length)
    errors.push(
      invalid(
        'spec.versions',
        versions.map(({ name }) => name),
        'must contain unique version names',
      ),
    );
  if (versions.length > 0 && storage !== 1) {
    errors.push(
      invalid(
        'spec.versions',
        versions.map(({ name }) => name),
        'must have exactly one version marked as storage version',
      ),
    );
  }
}

function checkVersion(version: Version, path: string, errors: FieldError[]): void {
  const schema = version.schema?.openAPIV3Schema;
  if (schema === undefined) errors.push(required(`${path}.schema.openAPIV3Schema`, 'schemas are required'));
  else errors.push(...checkStructural(schema as unknown as JsonSchema, `${path}.schema.openAPIV3Schema`));
  if (version.deprecationWarning !== undefined && version.deprecated !== true) {
    const why = 'can only be set for deprecated versions';
    errors.push(invalid(`${path}.deprecationWarning`, version.deprecationWarning, why));
  }
  checkSubresources(version.subresources, `${path}.subresources`, errors);
  checkPrinterColumns(version.additionalPrinterColumns ?? [], `${path}.additionalPrinterColumns`, errors);
  checkSelectableFields(
    version.selectableFields ?? [],
    schema as JsonSchema | undefined,
    `${path}.selectableFields`,
    errors,
  );
}

/** Names as a client asks for them, or as the server has accepted them. */
export function checkNames(names: Names, path: string, errors: FieldError[]): void {
  const checkName = (name: string, place: string, isRequired: boolean): void => {
    if (name === '' && isRequired) errors.push(required(place));
    for (const complaint of validateDns1035Label(name.toLowerCase())) {
      if (name !== '')
        errors.push(invalid(place, name, `may have mixed case, but should otherwise match: ${complaint}`));
    }
  };
  const plural = (names.plural as string | undefined) ?? '';
  for (const complaint of validateDns1035Label(plural)) errors.push(invalid(`${path}.plural`, plural, complaint));
  const { singular = '' } = names;
  if (singular !== '') check(validateDns1035Label, singular, `${path}.singular`, errors);
  checkName((names.kind as string | undefined) ?? '', `${path}.kind`, true);
  checkName(names.listKind ?? '', `${path}.listKind`, true);
  for (const [index, short] of (names.shortNames ?? []).entries()) {
    check(validateDns1035Label, short, `${path}.shortNames[${index}]`, errors);
  }
  if (names.kind !== '' && names.kind === names.listKind) {
    errors.push(invalid(`${path}.listKind`, names.listKind, 'kind and listKind may not be the same'));
  }
  for (const [index, category] of (names.categories ?? []).entries()) {
    check(validateDns1035Label, category, `${path}.categories[${index}]`, errors);
  }
}

/** Differs: webhooks that convert are refused; Kubernetes would call them. */
function checkConversion({ conversion }: Spec, errors: FieldError[]): void {
  const strategy = conversion?.strategy ?? '';
  if (strategy === '') errors.push(required('spec.conversion.strategy'));
  else if (strategy !== 'None') errors.push(notSupported('spec.conversion.strategy', strategy, ['None']));
  else if (conversion?.webhook !== undefined) {
    errors.push(forbidden('spec.conversion.webhook', 'should not be set when strategy is not set to Webhook'));
  }
}

/** Once a definition serves objects, their kind and scope stay; group and plural always do. */
export function checkCustomResourceDefinitionUpdate(
  definition: CustomResourceDefinition,
  old: CustomResourceDefinition,
  errors: FieldError[],
): void {
  const spec = definition.spec as Spec | undefined;
  const before = old.spec as Spec | undefined;
  const names = spec?.names as Names | undefined;
  const namesBefore = before?.names as Names | undefined;
  const isEstablished =
    old.status?.conditions?.some(({ type, status }) => type === 'Established' && status === 'True') === true;
  const same = (value: unknown, before: unknown, path: string): void => {
    if (value !== before) errors.push(invalid(path, value, immutableMessage));
  };
  if (isEstablished) {
    same(spec?.scope, before?.scope, 'spec.scope');
    same(names?.kind, namesBefore?.kind, 'spec.names.kind');
  }
  same(spec?.group, before?.group, 'spec.group');
  same(names?.plural, namesBefore?.plural, 'spec.names.plural');
  checkStoredVersions(definition, old.status?.storedVersions ?? [], errors);
}

/** A version of which objects may be stored cannot be taken away. */
function checkStoredVersions(
  { spec }: CustomResourceDefinition,
  stored: readonly string[],
  errors: FieldError[],
): void {
  const { versions = [] } = ((spec as unknown) ?? {}) as Partial<Spec>;
  const names = versions.map(({ name }) => name);
  stored.forEach((version, index) => {
    if (!names.includes(version)) {
      const why = `missing from spec.versions; ${version} was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in ${version} and removes ${version} from status.storedVersions`;
      errors.push(invalid(`status.storedVersions[${index}]`, version, why));
    }
  });
}

/** The status: only versions that exist are stored, each once. */
export function checkCustomResourceDefinitionStatus(
  definition: CustomResourceDefinition,
  _old: CustomResourceDefinition,
  errors: FieldError[],
): void {
  const stored = definition.status?.storedVersions ?? [];
  if (stored.length === 0)
    errors.push(invalid('status.storedVersions', stored, 'must have at least one stored version'));
  checkStoredVersions(definition, stored, errors);
  stored.forEach((version, index) => {
    if (stored.indexOf(version) !== index) errors.push(duplicate(`status.storedVersions[${index}]`, version));
  });
}
