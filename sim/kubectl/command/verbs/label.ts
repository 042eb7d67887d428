import type { Labels } from '../../../api/types.ts';
import {
  allFlag,
  allNamespacesFlag,
  dryRunFlag,
  exitWith,
  fieldManagerFlag,
  fieldSelectorFlag,
  filenameFlags,
  failUsage,
  localFlag,
  outputFlag,
  selectorFlag,
  showManagedFieldsFlag,
  namesFiles,
} from '../common.ts';
import { chooseObjects, sendEdit, type Subject } from '../edits.ts';
import type { FlagDef, Flags } from '../flags.ts';
import type { Kubectl } from '../kubectl.ts';
import { CommandFailure, fail, type Part, type Program } from '../program.ts';
import type { CommandDef } from './command.ts';

type What = 'labels' | 'annotations';

const flags = (manager: string, listHelp: string): readonly FlagDef[] => [
  allFlag,
  allNamespacesFlag,
  dryRunFlag,
  fieldManagerFlag(manager),
  fieldSelectorFlag,
  ...filenameFlags,
  { name: 'list', type: 'bool', initial: 'false', help: listHelp },
  localFlag,
  outputFlag,
  {
    name: 'overwrite',
    type: 'bool',
    initial: 'false',
    help: 'If true, allow values to be overwritten, otherwise reject updates that overwrite existing ones.',
  },
  {
    name: 'resource-version',
    type: 'string',
    initial: '',
    help: 'If non-empty, the update will only succeed if this is the current resource-version for the object.',
  },
  selectorFlag,
  showManagedFieldsFlag,
];

export const labelCommand: CommandDef = {
  path: 'label',
  short: 'Update the labels on a resource',
  examples: [
    ["Update pod 'foo' with the label 'unhealthy' and the value 'true'", 'kubectl label pods foo unhealthy=true'],
    [
      "Update the label 'status' to 'unhealthy', overwriting any existing value",
      'kubectl label --overwrite pods foo status=unhealthy',
    ],
    ["Remove the label 'bar' if it exists", 'kubectl label pods foo bar-'],
  ],
  usage: '[--overwrite] (-f FILENAME | TYPE NAME) KEY_1=VAL_1 ... KEY_N=VAL_N [--resource-version=version] [options]',
  flags: flags('kubectl-label', 'If true, display the labels for a given resource.'),
  run: (kubectl, given) => change(kubectl, given, 'labels'),
};

export const annotateCommand: CommandDef = {
  path: 'annotate',
  short: 'Update the annotations on a resource',
  examples: [
    ["Update pod 'foo' with the annotation 'description'", "kubectl annotate pods foo description='my frontend'"],
    ["Remove the annotation 'description' if it exists", 'kubectl annotate pods foo description-'],
  ],
  usage: '[--overwrite] (-f FILENAME | TYPE NAME) KEY_1=VAL_1 ... KEY_N=VAL_N [--resource-version=version] [options]',
  flags: flags('kubectl-annotate', 'If true, display the annotations for a given resource.'),
  run: (kubectl, given) => change(kubectl, given, 'annotations'),
};

/** Models: kubectl pkg/cmd/label/label.go, annotate/annotate.go (v1.37). */
function* change(kubectl: Kubectl, given: Flags, what: What): Program {
  const command = what === 'labels' ? 'label' : 'annotate';
  const changes = given.args.filter(isChange);
  const resources = given.args.filter((arg) => !isChange(arg));
  if (resources.length === 0 && !namesFiles(given)) {
    failUsage(command, 'one or more resources must be specified as <resource> <name> or <resource>/<name>');
  }
  const wanted = readChanges(changes, what);
  if (changes.length === 0 && !given.bool('list')) {
    failUsage(command, `at least one ${what === 'labels' ? 'label' : 'annotation'} update is required`);
  }
  const { objects, errors } = yield* chooseObjects(kubectl, given, resources);
  const problems = [...errors];
  for (const subject of objects) {
    const problem = changes.length === 0 ? '' : yield* changeOne(kubectl, given, subject, wanted, what);
    if (problem !== '') problems.push(problem);
    else if (given.bool('list')) list(kubectl, subject, wanted, what);
  }
  return exitWith(kubectl, problems);
}

function isChange(arg: string): boolean {
  return arg.includes('=') || (arg.endsWith('-') && arg.length > 1);
}

type Changes = Readonly<Record<string, string | null>>;

function readChanges(args: readonly string[], what: What): Changes {
  const changes: Record<string, string | null> = {};
  for (const arg of args) {
    const equals = arg.indexOf('=');
    const isRemoval = equals < 0;
    const key = isRemoval ? arg.slice(0, -1) : arg.slice(0, equals);
    if (key === '') fail(`invalid ${what === 'labels' ? 'label' : 'annotation'} spec: ${arg}`);
    if (Object.hasOwn(changes, key) && (changes[key] === null) !== isRemoval) {
      fail(`can not both modify and remove ${what === 'labels' ? 'a label' : 'an annotation'} in the same command`);
    }
    changes[key] = isRemoval ? null : arg.slice(equals + 1);
  }
  return changes;
}

function* changeOne(kubectl: Kubectl, given: Flags, subject: Subject, wanted: Changes, what: What): Part<string> {
  const { object } = subject;
  const present = (object.metadata?.[what] ?? {}) as Labels;
  if (!given.bool('overwrite')) {
    const clash = Object.entries(wanted).find(
      ([key, value]) => value !== null && present[key] !== undefined && present[key] !== value,
    );
    if (clash !== undefined) return clashText(what, clash[0], present[clash[0]] ?? '');
  }
  for (const [key, value] of Object.entries(wanted)) {
    if (value === null && present[key] === undefined)
      kubectl.out(`${what === 'labels' ? 'label' : 'annotation'} "${key}" not found.\n`);
  }
  const isSame = Object.entries(wanted).every(([key, value]) =>
    value === null ? present[key] === undefined : present[key] === value,
  );
  const operation = operationOf(wanted, present, isSame, what);
  const version = given.text('resource-version');
  const patch = { metadata: { [what]: wanted, ...(version === '' ? {} : { resourceVersion: version }) } };
  return yield* sendEdit(kubectl, given, subject, { patchType: 'merge', patch }, operation);
}

/** Models: label.go validateNoOverwrites, annotate.go validateNoAnnotationOverwrites (v1.37). */
function clashText(what: What, key: string, value: string): string {
  if (what === 'labels') return `error: '${key}' already has a value (${value}), and --overwrite is false`;
  return `error: --overwrite is false but found the following declared annotation(s): '${key}' already has a value (${value})`;
}

/** Models: label.go updateDataChangeMsg (v1.37). */
function operationOf(wanted: Changes, present: Labels, isSame: boolean, what: What): string {
  if (what === 'annotations') return 'annotated';
  if (isSame) return 'not labeled';
  const adds = Object.entries(wanted).some(([key, value]) => value !== null && present[key] !== value);
  return adds ? 'labeled' : 'unlabeled';
}

function list(kubectl: Kubectl, { object, info }: Subject, wanted: Changes, what: What): void {
  const after = { ...((object.metadata?.[what] ?? {}) as Labels), ...wanted };
  kubectl.out(`Listing ${what} for ${info.kind}.${info.group}/${object.metadata?.name ?? ''}:\n`);
  for (const [key, value] of Object.entries(after).sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (value !== null) kubectl.out(` ${key}=${value}\n`);
  }
  if (Object.keys(after).length === 0) throw new CommandFailure('', 0);
}
