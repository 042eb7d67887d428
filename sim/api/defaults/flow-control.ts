/** Defaults of what divides the API server's room. Models: pkg/apis/flowcontrol/v1/defaults.go (v1.37). */
import type { FlowSchema, PriorityLevelConfiguration } from '../types.ts';

const matchingPrecedence = 1000;

export function defaultFlowSchema(object: FlowSchema): FlowSchema {
  if (object.spec === undefined || (object.spec.matchingPrecedence ?? 0) !== 0) return object;
  return { ...object, spec: { ...object.spec, matchingPrecedence } };
}

export function defaultPriorityLevel(object: PriorityLevelConfiguration): PriorityLevelConfiguration {
  const { spec } = object;
  if (spec?.type === 'Exempt') {
    const exempt = { nominalConcurrencyShares: 0, lendablePercent: 0, ...spec.exempt };
    return { ...object, spec: { ...spec, exempt } };
  }
  if (spec?.limited === undefined) return object;
  const { limitResponse } = spec.limited;
  const queuing = { queues: 64, handSize: 8, queueLengthLimit: 50, ...limitResponse?.queuing };
  const isQueue = limitResponse?.type === 'Queue';
  const response = isQueue ? { limitResponse: { ...limitResponse, queuing } } : {};
  const limited = { nominalConcurrencyShares: 30, lendablePercent: 0, ...spec.limited, ...response };
  return { ...object, spec: { ...spec, limited } };
}
