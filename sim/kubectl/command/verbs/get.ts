import type { ResourceInfo } from '../../../api/resources.ts';
import type { KubeObject } from '../../../api/types.ts';
import { printerOf } from '../../../api/tables/custom.ts';
import { tableOf, type TableOptions } from '../../../api/tables/table.ts';
import { readPath } from '../../../apiserver/http/path.ts';
import type { ApiRequest, ObjectList } from '../../../apiserver/types.ts';
import { isSuccess } from '../../../apiserver/types.ts';
import { tableText } from '../../print/index.ts';
import {
  allNamespacesFlag,
  exitWith,
  fieldSelectorFlag,
  filenameFlags,
  namespaceOf,
  objectName,
  outputFlag,
  requestOn,
  selectorFlag,
  showManagedFieldsFlag,
  namesFiles,
} from '../common.ts';
import type { FlagDef, Flags } from '../flags.ts';
import type { Kubectl } from '../kubectl.ts';
import { readFiles } from '../manifests.ts';
import { ask, CommandFailure, fail, nextEvent, openWatch, serverError, type Part, type Program } from '../program.ts';
import { itemsOf, listOptions, readTargets, type Selection, type Target } from '../resource-args.ts';
import { formatOf, sortObjects, writeObjects } from '../present.ts';
import type { OutputFormat } from '../../output/index.ts';
import type { CommandDef } from './command.ts';

/** Objects of one kind, as one request gave them. */
interface Group {
  readonly info: ResourceInfo;
  readonly objects: readonly KubeObject[];
  readonly resourceVersion: string;
}

const flags: readonly FlagDef[] = [
  allNamespacesFlag,
  {
    name: 'allow-missing-template-keys',
    type: 'bool',
    initial: 'true',
    help: 'If true, ignore missing keys in templates.',
  },
  {
    name: 'chunk-size',
    type: 'int',
    initial: '500',
    help: 'Return large lists in chunks rather than all at once. Pass 0 to disable.',
  },
  fieldSelectorFlag,
  ...filenameFlags,
  {
    name: 'ignore-not-found',
    type: 'bool',
    initial: 'false',
    help: 'If the requested object does not exist, return exit code 0.',
  },
  {
    name: 'label-columns',
    short: 'L',
    type: 'strings',
    initial: '[]',
    help: 'Accepts a comma separated list of labels that are going to be presented as columns. Names are case-sensitive.',
  },
  {
    name: 'no-headers',
    type: 'bool',
    initial: 'false',
    help: "When using the default or custom-column output format, don't print headers.",
  },
  {
    ...outputFlag,
    help: 'Output format. One of: (json, yaml, name, go-template, go-template-file, template, templatefile, jsonpath, jsonpath-as-json, jsonpath-file, custom-columns, custom-columns-file, wide).',
  },
  {
    name: 'output-watch-events',
    type: 'bool',
    initial: 'false',
    help: 'Output watch event objects when --watch or --watch-only is used.',
  },
  { name: 'raw', type: 'string', initial: '', help: 'Raw URI to request from the server.' },
  selectorFlag,
  {
    name: 'server-print',
    type: 'bool',
    initial: 'true',
    help: 'If true, have the server return the appropriate table output.',
  },
  {
    name: 'show-kind',
    type: 'bool',
    initial: 'false',
    help: 'If present, list the resource type for the requested objects.',
  },
  { name: 'show-labels', type: 'bool', initial: 'false', help: 'When printing, show all labels as the last column.' },
  showManagedFieldsFlag,
  {
    name: 'sort-by',
    type: 'string',
    initial: '',
    help: "If non-empty, sort list types using this field specification, a JSONPath expression such as '{.metadata.name}'.",
  },
  {
    name: 'subresource',
    type: 'string',
    initial: '',
    help: 'If specified, gets the subresource of the requested object.',
  },
  {
    name: 'template',
    type: 'string',
    initial: '',
    help: 'Template string or path to template file to use when -o=go-template, -o=go-template-file.',
  },
  {
    name: 'watch',
    short: 'w',
    type: 'bool',
    initial: 'false',
    help: 'After listing or getting the requested object, watch for changes.',
  },
  {
    name: 'watch-only',
    type: 'bool',
    initial: 'false',
    help: 'Watch for changes to the requested objects, without listing or getting first.',
  },
];

