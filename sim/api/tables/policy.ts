/** Rows of access rules, priorities, admission settings and metrics. */
import type {
  MutatingWebhookConfiguration,
  ParamRef,
  ValidatingAdmissionPolicy,
  ValidatingAdmissionPolicyBinding,
  ValidatingWebhookConfiguration,
} from 'kubernetes-types/admissionregistration/v1';
import type { CertificateSigningRequest } from 'kubernetes-types/certificates/v1';
import type { RuntimeClass } from 'kubernetes-types/node/v1';
import type { ClusterRoleBinding, RoleBinding, Subject } from 'kubernetes-types/rbac/v1';
import type { PriorityClass } from 'kubernetes-types/scheduling/v1';
import { humanDuration } from '../duration.ts';
import { ageColumn, boolean, column, integer, nameColumn, printer, wideColumn, type TablePrinter } from './columns.ts';
import { age, nameOf, none, selectorText, unset } from './format.ts';

function subjectNames(subjects: readonly Subject[] | undefined, kind: string): string {
  return (subjects ?? [])
    .filter((subject) => subject.kind === kind)
    .map(({ name, namespace = '' }) => (namespace === '' ? name : `${namespace}/${name}`))
    .join(', ');
}

/** Role bindings of a namespace and of the cluster have the same columns. */
export const roleBindingPrinter: TablePrinter = printer<RoleBinding | ClusterRoleBinding>(
  [
    nameColumn,
    column('Role', 'Role that is granted.'),
    ageColumn,
    wideColumn('Users', 'Users that have the role.'),
    wideColumn('Groups', 'Groups that have the role.'),
    wideColumn('ServiceAccounts', 'Service accounts that have the role.'),
  ],
  (object, { now }) => [
    nameOf(object),
    `${object.roleRef.kind}/${object.roleRef.name}`,
    age(object, now),
    subjectNames(object.subjects, 'User'),
    subjectNames(object.subjects, 'Group'),
    subjectNames(object.subjects, 'ServiceAccount'),
  ],
);

export const priorityClassPrinter: TablePrinter = printer<PriorityClass>(
  [
    nameColumn,
    column('Value', 'Priority of pods of the class.', integer),
    column('Global-Default', 'Whether pods without a class get this one.', boolean),
    ageColumn,
    column('PreemptionPolicy', 'Whether pods of the class may displace others.'),
  ],
  (object, { now }) => [
    nameOf(object),
    object.value,
    object.globalDefault ?? false,
    age(object, now),
    object.preemptionPolicy ?? '',
  ],
);

export const runtimeClassPrinter: TablePrinter = printer<RuntimeClass>(
  [nameColumn, column('Handler', 'Configuration of the container runtime.'), ageColumn],
  (object, { now }) => [nameOf(object), object.handler, age(object, now)],
);

/** Webhook configurations of both kinds have the same columns. */
export const webhookPrinter: TablePrinter = printer<MutatingWebhookConfiguration | ValidatingWebhookConfiguration>(
  [nameColumn, column('Webhooks', 'Number of webhooks.', integer), ageColumn],
  (object, { now }) => [nameOf(object), object.webhooks?.length ?? 0, age(object, now)],
);

export const validatingAdmissionPolicyPrinter: TablePrinter = printer<ValidatingAdmissionPolicy>(
  [
    nameColumn,
    column('Validations', 'Number of rules.', integer),
    column('ParamKind', 'Kind of the objects with parameters.'),
    ageColumn,
  ],
  (object, { now }) => {
    const kind = object.spec?.paramKind;
    const text = kind === undefined ? unset : `${kind.apiVersion ?? ''}/${kind.kind ?? ''}`;
    return [nameOf(object), object.spec?.validations?.length ?? 0, text, age(object, now)];
  },
);

function paramText(reference: ParamRef | undefined): string {
  if (reference?.name !== undefined && reference.name !== '') {
    return `${reference.namespace === undefined ? '*' : reference.namespace}/${reference.name}`;
  }
  return reference?.selector === undefined ? unset : selectorText(reference.selector);
}

export const validatingAdmissionPolicyBindingPrinter: TablePrinter = printer<ValidatingAdmissionPolicyBinding>(
  [nameColumn, column('PolicyName', 'Policy that is bound.'), column('ParamRef', 'Object with parameters.'), ageColumn],
  (object, { now }) => [
    nameOf(object),
    object.spec?.policyName ?? '',
    paramText(object.spec?.paramRef),
    age(object, now),
  ],
);

function requestStatus({ status }: CertificateSigningRequest): string {
  const types = (status?.conditions ?? []).map(({ type }) => type);
  const decision = types.includes('Denied') ? 'Denied' : types.includes('Approved') ? 'Approved' : 'Pending';
  const isIssued = status?.certificate !== undefined && status.certificate !== '';
  return [decision, ...(types.includes('Failed') ? ['Failed'] : []), ...(isIssued ? ['Issued'] : [])].join(',');
}

export const certificateSigningRequestPrinter: TablePrinter = printer<CertificateSigningRequest>(
  [
    nameColumn,
    ageColumn,
    column('SignerName', 'Who is asked to sign.'),
    column('Requestor', 'Who asks.'),
    column('RequestedDuration', 'For how long the certificate shall be valid.'),
    column('Condition', 'Whether the request is approved and the certificate issued.'),
  ],
  (object, { now }) => {
    const { spec } = object;
    return [
      nameOf(object),
      age(object, now),
      spec.signerName === '' ? none : spec.signerName,
      spec.username ?? '',
      spec.expirationSeconds === undefined ? none : humanDuration(spec.expirationSeconds * 1000),
      requestStatus(object),
    ];
  },
);
