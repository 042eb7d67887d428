/** Which webhooks are configured, and which of them a write is for. */
import type { Sim } from '../../../../engine/engine.ts';
import { compileExpression } from '../../../../api/cel/expression.ts';
import { byName } from '../../../../api/object-key.ts';
import { forbidden } from '../../../../api/status.ts';
import type { MutatingWebhookConfiguration, Status, ValidatingWebhookConfiguration } from '../../../../api/types.ts';
import { derived } from '../../../../etcd/derived.ts';
import { rangeStored } from '../../../../etcd/etcd.ts';
import { servedKinds } from '../../../served.ts';
import { variablesOf } from '../policies/evaluate.ts';
import { isMeant, namespaceOf } from '../policies/match.ts';
import type { Attributes } from '../plugin.ts';
import type { WebhookCall } from './call.ts';

type Validating = NonNullable<ValidatingWebhookConfiguration['webhooks']>[number];
type Mutating = NonNullable<MutatingWebhookConfiguration['webhooks']>[number];
type MatchCondition = { readonly name: string; readonly expression: string };

/** A webhook of a configuration. */
export interface Webhook {
  readonly configuration: string;
  readonly index: number;
  readonly spec: Validating & Pick<Mutating, 'reinvocationPolicy'> & { readonly matchConditions?: MatchCondition[] };
}

function readHooks(sim: Sim, prefix: string): Webhook[] {
  const configurations = rangeStored(sim, prefix).map(({ object }) => object as MutatingWebhookConfiguration);
  configurations.sort(byName);
  return configurations.flatMap(({ metadata, webhooks }) =>
    (webhooks ?? []).map((spec, index): Webhook => ({ configuration: metadata?.name ?? '', index, spec })),
  );
}

/** Webhooks that may change what is written, by the names of their configurations. */
export const mutatingHooksOf: (sim: Sim) => readonly Webhook[] = derived('webhooks', (sim) =>
  readHooks(sim, '/registry/mutatingwebhookconfigurations'),
);

/** Webhooks that judge what is written. */
export const validatingHooksOf: (sim: Sim) => readonly Webhook[] = derived('webhooks', (sim) =>
  readHooks(sim, '/registry/validatingwebhookconfigurations'),
);

/** Whether a webhook is to be asked: yes, no, or a refusal because its conditions could not be evaluated. */
export type Match = 'yes' | 'no' | { readonly refusal: Status };

/**
 * Whether a write is for a webhook.
 *
 * Models: staging/src/k8s.io/apiserver/pkg/admission/plugin/webhook/generic/webhook.go ShouldCallHook (v1.37).
 */
export function matchOf(sim: Sim, { spec }: Webhook, attributes: Attributes): Match {
  const { rules = [], namespaceSelector, objectSelector, matchPolicy = 'Equivalent', matchConditions = [] } = spec;
  const selectors = {
    ...(namespaceSelector === undefined ? {} : { namespaceSelector }),
    ...(objectSelector === undefined ? {} : { objectSelector }),
  };
  const constraints = { resourceRules: rules, ...selectors };
  const { info } = attributes;
  const versions =
    matchPolicy === 'Exact'
      ? [info]
      : [info, ...servedKinds(sim).filter(({ group, resource }) => group === info.group && resource === info.resource)];
  if (!versions.some((version) => isMeant(sim, constraints, { ...attributes, info: version }))) return 'no';
  return matchConditions.length === 0 ? 'yes' : conditionsOf(sim, spec, attributes, matchConditions);
}

const variableNames = ['object', 'oldObject', 'request', 'namespaceObject', 'params'];

/** Models: apiserver pkg/admission/plugin/webhook/matchconditions/matcher.go Match (v1.37): a false one goes before a failed one. */
function conditionsOf(
  sim: Sim,
  { failurePolicy = 'Fail' }: Validating,
  attributes: Attributes,
  conditions: readonly MatchCondition[],
): Match {
  const variables = variablesOf(attributes, null, namespaceOf(sim, attributes));
  const errors: string[] = [];
  for (const { expression } of conditions) {
    const compiled = compileExpression(expression, variableNames);
    const answer = 'error' in compiled ? compiled : compiled.evaluate(variables);
    if ('error' in answer) errors.push(answer.error);
    else if (answer.value !== true) return 'no';
  }
  if (errors.length === 0) return 'yes';
  if (failurePolicy === 'Ignore') return 'no';
  return { refusal: forbidden(attributes.info, attributes.name, errors.join(', ')) };
}

/** The call of a webhook for a write. @param round 1 for the first time, 2 for a second look after others changed the object */
export function callOf(
  phase: 'mutate' | 'validate',
  hook: Webhook,
  attributes: Attributes,
  round: number,
): WebhookCall {
  const { info, subresource, operation, namespace, name, user, object, old, isDryRun } = attributes;
  const { group, version, resource, kind } = info;
  const subject = operation === 'CREATE' ? '' : `${namespace}/${name}`;
  return {
    key: `${phase} ${round} ${hook.configuration}/${hook.index} ${operation} ${subject}`,
    webhook: hook.spec.name,
    clientConfig: hook.spec.clientConfig,
    timeoutSeconds: hook.spec.timeoutSeconds ?? 10,
    review: {
      operation,
      kind: { group, version, kind },
      resource: { group, version, resource },
      subResource: subresource,
      namespace,
      name,
      userInfo: { username: user.name, groups: user.groups },
      object: operation === 'DELETE' ? null : object,
      oldObject: old,
      dryRun: isDryRun,
    },
  };
}