export const getCommand: CommandDef = {
  path: 'get',
  short: 'Display one or many resources',
  long: 'Display one or many resources.\n\n Prints a table of the most important information about the specified resources. You can filter the list using a label selector and the --selector flag, and see other namespaces with --namespace or --all-namespaces.',
  examples: [
    ['List all pods in ps output format', 'kubectl get pods'],
    ['List all pods with more information, such as the node', 'kubectl get pods -o wide'],
    ['List a single deployment in YAML output format', 'kubectl get deployment web -o yaml'],
    ['Return only the phase of a pod', 'kubectl get -o template pod/web-pod-13je7 --template={{.status.phase}}'],
    ['List all deployments and services together', 'kubectl get deployments,services'],
    ['Watch the pods of an application', 'kubectl get pods -l app=web -w'],
  ],
  usage:
    '[(-o|--output=)json|yaml|name|go-template|go-template-file|template|templatefile|jsonpath|jsonpath-as-json|jsonpath-file|custom-columns|custom-columns-file|wide] (TYPE[.VERSION][.GROUP] [NAME | -l label] | TYPE[.VERSION][.GROUP]/NAME ...) [flags] [options]',
  flags,
  *run(kubectl, given) {
    const selection = selectionOf(kubectl, given);
    const format = formatOf(kubectl, given);
    if (kubectl.resumed !== null) return yield* follow(kubectl, given, kubectl.resumed as WatchState);
    if (given.has('raw')) return yield* raw(kubectl, given.text('raw'));
    const targets = targetsOf(kubectl, given);
    checkTargets(targets, given);
    if (given.bool('watch') || given.bool('watch-only')) return yield* watch(kubectl, given, targets, selection);
    const { groups, errors } = yield* readGroups(targets, selection, given);
    print(kubectl, given, format, groups, isSingle(targets));
    const count = groups.reduce((sum, group) => sum + group.objects.length, 0);
    if (count === 0 && errors.length === 0 && format.type === 'table' && !given.bool('ignore-not-found'))
      sayNone(kubectl, given, targets);
    return exitWith(kubectl, errors);
  },
};

/** `--raw`: a path of the server as it is, such as `/healthz`, or that of an object or a list. */
function* raw(kubectl: Kubectl, path: string): Program {
  const [plain = ''] = path.split('?');
  const place = readPath(plain);
  const request: ApiRequest =
    place === undefined
      ? { verb: 'get', resource: '', path }
      : {
          verb: place.name === '' ? 'list' : 'get',
          group: place.group,
          version: place.version,
          resource: place.resource,
          ...(place.namespace === '' ? {} : { namespace: place.namespace }),
          ...(place.name === '' ? {} : { name: place.name }),
          ...(place.subresource === '' ? {} : { subresource: place.subresource }),
        };
  const response = yield* ask(request);
  if (!isSuccess(response)) return exitWith(kubectl, [serverError(response)]);
  kubectl.out(response.text ?? `${JSON.stringify(response.body)}\n`);
  return 0;
}

function selectionOf(kubectl: Kubectl, given: Flags): Selection {
  return {
    namespace: given.bool('all-namespaces') ? '' : namespaceOf(kubectl, given),
    labelSelector: given.text('selector'),
    fieldSelector: given.text('field-selector'),
  };
}

function targetsOf(kubectl: Kubectl, given: Flags): Target[] {
  if (namesFiles(given)) {
    return readFiles(kubectl, given).manifests.map(({ info, name, namespace }) => ({ info, name, namespace }));
  }
  if (given.args.length === 0) {
    throw new CommandFailure(
      'You must specify the type of resource to get. Use "kubectl api-resources" for a complete list of supported resources.\n\nerror: Required resource not specified.\nUse "kubectl explain <resource>" for a detailed description of that resource (e.g. kubectl explain pods).\nSee \'kubectl get -h\' for help and examples',
    );
  }
  return readTargets(kubectl, given.args);
}

function checkTargets(targets: readonly Target[], given: Flags): void {
  const isNamed = targets.some(({ name }) => name !== '');
  if (isNamed && given.text('selector') !== '') fail('name cannot be provided when a selector is specified');
  if (isNamed && given.text('field-selector') !== '')
    fail('field selector cannot be provided when a resource name is specified');
  if (isNamed && given.bool('all-namespaces')) fail('a resource cannot be retrieved by name across all namespaces');
}

function isSingle(targets: readonly Target[]): boolean {
  return targets.length === 1 && targets[0]?.name !== '';
}

function* readGroups(
  targets: readonly Target[],
  selection: Selection,
  given: Flags,
): Part<{ groups: Group[]; errors: string[] }> {
  const groups: { info: ResourceInfo; objects: KubeObject[]; resourceVersion: string }[] = [];
  const errors: string[] = [];
  for (const { info, name, namespace = selection.namespace } of targets) {
    const subresource = given.text('subresource');
    const more = subresource === '' ? {} : { subresource };
    const response = yield* ask(
      name === ''
        ? requestOn('list', info, selection.namespace, '', { options: listOptions(selection) })
        : requestOn('get', info, namespace, name, more),
    );
    if (!isSuccess(response)) {
      if (response.code !== 404 || !given.bool('ignore-not-found')) errors.push(serverError(response));
      continue;
    }
    const isList = name === '';
    const objects = isList ? itemsOf(response.body as ObjectList, info) : [response.body as KubeObject];
    const resourceVersion = (response.body as KubeObject).metadata?.resourceVersion ?? '';
    const last = groups.at(-1);
    if (last?.info === info) last.objects.push(...objects);
    else groups.push({ info, objects, resourceVersion });
  }
  return { groups, errors };
}

function sayNone(kubectl: Kubectl, given: Flags, targets: readonly Target[]): void {
  const isScoped = targets.some(({ info }) => info.namespaced) && !given.bool('all-namespaces');
  kubectl.err(isScoped ? `No resources found in ${namespaceOf(kubectl, given)} namespace.\n` : 'No resources found\n');
}

