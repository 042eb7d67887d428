import type { KubeObject, Pod } from '../../../api/types.ts';
import { fnv32a } from '../../../api/fnv.ts';
import { isSuccess } from '../../../apiserver/types.ts';
import { exitWith, failUsage, namespaceOf, requestOn } from '../common.ts';
import { demandResource } from '../discovery.ts';
import type { Flags } from '../flags.ts';
import type { Kubectl } from '../kubectl.ts';
import { ask, CommandFailure, fail, nextEvent, openWatch, serverError, type Part, type Program } from '../program.ts';
import { readTargets } from '../resource-args.ts';
import { attachTo } from './attach.ts';
import type { CommandDef } from './command.ts';
import { arrayFlag, textFlag } from './generate.ts';

/** Models: kubectl pkg/cmd/debug/debug.go (v1.37). Differs: pods alone, by a container that is added to them. */
export const debugCommand: CommandDef = {
  path: 'debug',
  short: 'Create debugging sessions for troubleshooting workloads and nodes',
  long: 'Debug cluster resources using interactive debugging containers.',
  examples: [
    ['Add a shell to a pod whose image has none', 'kubectl debug mypod -it --image=busybox'],
    ['Give the added container a name', 'kubectl debug mypod -it --image=busybox -c tools'],
  ],
  usage: '(POD | TYPE[[.VERSION].GROUP]/NAME) [ -- COMMAND [args...] ] [options]',
  flags: [
    {
      name: 'attach',
      type: 'bool',
      initial: 'false',
      help: 'If true, wait for the container to start running, and then attach.',
    },
    textFlag('container', 'Container name to use for debug container.', { short: 'c' }),
    textFlag('copy-to', 'Create a copy of the target Pod with this name.'),
    arrayFlag('env', 'Environment variables to set in the container.'),
    textFlag('image', 'Container image to use for debug container.'),
    textFlag('image-pull-policy', 'The image pull policy for the container.'),
    textFlag('profile', 'Options are "legacy", "general", "baseline", "netadmin", "restricted" or "sysadmin".', {
      initial: 'general',
    }),
    { name: 'quiet', short: 'q', type: 'bool', initial: 'false', help: 'If true, suppress informational messages.' },
    {
      name: 'stdin',
      short: 'i',
      type: 'bool',
      initial: 'false',
      help: 'Keep stdin open on the container(s) in the pod.',
    },
    textFlag('target', 'When using an ephemeral container, target processes in this container name.'),
    { name: 'tty', short: 't', type: 'bool', initial: 'false', help: 'Allocate a TTY for the debugging container.' },
  ],
  *run(kubectl, given) {
    const before = given.dashAt < 0 ? given.args : given.args.slice(0, given.dashAt);
    const command = given.dashAt < 0 ? [] : given.args.slice(given.dashAt);
    if (before.length === 0) failUsage('debug', 'NAME is required for debug');
    if (given.text('image') === '') fail('you must specify --image when not using --copy-to.');
    if (given.bool('tty') && !given.bool('stdin')) {
      fail('-i/--stdin is required for containers with -t/--tty=true');
    }
    if (given.text('copy-to') !== '') fail('--copy-to is not there in Kubarium: debug the pod itself');
    const [argument = ''] = before;
    const [target] = readTargets(kubectl, argument.includes('/') ? [argument] : ['pods', argument]);
    if (target?.info.kind !== 'Pod')
      fail(`${target?.info.kind ?? argument} cannot be debugged in Kubarium: name a pod`);
    return yield* debugPod(kubectl, given, target?.name ?? '', command);
  },
};

function* debugPod(kubectl: Kubectl, given: Flags, podName: string, command: readonly string[]): Program {
  const info = demandResource(kubectl.resources, 'pods');
  const namespace = namespaceOf(kubectl, given);
  const found = yield* ask(requestOn('get', info, namespace, podName));
  if (!isSuccess(found)) throw new CommandFailure(serverError(found));
  const pod = found.body as Pod;
  const isQuiet = given.bool('quiet');
  const target = given.text('target');
  if (target !== '' && !isQuiet) {
    kubectl.out(
      `Targeting container ${JSON.stringify(target)}. If you don't see processes from this container it may be because the container runtime doesn't support this feature.\n`,
    );
  }
  let name = given.text('container');
  if (name === '') {
    name = `debugger-${suffix(`${pod.metadata?.uid ?? ''} ${kubectl.now}`)}`;
    if (!isQuiet) kubectl.out(`Defaulting debug container name to ${name}.\n`);
  }
  const body = { spec: { ephemeralContainers: [containerOf(given, name, command)] } };
  const patched = yield* ask(
    requestOn('patch', info, namespace, podName, { subresource: 'ephemeralcontainers', body, patchType: 'strategic' }),
  );
  if (!isSuccess(patched)) return exitWith(kubectl, [serverError(patched)]);
  const attaches = given.has('attach') ? given.bool('attach') : given.bool('stdin');
  if (!attaches) return 0;
  const running = yield* whenRunning(kubectl, patched.body as Pod, name);
  return yield* attachTo(kubectl, given, running, name);
}

function containerOf(given: Flags, name: string, command: readonly string[]): object {
  const policy = given.text('image-pull-policy');
  const target = given.text('target');
  const env = given
    .list('env')
    .map((pair) => ({ name: pair.split('=')[0] ?? '', value: pair.slice(pair.indexOf('=') + 1) }));
  return {
    ...(command.length === 0 ? {} : { command: [...command] }),
    ...(env.length === 0 ? {} : { env }),
    image: given.text('image'),
    ...(policy === '' ? {} : { imagePullPolicy: policy }),
    name,
    ...(given.text('profile') === 'general' ? { securityContext: { capabilities: { add: ['SYS_PTRACE'] } } } : {}),
    ...(given.bool('stdin') ? { stdin: true } : {}),
    ...(target === '' ? {} : { targetContainerName: target }),
    ...(given.bool('tty') ? { tty: true } : {}),
  };
}

const letters = 'bcdfghjklmnpqrstvwxz2456789';

/** Five letters as generated names have them. */
function suffix(seed: string): string {
  return Array.from({ length: 5 }, (_, n) => letters[fnv32a(`${seed} ${n}`) % letters.length] ?? '').join('');
}

/** The pod once the container runs, or has ended. */
function* whenRunning(kubectl: Kubectl, pod: Pod, name: string): Part<Pod> {
  const info = demandResource(kubectl.resources, 'pods');
  const { namespace = '', name: podName = '', resourceVersion = '' } = pod.metadata ?? {};
  const options = { fieldSelector: `metadata.name=${podName}`, resourceVersion };
  yield* openWatch(requestOn('watch', info, namespace, '', { options }));
  for (;;) {
    const event = yield* nextEvent(undefined);
    if (event === null || event.type === 'DELETED') return fail(`pod ${podName} is gone`);
    const { state } = (event.object as Pod).status?.ephemeralContainerStatuses?.find((one) => one.name === name) ?? {};
    if (state?.running === undefined && state?.terminated === undefined) continue;
    yield { type: 'unwatch' };
    if (state.running !== undefined) return event.object as KubeObject as Pod;
    return fail(`container ${name} has ended with exit code ${state.terminated?.exitCode ?? 0}`);
  }
}
