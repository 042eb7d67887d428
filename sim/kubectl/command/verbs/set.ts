import type { PodSpec } from '../../../api/types.ts';
import { exitWith, failUsage, namesFiles } from '../common.ts';
import { chooseObjects, sendEdit } from '../edits.ts';
import { fail } from '../program.ts';
import type { CommandDef } from './command.ts';
import { pairs, textFlag } from './generate.ts';
import { setEnv } from './set-env.ts';
import { containersFlag, fits, setFlags, setOn, splitArguments, type Change } from './set-pod-spec.ts';

const image: CommandDef = {
  path: 'set image',
  short: 'Update the image of a pod template',
  examples: [
    [
      "Set a deployment's nginx container image to 'nginx:1.9.1', and its busybox container image to 'busybox'",
      'kubectl set image deployment/nginx busybox=busybox nginx=nginx:1.9.1',
    ],
    ['Update the image of all containers', 'kubectl set image deployments,rc nginx=nginx:1.9.1 --all'],
  ],
  usage:
    '(-f FILENAME | TYPE NAME) CONTAINER_NAME_1=CONTAINER_IMAGE_1 ... CONTAINER_NAME_N=CONTAINER_IMAGE_N [options]',
  flags: setFlags,
  *run(kubectl, given) {
    const { resources, changes } = splitArguments(given.args, (arg) => arg.includes('='));
    if (resources.length === 0 && !namesFiles(given))
      failUsage('set image', 'one or more resources must be specified as <resource> <name> or <resource>/<name>');
    if (changes.length === 0) failUsage('set image', 'at least one image update is required');
    const images = Object.entries(pairs(changes.join(','), 'image'));
    return yield* setOn(kubectl, given, resources, 'image updated', (spec) => imageChange(spec, images));
  },
};

/** Models: kubectl pkg/cmd/set/set_image.go Run (v1.37). */
function imageChange(spec: PodSpec, images: readonly (readonly [string, string])[]): Change {
  const part: Record<string, object[]> = {};
  for (const [name, wanted] of images) {
    let isFound = false;
    for (const list of ['containers', 'initContainers'] as const) {
      for (const container of spec[list] ?? []) {
        if (name !== '*' && container.name !== name) continue;
        isFound = true;
        if (container.image !== wanted) part[list] = [...(part[list] ?? []), { name: container.name, image: wanted }];
      }
    }
    if (!isFound) return { error: `error: unable to find container named ${JSON.stringify(name)}` };
  }
  return { part: Object.keys(part).length === 0 ? null : part };
}

const resources: CommandDef = {
  path: 'set resources',
  short: 'Update resource requests/limits on objects with pod templates',
  examples: [
    [
      "Set a deployment's nginx container cpu limits to '200m' and memory to '512Mi'",
      'kubectl set resources deployment nginx -c=nginx --limits=cpu=200m,memory=512Mi',
    ],
    [
      'Set the resource request and limits for all containers in nginx',
      'kubectl set resources deployment nginx --limits=cpu=200m,memory=512Mi --requests=cpu=100m,memory=256Mi',
    ],
  ],
  usage: '(-f FILENAME | TYPE NAME)  ([--limits=LIMITS & --requests=REQUESTS] [options]',
  flags: [
    ...setFlags,
    containersFlag,
    textFlag('limits', "The resource requirement requests for this container.  For example, 'cpu=100m,memory=256Mi'."),
    textFlag(
      'requests',
      "The resource requirement requests for this container.  For example, 'cpu=100m,memory=256Mi'.",
    ),
  ],
  *run(kubectl, given) {
    if (given.text('limits') === '' && given.text('requests') === '')
      fail('you must specify an update to requests or limits (in the form of --requests/--limits)');
    const wanted = {
      ...(given.text('limits') === '' ? {} : { limits: pairs(given.text('limits'), 'resource') }),
      ...(given.text('requests') === '' ? {} : { requests: pairs(given.text('requests'), 'resource') }),
    };
    return yield* setOn(kubectl, given, given.args, 'resource requirements updated', (spec) => {
      const chosen = (spec.containers ?? []).filter((one) => fits(given.text('containers'), one));
      if (chosen.length === 0)
        return { error: `error: unable to find container named ${JSON.stringify(given.text('containers'))}` };
      return { part: { containers: chosen.map(({ name }) => ({ name, resources: wanted })) } };
    });
  },
};

const serviceAccount: CommandDef = {
  path: 'set serviceaccount',
  aliases: ['set sa'],
  short: 'Update the service account of a resource',
  examples: [
    [
      "Set deployment nginx-deployment's service account to serviceaccount1",
      'kubectl set serviceaccount deployment nginx-deployment serviceaccount1',
    ],
  ],
  usage: '(-f FILENAME | TYPE NAME) SERVICE_ACCOUNT [options]',
  flags: setFlags,
  *run(kubectl, given) {
    const name = given.args.at(-1);
    if (name === undefined || (given.args.length < 2 && !namesFiles(given))) fail('serviceaccount is required');
    return yield* setOn(kubectl, given, given.args.slice(0, -1), 'serviceaccount updated', () => ({
      part: { serviceAccountName: name },
    }));
  },
};

const selector: CommandDef = {
  path: 'set selector',
  short: 'Set the selector on a resource',
  examples: [
    ['Set the labels and selector of a service', "kubectl set selector service my-svc 'environment=qa,tier=front'"],
  ],
  usage: '(-f FILENAME | TYPE NAME) EXPRESSIONS [--resource-version=version] [options]',
  flags: [
    ...setFlags,
    textFlag(
      'resource-version',
      'If non-empty, the selectors update will only succeed if this is the current resource-version for the object.',
    ),
  ],
  *run(kubectl, given) {
    const { resources: named, changes } = splitArguments(given.args, (arg) => arg.includes('='));
    if (changes.length !== 1) failUsage('set selector', 'one selector is required');
    const wanted = pairs(changes[0] ?? '', 'selector');
    const { objects, errors } = yield* chooseObjects(kubectl, given, named);
    const problems = [...errors];
    for (const subject of objects) {
      if (subject.info.kind !== 'Service') {
        problems.push(`error: setting a selector is only supported for Services`);
        continue;
      }
      const before = Object.keys((subject.object as { spec?: { selector?: object } }).spec?.selector ?? {});
      const removed = Object.fromEntries(before.filter((key) => !Object.hasOwn(wanted, key)).map((key) => [key, null]));
      const patch = { spec: { selector: { ...removed, ...wanted } } };
      const problem = yield* sendEdit(kubectl, given, subject, { patchType: 'merge', patch }, 'selector updated');
      if (problem !== '') problems.push(problem);
    }
    return exitWith(kubectl, problems);
  },
};

export const setCommands: readonly CommandDef[] = [setEnv, image, resources, selector, serviceAccount];
