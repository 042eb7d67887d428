/** What the `set` commands share that change the pod spec of a workload. */
import type { Container, KubeObject, PodSpec } from '../../../api/types.ts';
import {
  allFlag,
  dryRunFlag,
  exitWith,
  fieldManagerFlag,
  filenameFlags,
  localFlag,
  outputFlag,
  selectorFlag,
  showManagedFieldsFlag,
} from '../common.ts';
import { chooseObjects, sendEdit, type Subject } from '../edits.ts';
import type { FlagDef, Flags } from '../flags.ts';
import type { Kubectl } from '../kubectl.ts';
import type { Program } from '../program.ts';

/** Flags of every `set` command. */
export const setFlags: readonly FlagDef[] = [
  allFlag,
  dryRunFlag,
  fieldManagerFlag('kubectl-set'),
  ...filenameFlags,
  localFlag,
  outputFlag,
  selectorFlag,
  showManagedFieldsFlag,
];

export const containersFlag: FlagDef = {
  name: 'containers',
  short: 'c',
  type: 'string',
  initial: '*',
  help: 'The names of containers in the selected pod templates to change - may use wildcards.',
};

/** The pod spec of a workload, and a patch for it at its place. */
function podSpecOf(object: KubeObject): { spec: PodSpec; inside(spec: object): object } | undefined {
  const { spec } = object as {
    spec?: PodSpec & { template?: { spec?: PodSpec }; jobTemplate?: { spec?: { template?: { spec?: PodSpec } } } };
  };
  const cron = spec?.jobTemplate?.spec?.template?.spec;
  if (cron !== undefined)
    return { spec: cron, inside: (changed) => ({ spec: { jobTemplate: { spec: { template: { spec: changed } } } } }) };
  if (spec?.template?.spec !== undefined)
    return { spec: spec.template.spec, inside: (changed) => ({ spec: { template: { spec: changed } } }) };
  if (object.kind === 'Pod' && spec !== undefined) return { spec, inside: (changed) => ({ spec: changed }) };
  return undefined;
}

/** What a command makes of one pod spec: the part to patch, null when nothing changes, or a complaint. */
export type Change = { readonly part: object | null } | { readonly error: string };

/**
 * Runs a `set` command over its objects.
 *
 * @param resources resource arguments
 * @param operation what is told of each object, such as `image updated`
 */
export function* setOn(
  kubectl: Kubectl,
  given: Flags,
  resources: readonly string[],
  operation: string,
  changeOf: (spec: PodSpec, subject: Subject) => Change,
): Program {
  const { objects, errors } = yield* chooseObjects(kubectl, given, resources);
  const problems = [...errors];
  for (const subject of objects) {
    const found = podSpecOf(subject.object);
    if (found === undefined) {
      problems.push(
        `error: ${subject.info.resource}/${subject.object.metadata?.name ?? ''} the object is not a pod or does not have a pod template: ${subject.info.kind}`,
      );
      continue;
    }
    const change = changeOf(found.spec, subject);
    if ('error' in change) problems.push(change.error);
    else if (change.part !== null) {
      const patch = found.inside(change.part);
      const problem = yield* sendEdit(kubectl, given, subject, { patchType: 'strategic', patch }, operation);
      if (problem !== '') problems.push(problem);
    }
  }
  return exitWith(kubectl, problems);
}

/** Splits the arguments at the first that holds a change. */
export function splitArguments(
  args: readonly string[],
  isChange: (arg: string) => boolean,
): { resources: string[]; changes: string[] } {
  return { resources: args.filter((arg) => !isChange(arg)), changes: args.filter(isChange) };
}

/** Whether a container's name fits a pattern with `*`. */
export function fits(pattern: string, { name }: Container): boolean {
  const source = pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.*');
  return new RegExp(`^${source}$`).test(name);
}
