import type { Container, Pod } from '../../../api/types.ts';
import type { Flags } from '../flags.ts';
import type { Kubectl } from '../kubectl.ts';
import { fail, type Program } from '../program.ts';
import type { CommandDef } from './command.ts';
import { chosenContainer, containerFlag, runningTimeoutFlag, runStream, streamRequest, typingOf } from './remote.ts';
import { podFor } from './pod-of.ts';

/** Listens to the process of a container and types for it. Models: kubectl pkg/cmd/attach/attach.go Run (v1.37). */
export function* attachTo(kubectl: Kubectl, given: Flags, pod: Pod, wanted = ''): Program {
  const name = wanted === '' ? chosenContainer(kubectl, given, pod) : wanted;
  const { containers = [], initContainers = [], ephemeralContainers = [] } = pod.spec ?? {};
  const all = [...containers, ...initContainers, ...ephemeralContainers] as readonly Container[];
  const container = all.find((one) => one.name === name);
  if (container === undefined) fail(`container not found (${name})`);
  const typing = typingOf(kubectl, given);
  const hasTerminal = container.tty === true;
  if (typing.tty && !hasTerminal && !given.bool('quiet')) {
    kubectl.err(`error: Unable to use a TTY - container ${name} did not allocate one\n`);
  }
  const isTerminal = hasTerminal && typing.stdin && kubectl.stdin === null;
  if (!given.bool('quiet')) kubectl.err("If you don't see a command prompt, try pressing enter.\n");
  const input = { ...(typing.stdin ? { stdin: true } : {}), ...(hasTerminal ? { tty: true } : {}) };
  const request = streamRequest(kubectl, pod, 'attach', { attach: { container: name, ...input } });
  const code = yield* runStream(kubectl, request, { stdin: typing.stdin, tty: isTerminal });
  const restarts = pod.spec?.restartPolicy ?? 'Always';
  const isAdded = ephemeralContainers.some((one) => one.name === name);
  if (isTerminal && !isAdded && restarts === 'Always' && !given.bool('quiet')) {
    const where = `${pod.metadata?.name ?? ''} -c ${name}`;
    kubectl.out(`Session ended, resume using 'kubectl attach ${where} -i -t' command when the pod is running\n`);
  }
  return code;
}

/** Models: kubectl pkg/cmd/attach/attach.go (v1.37). */
export const attachCommand: CommandDef = {
  path: 'attach',
  short: 'Attach to a running container',
  long: 'Attach to a process that is already running inside an existing container.',
  examples: [
    ['Get output from running pod mypod', 'kubectl attach mypod'],
    [
      'Type into the shell that the container ruby-container of pod mypod runs',
      'kubectl attach mypod -c ruby-container -i -t',
    ],
    ['Get output from the first pod of a replica set named nginx', 'kubectl attach rs/nginx'],
  ],
  usage: '(POD | TYPE/NAME) [-c CONTAINER] [options]',
  flags: [
    containerFlag,
    runningTimeoutFlag,
    { name: 'quiet', short: 'q', type: 'bool', initial: 'false', help: 'Only print output from the remote session' },
    { name: 'stdin', short: 'i', type: 'bool', initial: 'false', help: 'Pass stdin to the container' },
    { name: 'tty', short: 't', type: 'bool', initial: 'false', help: 'Stdin is a TTY' },
  ],
  *run(kubectl, given) {
    const [argument] = given.args;
    if (argument === undefined) return fail('at least 1 argument is required for attach');
    const pod = yield* podFor(kubectl, given, argument);
    const phase = pod.status?.phase ?? '';
    if (phase === 'Succeeded' || phase === 'Failed')
      fail(`cannot attach a container in a completed pod; current phase is ${phase}`);
    return yield* attachTo(kubectl, given, pod);
  },
};
