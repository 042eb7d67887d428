import { denied, type AdmissionPlugin, type Denial } from '../plugin.ts';
import type { WebhookCall } from '../webhooks/call.ts';
import { callOf, matchOf, validatingHooksOf } from '../webhooks/hooks.ts';
import { dryRunRefusal, refusalBy, ruleOf, warningsBy } from '../webhooks/verdict.ts';

const name = 'ValidatingAdmissionWebhook';

/**
 * Asks the webhooks that judge what is written, all at once; each may refuse it.
 *
 * Models: staging/src/k8s.io/apiserver/pkg/admission/plugin/webhook/validating/dispatcher.go (v1.37).
 * Differs: of several refusals the first in order is told, not the first in time.
 */
export const validatingAdmissionWebhook: AdmissionPlugin = {
  name,
  handles: ({ info }) => info.group !== 'admissionregistration.k8s.io',
  isIdle: (sim) => validatingHooksOf(sim).length === 0,
  validate: (sim, attributes) => {
    const calls: WebhookCall[] = [];
    const warnings: string[] = [];
    let refusal: Denial | null = null;
    for (const hook of validatingHooksOf(sim)) {
      const match = matchOf(sim, hook, attributes);
      if (match === 'no') continue;
      if (match !== 'yes') return denied(match.refusal, ruleOf(name, hook));
      const unsafe = dryRunRefusal(hook, attributes.isDryRun);
      if (unsafe !== null) return denied(unsafe, ruleOf(name, hook));
      const call = callOf('validate', hook, attributes, 1);
      const answer = attributes.said?.[call.key];
      if (answer === undefined) {
        calls.push(call);
        continue;
      }
      warnings.push(...warningsBy(answer));
      const status = refusalBy(hook, answer);
      if (status !== null) refusal ??= denied(status, ruleOf(name, hook));
    }
    if (calls.length > 0) return { type: 'call', calls };
    if (refusal !== null) return refusal;
    return warnings.length === 0 ? null : { type: 'warned', warnings };
  },
};
