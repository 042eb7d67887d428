import type { KubeObject } from '../../../api/types.ts';
import { isSuccess, type ObjectList } from '../../../apiserver/types.ts';
import { describeObject, relatedReads, type RelatedAnswer } from '../../describe/index.ts';
import { allNamespacesFlag, exitWith, filenameFlags, namespaceOf, selectorFlag, namesFiles } from '../common.ts';
import { demandResource } from '../discovery.ts';
import { chooseObjects } from '../edits.ts';
import type { Kubectl } from '../kubectl.ts';
import { ask, CommandFailure, serverError, type Part } from '../program.ts';
import { findObjects, itemsOf } from '../resource-args.ts';
import type { CommandDef } from './command.ts';

export const describeCommand: CommandDef = {
  path: 'describe',
  short: 'Show details of a specific resource or group of resources',
  long: 'Show details of a specific resource or group of resources.\n\n Print a detailed description of the selected resources, including related resources such as events or controllers.',
  examples: [
    ['Describe a node', 'kubectl describe nodes worker-1'],
    ['Describe a pod', 'kubectl describe pods/nginx'],
    ['Describe all pods with a label', 'kubectl describe pods -l app=web'],
  ],
  usage: '(-f FILENAME | TYPE [NAME_PREFIX | -l label] | TYPE/NAME) [options]',
  flags: [
    allNamespacesFlag,
    {
      name: 'chunk-size',
      type: 'int',
      initial: '500',
      help: 'Return large lists in chunks rather than all at once. Pass 0 to disable.',
    },
    ...filenameFlags,
    selectorFlag,
    {
      name: 'show-events',
      type: 'bool',
      initial: 'true',
      help: 'If true, display events related to the described object.',
    },
  ],
  *run(kubectl, given) {
    if (given.args.length === 0 && !namesFiles(given)) {
      throw new CommandFailure(
        'You must specify the type of resource to describe. Use "kubectl api-resources" for a complete list of supported resources.',
      );
    }
    const found = yield* chooseObjects(kubectl, given, given.args, false);
    const { objects, errors } =
      found.objects.length === 0 && found.errors.length > 0 && given.args.length === 2
        ? yield* withPrefix(kubectl, given.args, namespaceOf(kubectl, given), found.errors)
        : found;
    const texts: string[] = [];
    for (const { object } of objects) texts.push(yield* description(kubectl, object, given.bool('show-events')));
    kubectl.out(texts.join('\n\n'));
    if (objects.length === 0 && errors.length === 0) {
      kubectl.err(
        given.bool('all-namespaces')
          ? 'No resources found\n'
          : `No resources found in ${namespaceOf(kubectl, given)} namespace.\n`,
      );
    }
    return exitWith(kubectl, errors);
  },
};

/** A name that is no object's may be the beginning of some. Models: describe.go DescribeMatchingResources (v1.37). */
function* withPrefix(
  kubectl: Kubectl,
  [type = '', prefix = '']: readonly string[],
  namespace: string,
  errors: readonly string[],
): Part<{ objects: readonly { object: KubeObject }[]; errors: readonly string[] }> {
  const info = demandResource(kubectl.resources, type);
  const all = yield* findObjects([{ info, name: '' }], { namespace });
  const objects = all.objects.filter(({ object }) => object.metadata?.name?.startsWith(prefix) === true);
  return objects.length === 0 ? { objects: [], errors } : { objects, errors: [] };
}

function* description(kubectl: Kubectl, object: KubeObject, showEvents: boolean): Part<string> {
  const answers = new Map<string, RelatedAnswer>();
  for (const read of relatedReads(object, showEvents)) {
    const { key, labelSelector, fieldSelector, ...rest } = read;
    const options = {
      ...(labelSelector === undefined ? {} : { labelSelector }),
      ...(fieldSelector === undefined ? {} : { fieldSelector }),
    };
    const response = yield* ask({ ...rest, options });
    if (!isSuccess(response))
      answers.set(key, { error: serverError(response).replace(/^Error from server \(\w+\): /, '') });
    else if (read.verb === 'get') answers.set(key, { object: response.body as KubeObject });
    else {
      const info = kubectl.resources.find(({ group, resource }) => group === read.group && resource === read.resource);
      const list = response.body as ObjectList;
      answers.set(key, { items: info === undefined ? list.items : itemsOf(list, info) });
    }
  }
  return describeObject(object, answers, kubectl.now);
}
