/** What a webhook's answer means for the request. Pure. */
import { badRequest, internalError } from '../../../../api/status.ts';
import type { Status } from '../../../../api/types.ts';
import type { WebhookAnswer } from './call.ts';
import type { Webhook } from './hooks.ts';

/** Models: apiserver pkg/admission/plugin/webhook/errors/statuserror.go ToStatusErr (v1.37). */
function denialOf(webhook: string, { message, code, reason }: WebhookAnswer & { type: 'answered' }): Status {
  const deniedBy = `admission webhook "${webhook}" denied the request`;
  const why = message !== '' ? `: ${message}` : reason !== '' ? `: ${reason}` : ' without explanation';
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: `${deniedBy}${why}`,
    ...(reason === '' ? {} : { reason }),
    code: Math.max(400, code),
  };
}

/**
 * Why a webhook's answer ends the request; `null` when it goes on.
 *
 * Models: apiserver pkg/admission/plugin/webhook/{mutating,validating}/dispatcher.go (v1.37): a failed call counts by its failure policy.
 */
export function refusalBy({ spec }: Webhook, answer: WebhookAnswer): Status | null {
  if (answer.type === 'answered') return answer.allowed ? null : denialOf(spec.name, answer);
  if (spec.failurePolicy === 'Ignore') return null;
  return internalError(`failed calling webhook "${spec.name}": failed to call webhook: ${answer.error}`);
}

/** A webhook that does something besides answering must not be asked on a dry run. */
export function dryRunRefusal({ spec }: Webhook, isDryRun: boolean): Status | null {
  if (!isDryRun || spec.sideEffects === 'None' || spec.sideEffects === 'NoneOnDryRun') return null;
  return badRequest(`admission webhook "${spec.name}" does not support dry run`);
}

/** Warnings of an answer. */
export function warningsBy(answer: WebhookAnswer): readonly string[] {
  return answer.type === 'answered' ? answer.warnings : [];
}

/** What spoke at the gate: the plugin and the webhook that it asked. */
export function ruleOf(plugin: string, { spec }: Webhook): string {
  return `${plugin} ${spec.name}`;
}
