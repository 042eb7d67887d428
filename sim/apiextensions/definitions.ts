/** What the controllers of CustomResourceDefinitions share: the informer, its lister, and requests about definitions. */
import type { Sim } from '../engine/engine.ts';
import { withCondition } from '../api/strategies/custom-resource-definition.ts';
import { formatTime } from '../api/time.ts';
import type { CustomResourceDefinition } from '../api/types.ts';
import { worldSettings } from '../api/world.ts';
import type { ApiRequest } from '../apiserver/types.ts';
import { listerOf, processOf, type InformerDef } from '../client/informer.ts';
import type { Change } from '../client/informer.ts';

export type DefinitionStatus = NonNullable<CustomResourceDefinition['status']>;
export type DefinitionCondition = NonNullable<DefinitionStatus['conditions']>[number];

const where = { group: 'apiextensions.k8s.io', resource: 'customresourcedefinitions' } as const;

/** The informer of definitions; `onChange` is what the controllers do. */
export function definitionInformer(
  onChange: (sim: Sim, change: Change<CustomResourceDefinition>) => void,
): InformerDef<CustomResourceDefinition> {
  return { name: 'apiextensions.definitions', ...where, onChange };
}

/** Definitions as the API server's own controllers see them. */
export const definitions = listerOf(
  definitionInformer(() => undefined),
  processOf,
);

export function hasCondition(definition: CustomResourceDefinition, type: string): boolean {
  return definition.status?.conditions?.some((one) => one.type === type && one.status === 'True') === true;
}

/** A condition that begins now. */
export function conditionNow(
  sim: Sim,
  condition: Omit<DefinitionCondition, 'lastTransitionTime'>,
): DefinitionCondition {
  return { ...condition, lastTransitionTime: formatTime(sim.now, worldSettings(sim).epochMs) };
}

/** The request that writes a definition's status; its resourceVersion must still be the stored one. */
export function writeStatus(definition: CustomResourceDefinition, status: DefinitionStatus): ApiRequest {
  const name = definition.metadata?.name ?? '';
  return { verb: 'update', ...where, subresource: 'status', name, body: { ...definition, status } };
}

/** A status with one condition set. */
export function statusWith(definition: CustomResourceDefinition, condition: DefinitionCondition): DefinitionStatus {
  const { status = {} } = definition;
  return { ...status, conditions: withCondition(status.conditions ?? [], condition) };
}

/** The request that lets a definition go: without one of its finalizers. */
export function withoutFinalizer({ metadata = {} }: CustomResourceDefinition, finalizer: string): ApiRequest {
  const finalizers = (metadata.finalizers ?? []).filter((one) => one !== finalizer);
  const body = { metadata: { finalizers } };
  return { verb: 'patch', patchType: 'merge', ...where, name: metadata.name ?? '', body };
}
