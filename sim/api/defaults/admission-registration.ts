/** Defaults of admissionregistration.k8s.io. Models: pkg/apis/admissionregistration/v1/defaults.go (v1.37). */
import type {
  MutatingWebhookConfiguration,
  ValidatingAdmissionPolicy,
  ValidatingAdmissionPolicyBinding,
  ValidatingWebhookConfiguration,
} from '../types.ts';
import { fill, mapSame, withField } from './fill.ts';

type ValidatingWebhook = NonNullable<ValidatingWebhookConfiguration['webhooks']>[number];
type MutatingWebhook = NonNullable<MutatingWebhookConfiguration['webhooks']>[number];
/** `scope` is missing from the generated types. */
type Rule = NonNullable<ValidatingWebhook['rules']>[number] & { scope?: string };
type Match = NonNullable<NonNullable<ValidatingAdmissionPolicy['spec']>['matchConstraints']>;

const timeoutSeconds = 10;

function defaultRule<T extends Rule>(rule: T): T {
  return fill<Rule>(rule, { scope: '*' }) as T;
}

function defaultWebhook<T extends ValidatingWebhook | MutatingWebhook>(webhook: T): T {
  let filled = fill<ValidatingWebhook>(webhook, {
    failurePolicy: 'Fail',
    matchPolicy: 'Equivalent',
    namespaceSelector: {},
    objectSelector: {},
    timeoutSeconds,
  });
  if (filled.rules !== undefined) filled = withField(filled, 'rules', mapSame(filled.rules, defaultRule));
  const { clientConfig } = filled;
  const service = (clientConfig as typeof clientConfig | undefined)?.service;
  if (service !== undefined) {
    const withPort = withField(clientConfig, 'service', fill(service, { port: 443 }));
    filled = withField(filled, 'clientConfig', withPort);
  }
  return filled as T;
}

export function defaultValidatingWebhooks(object: ValidatingWebhookConfiguration): ValidatingWebhookConfiguration {
  return object.webhooks === undefined
    ? object
    : withField(object, 'webhooks', mapSame(object.webhooks, defaultWebhook));
}

export function defaultMutatingWebhooks(object: MutatingWebhookConfiguration): MutatingWebhookConfiguration {
  if (object.webhooks === undefined) return object;
  const webhooks = mapSame(object.webhooks, (webhook) =>
    fill(defaultWebhook(webhook), { reinvocationPolicy: 'Never' }),
  );
  return withField(object, 'webhooks', webhooks);
}

function defaultMatch(match: Match): Match {
  let filled = fill(match, { matchPolicy: 'Equivalent', namespaceSelector: {}, objectSelector: {} });
  for (const field of ['resourceRules', 'excludeResourceRules'] as const) {
    const rules = filled[field];
    if (rules !== undefined) filled = withField(filled, field, mapSame(rules, defaultRule));
  }
  return filled;
}

export function defaultValidatingAdmissionPolicy(policy: ValidatingAdmissionPolicy): ValidatingAdmissionPolicy {
  if (policy.spec === undefined) return policy;
  const spec = fill(policy.spec, { failurePolicy: 'Fail' });
  const { matchConstraints } = spec;
  const filled =
    matchConstraints === undefined ? spec : withField(spec, 'matchConstraints', defaultMatch(matchConstraints));
  return withField(policy, 'spec', filled);
}

export function defaultValidatingAdmissionPolicyBinding(
  binding: ValidatingAdmissionPolicyBinding,
): ValidatingAdmissionPolicyBinding {
  const { spec } = binding;
  if (spec?.matchResources === undefined) return binding;
  return withField(binding, 'spec', withField(spec, 'matchResources', defaultMatch(spec.matchResources)));
}
