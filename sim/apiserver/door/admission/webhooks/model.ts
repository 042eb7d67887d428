/**
 * What the program of a webhook's pod answers. Kubernetes gives none of this: it is an input of the world, written by an annotation on the
 * pod (or on the template that it is made from).
 */
import { compileExpression } from '../../../../api/cel/expression.ts';
import { toCel } from '../../../../api/cel/values.ts';
import type { JsonPatchOperation } from '../../../../api/json-patch.ts';
import type { Pod } from '../../../../api/types.ts';
import type { WebhookAnswer, WebhookReview } from './call.ts';

/** The annotation's name. Its value is JSON in the form of {@link WebhookModel}. */
export const webhookAnnotation = 'kubarium.dev/admission';

/** What a webhook does; without the annotation it lets everything pass, at once. */
export interface WebhookModel {
  /** CEL over `object`, `oldObject` and `request`: only what it holds for is treated so, everything else passes. */
  readonly when?: string;
  readonly allowed?: boolean;
  readonly message?: string;
  /** HTTP status and reason of a refusal. */
  readonly code?: number;
  readonly reason?: string;
  readonly patch?: readonly JsonPatchOperation[];
  readonly warnings?: readonly string[];
  /** Time that it takes to answer. */
  readonly takesSeconds?: number;
  /** HTTP status of an answer that is none, such as 500. */
  readonly httpStatus?: number;
}

const passes: WebhookAnswer = {
  type: 'answered',
  allowed: true,
  message: '',
  code: 200,
  reason: '',
  patch: [],
  warnings: [],
};

/** What a pod is said to do as a webhook. A model that cannot be read fails each call, with the reason. */
export function modelOf(pod: Pod): WebhookModel | { readonly error: string } {
  const text = pod.metadata?.annotations?.[webhookAnnotation];
  if (text === undefined) return {};
  let value: unknown;
  try {
    value = JSON.parse(text) as unknown;
  } catch {
    return { error: `annotation ${webhookAnnotation} is not JSON` };
  }
  return isModel(value) ? value : { error: `annotation ${webhookAnnotation} does not say what the webhook does` };
}

const types: Readonly<Record<string, string>> = {
  when: 'string',
  allowed: 'boolean',
  message: 'string',
  code: 'number',
  reason: 'string',
  takesSeconds: 'number',
  httpStatus: 'number',
};

function isModel(value: unknown): value is WebhookModel {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.entries(value).every(([key, field]) => {
    if (key === 'patch') return Array.isArray(field) && field.every(isOperation);
    if (key === 'warnings') return Array.isArray(field) && field.every((one) => typeof one === 'string');
    return typeof field === types[key];
  });
}

function isOperation(value: unknown): value is JsonPatchOperation {
  const { op, path, from = '' } = (value ?? {}) as Partial<Record<keyof JsonPatchOperation, unknown>>;
  return typeof op === 'string' && typeof path === 'string' && typeof from === 'string';
}

/** What a webhook with this model says of a write. */
export function answerOf(model: WebhookModel, review: WebhookReview): WebhookAnswer {
  const {
    when = '',
    allowed = true,
    message = '',
    code = 403,
    reason = 'Forbidden',
    patch = [],
    warnings = [],
  } = model;
  if (when !== '') {
    const holds = evaluate(when, review);
    if ('error' in holds) return { type: 'failed', error: `the webhook's condition failed: ${holds.error}` };
    if (holds.value !== true) return passes;
  }
  return {
    type: 'answered',
    allowed,
    message,
    code: allowed ? 200 : code,
    reason: allowed ? '' : reason,
    patch,
    warnings,
  };
}

const variableNames = ['object', 'oldObject', 'request'];

function evaluate(expression: string, review: WebhookReview): { readonly value: unknown } | { readonly error: string } {
  const compiled = compileExpression(expression, variableNames);
  if ('error' in compiled) return compiled;
  const { object, oldObject, ...request } = review;
  return compiled.evaluate({ object: toCel(object), oldObject: toCel(oldObject), request: toCel(request) });
}
