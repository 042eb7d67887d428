/**
 * The controllers that run inside kube-apiserver and serve CustomResourceDefinitions.
 *
 * Models: apiextensions-apiserver pkg/apiserver/apiserver.go (v1.37).
 */
import type { Handlers, Sim } from '../engine/engine.ts';
import type { CustomResourceDefinition } from '../api/types.ts';
import { enqueue, type ControllerDef } from '../client/controller.ts';
import { startInformer, type Change, type InformerDef } from '../client/informer.ts';
import { definitionInformer, definitions } from './definitions.ts';
import { establishingController } from './establishing-controller.ts';
import { finalizingController } from './finalizing-controller.ts';
import { namingController } from './naming-controller.ts';

export const apiExtensionsControllers: readonly ControllerDef[] = [
  namingController,
  establishingController,
  finalizingController,
];

/** A change is looked at by all controllers; one that frees names, by those of the same group that may want them. */
function onChange(sim: Sim, { type, object }: Change<CustomResourceDefinition>): void {
  const name = object.metadata?.name ?? '';
  if (type !== 'deleted') for (const controller of apiExtensionsControllers) enqueue(sim, controller.name, name);
  const sameGroup: string[] = [];
  definitions.forEach(sim, ({ metadata, spec }) => {
    if (metadata?.name !== name && spec.group === object.spec.group) sameGroup.push(metadata?.name ?? '');
  });
  for (const other of sameGroup.sort()) enqueue(sim, namingController.name, other);
}

const informer = definitionInformer(onChange);

export const apiExtensionsInformers: readonly InformerDef[] = [informer as InformerDef];

/** The controllers begin to watch when the first definition is written: a cluster without any does nothing for them. */
export const apiExtensionsHandlers: Handlers = {
  'apiextensions.woken': (sim: Sim) => startInformer(sim, informer as InformerDef),
};
