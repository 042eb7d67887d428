/** Which objects the arguments of a command mean. Models: cli-runtime pkg/resource/builder.go (v1.37). */
import type { ResourceInfo } from '../../api/resources.ts';
import type { KubeObject } from '../../api/types.ts';
import type { ObjectList } from '../../apiserver/types.ts';
import { isSuccess } from '../../apiserver/types.ts';
import { requestOn } from './common.ts';
import { demandResource } from './discovery.ts';
import type { Kubectl } from './kubectl.ts';
import { ask, fail, serverError, type Part } from './program.ts';

/** One thing that the arguments name: an object, or all objects of a kind when `name` is empty. */
export interface Target {
  readonly info: ResourceInfo;
  readonly name: string;
  /** Of an object of a file; else the one that the command works in. */
  readonly namespace?: string;
}

/** Reads `pod web db`, `pod/web svc/db`, `pods,svc`, `all`. Fails in kubectl's words. */
export function readTargets(kubectl: Kubectl, args: readonly string[]): Target[] {
  const [first = '', ...names] = args;
  if (args.length === 0) return [];
  if (args.some((arg) => arg.includes('/'))) return readPairs(kubectl, args);
  const infos = resourceList(kubectl, first);
  if (names.length === 0) return infos.map((info) => ({ info, name: '' }));
  if (infos.length > 1) {
    fail('you may only specify a single resource type');
  }
  const [info] = infos as [ResourceInfo];
  return names.map((name) => ({ info, name: demandName(name) }));
}

function readPairs(kubectl: Kubectl, args: readonly string[]): Target[] {
  return args.flatMap((arg) => {
    const parts = arg.split('/');
    if (parts.length === 1) {
      fail(
        "there is no need to specify a resource type as a separate argument when passing arguments in resource/name form (e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get resource resource/<resource_name>'",
      );
    }
    const [type = '', name = ''] = parts;
    if (parts.length > 2) fail('arguments in resource/name form may not have more than one slash');
    if (type === '' || name === '') {
      fail('arguments in resource/name form must have a single resource and name');
    }
    return resourceList(kubectl, type).map((info) => ({ info, name: demandName(name) }));
  });
}

function demandName(name: string): string {
  if (name !== '') return name;
  return fail('resource name may not be empty');
}

/** `pods,svc`; `all` and other categories stand for their members. */
function resourceList(kubectl: Kubectl, text: string): ResourceInfo[] {
  const found = text.split(',').flatMap((part) => {
    const members = kubectl.resources.filter(
      (info) => info.categories.includes(part) && info.verbs.includes('list') && isPreferred(kubectl, info),
    );
    return members.length > 0 ? members : [demandResource(kubectl.resources, part)];
  });
  return found.filter((info, index) => found.indexOf(info) === index);
}

/** Whether no better version of the resource stands before it. */
function isPreferred({ resources }: Kubectl, info: ResourceInfo): boolean {
  return resources.find(({ group, resource }) => group === info.group && resource === info.resource) === info;
}

/** What came of looking for objects: those that are there, and a message for each that is not. */
export interface Found {
  readonly objects: readonly { readonly info: ResourceInfo; readonly object: KubeObject }[];
  readonly errors: readonly string[];
}

export interface Selection {
  readonly namespace: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
}

/** Reads the objects that targets mean, one request each. */
export function* findObjects(targets: readonly Target[], selection: Selection): Part<Found> {
  const objects: { info: ResourceInfo; object: KubeObject }[] = [];
  const errors: string[] = [];
  for (const { info, name } of targets) {
    const response = yield* ask(
      name === ''
        ? requestOn('list', info, selection.namespace, '', { options: listOptions(selection) })
        : requestOn('get', info, selection.namespace, name),
    );
    if (!isSuccess(response)) errors.push(serverError(response));
    else if (name !== '') objects.push({ info, object: response.body as KubeObject });
    else for (const object of itemsOf(response.body as ObjectList, info)) objects.push({ info, object });
  }
  return { objects, errors };
}

/** The objects of a list; each says its kind. */
export function itemsOf(list: ObjectList, info: ResourceInfo): KubeObject[] {
  return list.items.map((object) =>
    object.kind === undefined ? { apiVersion: info.apiVersion, kind: info.kind, ...object } : object,
  );
}

export function listOptions({ labelSelector = '', fieldSelector = '' }: Selection): {
  labelSelector?: string;
  fieldSelector?: string;
} {
  return {
    ...(labelSelector === '' ? {} : { labelSelector }),
    ...(fieldSelector === '' ? {} : { fieldSelector }),
  };
}
