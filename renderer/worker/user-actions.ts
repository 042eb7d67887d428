import type { KubeObject } from '../../sim/api/types.ts';
import type { ManifestObject } from '../../sim/api/yaml/manifests.ts';
import type { Sim } from '../../sim/engine/engine.ts';
import type { UserAction } from '../../sim/protocol.ts';
import type { Action, ObjectKey } from '../../sim/scenario/formats/types.ts';
import { objectOfId } from '../../sim/view/element-ids.ts';
import { resourceInfo } from '../../sim/view/object-history.ts';
import { demandConfiguration } from './scheduler-configuration.ts';
import { Refusal } from './refusal.ts';

type ObjectAction = Exclude<UserAction, { type: 'apply' }>;

/** Turns what the user does to one element into an action of the session. Throws a {@link Refusal} when the element stands for nothing. */
export function actionOf(sim: Sim, action: ObjectAction): Action {
  switch (action.type) {
    case 'delete':
      return { action: 'delete', ...keyOfElement(sim, action.elementId) };
    case 'scale':
      return { action: 'scale', replicas: action.replicas, ...keyOfElement(sim, action.elementId) };
    case 'setImage':
      return {
        action: 'setImage',
        container: action.container,
        image: action.image,
        ...keyOfElement(sim, action.elementId),
      };
    case 'power':
      return { action: 'nodePower', node: nodeOfElement(action.elementId), on: action.on };
    case 'cordon': {
      const patch = { spec: { unschedulable: action.on ? true : null } };
      return { action: 'patch', patchType: 'merge', patch, ...keyOfElement(sim, action.elementId) };
    }
    case 'configureScheduler':
      return { action: 'configureScheduler', configuration: demandConfiguration(action.text) };
    case 'sendRequest':
      return {
        action: 'sendRequest',
        url: `http://${action.host}:${action.port}${action.path.startsWith('/') ? '' : '/'}${action.path}`,
        method: 'GET',
        from: sourceOfElement(action.fromId),
        count: action.count,
      };
  }
}

/** The object that an element stands for, as the formats name it. */
export function keyOfElement(sim: Sim, elementId: string): ObjectKey {
  const found = objectOfId(elementId);
  const info = found === undefined ? undefined : resourceInfo(sim, found.resource);
  if (found === undefined || info === undefined) throw new Refusal(`${elementId} is not an object of the API`);
  const { apiVersion, kind, namespaced } = info;
  if (!namespaced) return { apiVersion, kind, name: found.key };
  const slash = found.key.indexOf('/');
  return { apiVersion, kind, namespace: found.key.slice(0, slash), name: found.key.slice(slash + 1) };
}

function nodeOfElement(elementId: string): string {
  const found = objectOfId(elementId);
  if (found?.resource !== 'nodes') throw new Refusal(`${elementId} is not a machine`);
  return found.key;
}

function sourceOfElement(elementId: string): string {
  const found = objectOfId(elementId);
  if (found?.resource === 'pods') return `pod/${found.key}`;
  return found?.resource === 'nodes' ? `node/${found.key}` : 'outside';
}

/** What the server writes into an object, and what a text taken from it must not ask for. */
const serverFields = ['uid', 'resourceVersion', 'creationTimestamp', 'generation', 'managedFields', 'selfLink'];

/**
 * A manifest as it goes to the API server: one that was taken from the cluster and edited loses what only the server writes, so that it
 * does not fail because the object has moved on.
 */
export function withoutServerFields(object: ManifestObject): ManifestObject {
  const metadata = (object as KubeObject).metadata;
  if (metadata?.uid === undefined) return object;
  const kept = Object.entries(metadata as ManifestObject).filter(([key]) => !serverFields.includes(key));
  const { status: _status, ...rest } = object;
  return { ...rest, metadata: Object.fromEntries(kept) };
}
