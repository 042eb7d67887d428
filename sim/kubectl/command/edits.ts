/** What verbs that change objects one by one share: which objects, one patch each. */
import { applyJsonPatch, JsonPatchError, type JsonPatchOperation } from '../../api/json-patch.ts';
import { applyMergePatch } from '../../api/merge-patch.ts';
import type { ResourceInfo } from '../../api/resources.ts';
import { definitionForKind } from '../../api/schema/schema.ts';
import { StrategicPatchError } from '../../api/strategic-lists.ts';
import { applyStrategicMergePatch } from '../../api/strategic-merge-patch.ts';
import type { KubeObject } from '../../api/types.ts';
import { isSuccess, type PatchType } from '../../apiserver/types.ts';
import { dryRunOf, namespaceOf, requestOn, tell, warn, writeOptions, namesFiles } from './common.ts';
import type { Flags } from './flags.ts';
import type { Kubectl } from './kubectl.ts';
import { readFiles } from './manifests.ts';
import { ask, fail, serverError, type Part } from './program.ts';
import { findObjects, readTargets, type Found } from './resource-args.ts';

/** An object and its kind. */
export interface Subject {
  readonly info: ResourceInfo;
  readonly object: KubeObject;
}

/**
 * The objects that a command works on: of files, by name, by selector, or all of a kind.
 *
 * @param args resource arguments
 * @param needsAll whether a kind alone is refused without `--all`
 */
export function* chooseObjects(kubectl: Kubectl, given: Flags, args: readonly string[], needsAll = true): Part<Found> {
  const selector = given.text('selector');
  const fieldSelector = given.text('field-selector');
  if (namesFiles(given)) {
    const { manifests, errors } = readFiles(kubectl, given);
    if (given.bool('local')) return { objects: manifests.map(({ info, object }) => ({ info, object })), errors };
    const objects: Subject[] = [];
    const all = [...errors];
    for (const { info, namespace, name } of manifests) {
      const response = yield* ask(requestOn('get', info, namespace, name));
      if (isSuccess(response)) objects.push({ info, object: response.body as KubeObject });
      else all.push(serverError(response));
    }
    return { objects, errors: all };
  }
  const targets = readTargets(kubectl, args);
  const isNamed = targets.some(({ name }) => name !== '');
  if (isNamed && selector !== '') fail('name cannot be provided when a selector is specified');
  if (needsAll && !isNamed && selector === '' && fieldSelector === '' && !given.bool('all')) {
    fail('resource(s) were provided, but no name was specified');
  }
  const namespace = given.bool('all-namespaces') ? '' : namespaceOf(kubectl, given);
  return yield* findObjects(targets, { namespace, labelSelector: selector, fieldSelector });
}

/** What is to be sent for one object. */
export interface Edit {
  readonly patchType: PatchType;
  readonly patch: unknown;
  readonly subresource?: string;
}

/**
 * Sends one patch and tells what came of it; with `--dry-run=client` only tells.
 *
 * @returns what went wrong, or empty
 */
export function* sendEdit(
  kubectl: Kubectl,
  given: Flags,
  { info, object }: Subject,
  edit: Edit,
  operation: string,
): Part<string> {
  const { namespace = '', name = '' } = object.metadata ?? {};
  if (given.bool('local') || (given.has('dry-run') && dryRunOf(given) === 'client')) {
    tell(kubectl, given, info, patched(object, edit), operation);
    return '';
  }
  const { patch, patchType, subresource } = edit;
  const response = yield* ask(
    requestOn('patch', info, namespace, name, {
      body: patch,
      patchType,
      options: writeOptions(given),
      ...(subresource === undefined ? {} : { subresource }),
    }),
  );
  warn(kubectl, response);
  if (!isSuccess(response)) return serverError(response);
  tell(kubectl, given, info, subresource === undefined ? (response.body as KubeObject) : object, operation);
  return '';
}

/** The object as it would be, for a dry run of the client. Fails as the server would when the patch does not fit. */
function patched(object: KubeObject, { patchType, patch }: Edit): KubeObject {
  const schema = definitionForKind(object.apiVersion ?? '', object.kind ?? '');
  try {
    if (patchType === 'json') return applyJsonPatch(object, patch as JsonPatchOperation[]) as KubeObject;
    if (patchType === 'merge') return applyMergePatch(object, patch) as KubeObject;
    return applyStrategicMergePatch({ ...object }, patch as Record<string, unknown>, schema);
  } catch (error) {
    if (error instanceof JsonPatchError || error instanceof StrategicPatchError) return fail(error.message);
    throw error;
  }
}