function print(kubectl: Kubectl, given: Flags, format: OutputFormat, groups: readonly Group[], single: boolean): void {
  const sorted = groups.map((group) => ({ ...group, objects: sortObjects(group.objects, given.text('sort-by')) }));
  if (format.type === 'table') {
    printTables(kubectl, given, format.wide, sorted);
    return;
  }
  const objects = sorted.flatMap((group) => group.objects);
  if (single && objects.length === 0) return;
  kubectl.out(writeObjects(kubectl, given, format, objects, !single));
}

/** One table a kind, with an empty line between. */
function printTables(kubectl: Kubectl, given: Flags, wide: boolean, groups: readonly Group[]): void {
  const filled = groups.filter(({ objects }) => objects.length > 0);
  const hasKinds = given.bool('show-kind') || groups.length > 1;
  const texts = filled.map(({ info, objects }) => {
    const table = tableOf(objects, optionsOfTable(info, kubectl.now));
    return tableText(table, tableOptions(given, wide, hasKinds ? info : null)).text;
  });
  kubectl.out(texts.join('\n'));
}

/** What the API server is asked for: all columns of the kind. */
function optionsOfTable(info: ResourceInfo, now: number): TableOptions {
  return { apiVersion: info.apiVersion, kind: info.kind, now, wide: true, printer: printerOf(info) };
}

function tableOptions(given: Flags, wide: boolean, kind: ResourceInfo | null): Parameters<typeof tableText>[1] {
  return {
    wide,
    noHeaders: given.bool('no-headers'),
    withNamespace: given.bool('all-namespaces'),
    showLabels: given.bool('show-labels'),
    labelColumns: given.list('label-columns'),
    ...(kind === null ? {} : { kindPrefix: objectName(kind, '').slice(0, -1) }),
  };
}

/** What a watch keeps from one event to the next. */
interface WatchState {
  /** Kind by `apiVersion kind`. */
  readonly apiVersion: string;
  readonly kind: string;
  readonly widths: readonly number[] | null;
}

function* watch(kubectl: Kubectl, given: Flags, targets: readonly Target[], selection: Selection): Program {
  if (targets.length > 1) fail('you may only specify a single resource type');
  const [target] = targets as [Target];
  const { info, name } = target;
  const { groups, errors } = yield* readGroups(targets, selection, given);
  if (errors.length > 0) return exitWith(kubectl, errors);
  const [group] = groups;
  const format = formatOf(kubectl, given);
  let widths: readonly number[] | null = null;
  if (!given.bool('watch-only') && group !== undefined) {
    for (const object of format.type === 'table' ? [] : group.objects)
      printEvent(kubectl, given, info, object, 'ADDED', null);
    if (format.type === 'table' && group.objects.length > 0) {
      widths = writeRows(kubectl, given, format.wide, info, group.objects, null, 'ADDED');
    }
  }
  const fieldSelector = name === '' ? selection : { ...selection, fieldSelector: `metadata.name=${name}` };
  const response = yield* openWatch(
    requestOn('watch', info, selection.namespace, '', {
      options: { ...listOptions(fieldSelector), resourceVersion: group?.resourceVersion ?? '' },
    }),
  );
  if (!isSuccess(response)) return exitWith(kubectl, [serverError(response)]);
  return yield* follow(kubectl, given, { apiVersion: info.apiVersion, kind: info.kind, widths });
}

/** Prints each change until it is interrupted. */
function* follow(kubectl: Kubectl, given: Flags, begun: WatchState): Program {
  let state = begun;
  const info = kubectl.resources.find(({ apiVersion, kind }) => apiVersion === state.apiVersion && kind === state.kind);
  if (info === undefined) return 1;
  for (;;) {
    const event = yield* nextEvent(state);
    if (event === null || event.type === 'ERROR') return 0;
    if (event.type === 'BOOKMARK') continue;
    state = { ...state, widths: printEvent(kubectl, given, info, event.object, event.type, state.widths) };
  }
}

function printEvent(
  kubectl: Kubectl,
  given: Flags,
  info: ResourceInfo,
  object: KubeObject,
  type: string,
  widths: readonly number[] | null,
): readonly number[] | null {
  const format = formatOf(kubectl, given);
  if (format.type === 'table') return writeRows(kubectl, given, format.wide, info, [object], widths, type);
  const text = writeObjects(kubectl, given, format, [object], false);
  kubectl.out(format.type === 'yaml' ? `${text}---\n` : text);
  return widths;
}

function writeRows(
  kubectl: Kubectl,
  given: Flags,
  wide: boolean,
  info: ResourceInfo,
  objects: readonly KubeObject[],
  widths: readonly number[] | null,
  eventType: string,
): readonly number[] {
  const table = tableOf(objects, optionsOfTable(info, kubectl.now));
  const options = {
    ...tableOptions(given, wide, given.bool('show-kind') ? info : null),
    ...(given.bool('output-watch-events') ? { eventType } : {}),
  };
  const written = tableText(table, options, widths ?? undefined);
  kubectl.out(written.text);
  return written.widths;
}
