import type { Sim } from '../../../../engine/engine.ts';
import { deepEqual } from '../../../../api/deep-equal.ts';
import { applyJsonPatch, JsonPatchError } from '../../../../api/json-patch.ts';
import { internalError } from '../../../../api/status.ts';
import type { KubeObject, Status } from '../../../../api/types.ts';
import { fillIn } from '../../../kind-strategy.ts';
import { denied, type AdmissionPlugin, type Attributes, type Mutation } from '../plugin.ts';
import type { WebhookAnswer } from '../webhooks/call.ts';
import { callOf, matchOf, mutatingHooksOf, type Webhook } from '../webhooks/hooks.ts';
import { dryRunRefusal, refusalBy, ruleOf, warningsBy } from '../webhooks/verdict.ts';

const name = 'MutatingAdmissionWebhook';

/**
 * Asks the webhooks that may change what is written, one after another; those that ask for it a second time when others have changed the
 * object after them.
 *
 * Models: staging/src/k8s.io/apiserver/pkg/admission/plugin/webhook/mutating/{dispatcher,reinvocationcontext}.go (v1.37).
 * Differs: the other mutating plugins do not look again at what a webhook has changed.
 */
export const mutatingAdmissionWebhook: AdmissionPlugin = {
  name,
  handles: ({ info }) => info.group !== 'admissionregistration.k8s.io',
  isIdle: (sim) => mutatingHooksOf(sim).length === 0,
  admit: (sim, attributes) => {
    const walk: Walk = { object: attributes.object, warnings: [], asked: [], lastChange: -1 };
    const hooks = mutatingHooksOf(sim);
    for (let n = 0; n < hooks.length; n++) {
      const ended = ask(sim, walk, hooks[n] as Webhook, n, attributes, 1);
      if (ended !== null) return ended;
    }
    const { lastChange } = walk;
    for (const n of walk.asked) {
      const hook = hooks[n] as Webhook;
      if (n >= lastChange || hook.spec.reinvocationPolicy !== 'IfNeeded') continue;
      const ended = ask(sim, walk, hook, n, attributes, 2);
      if (ended !== null) return ended;
    }
    const { object, warnings } = walk;
    return warnings.length === 0 ? { type: 'admitted', object } : { type: 'admitted', object, warnings };
  },
};

/** What came of the webhooks so far. */
interface Walk {
  object: KubeObject;
  warnings: readonly string[];
  /** Numbers of those that were asked in the first round. */
  asked: readonly number[];
  /** Number of the last one that changed the object. */
  lastChange: number;
}

/** Asks one webhook; gives what ends the walk for now, or `null` when it goes on. */
function ask(sim: Sim, walk: Walk, hook: Webhook, n: number, before: Attributes, round: number): Mutation | null {
  const attributes = { ...before, object: walk.object };
  const match = matchOf(sim, hook, attributes);
  if (match === 'no') return null;
  if (match !== 'yes') return denied(match.refusal, ruleOf(name, hook));
  const unsafe = dryRunRefusal(hook, attributes.isDryRun);
  if (unsafe !== null) return denied(unsafe, ruleOf(name, hook));
  const call = callOf('mutate', hook, attributes, round);
  const answer = attributes.said?.[call.key];
  if (answer === undefined) return { type: 'call', calls: [call] };
  walk.warnings = [...walk.warnings, ...warningsBy(answer)];
  if (round === 1) walk.asked = [...walk.asked, n];
  const refusal = refusalBy(hook, answer);
  if (refusal !== null) return denied(refusal, ruleOf(name, hook));
  const patched = patchedBy(hook, attributes, answer);
  if ('code' in patched) return denied(patched, ruleOf(name, hook));
  if (!deepEqual(patched.object, walk.object)) walk.lastChange = n;
  walk.object = patched.object;
  return null;
}

function patchedBy(
  { spec }: Webhook,
  { info, object }: Attributes,
  answer: WebhookAnswer,
): { object: KubeObject } | Status {
  if (answer.type !== 'answered' || answer.patch.length === 0) return { object };
  try {
    const patched = applyJsonPatch(object, answer.patch) as KubeObject;
    return { object: fillIn(info, patched) };
  } catch (error) {
    if (!(error instanceof JsonPatchError)) throw error;
    return internalError(
      `admission webhook "${spec.name}" attempted to modify the object, which failed: ${error.message}`,
    );
  }
}
