import { fail } from '../program.ts';
import type { CommandDef } from './command.ts';
import {
  chosenContainer,
  containerFlag,
  followStream,
  runningTimeoutFlag,
  runStream,
  streamRequest,
  typingOf,
} from './remote.ts';
import { podFor } from './pod-of.ts';

const resumedStream = 'stream';

/** Models: kubectl pkg/cmd/exec/exec.go (v1.37). */
export const execCommand: CommandDef = {
  path: 'exec',
  short: 'Execute a command in a container',
  examples: [
    ['Get output from running the date command in pod mypod', 'kubectl exec mypod -- date'],
    ['List the files of the first pod of a deployment', 'kubectl exec deploy/mydeployment -- ls'],
    ['Work in a shell; exit or Ctrl+D ends it', 'kubectl exec -it mypod -- sh'],
    ['Run several commands', "kubectl exec mypod -- sh -c 'hostname; env'"],
  ],
  usage: '(POD | TYPE/NAME) [-c CONTAINER] [flags] -- COMMAND [args...] [options]',
  flags: [
    containerFlag,
    runningTimeoutFlag,
    { name: 'quiet', short: 'q', type: 'bool', initial: 'false', help: 'Only print output from the remote session' },
    { name: 'stdin', short: 'i', type: 'bool', initial: 'false', help: 'Pass stdin to the container' },
    { name: 'tty', short: 't', type: 'bool', initial: 'false', help: 'Stdin is a TTY' },
  ],
  *run(kubectl, given) {
    if (kubectl.resumed === resumedStream) return yield* followStream(kubectl, resumedStream);
    const [argument] = given.args;
    const command = given.dashAt < 0 ? given.args.slice(1) : given.args.slice(given.dashAt);
    if (argument === undefined || given.dashAt === 0) return fail('pod, type/name or --filename must be specified');
    if (given.dashAt < 0 && command.length > 0) {
      fail(
        "exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead\nSee 'kubectl exec -h' for help and examples",
      );
    }
    if (command.length === 0) fail('you must specify at least one command for the container');
    const pod = yield* podFor(kubectl, given, argument);
    const phase = pod.status?.phase ?? '';
    if (phase === 'Succeeded' || phase === 'Failed')
      fail(`cannot exec into a container in a completed pod; current phase is ${phase}`);
    const container = chosenContainer(kubectl, given, pod);
    const typing = typingOf(kubectl, given);
    const input = { ...(typing.stdin ? { stdin: true } : {}), ...(typing.tty ? { tty: true } : {}) };
    const request = streamRequest(kubectl, pod, 'exec', { exec: { container, command, ...input } });
    return yield* runStream(kubectl, request, typing);
  },
};
