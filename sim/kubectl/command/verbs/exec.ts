import type { Status } from '../../../api/types.ts';
import { isSuccess } from '../../../apiserver/types.ts';
import { failUsage, requestOn } from '../common.ts';
import { demandResource } from '../discovery.ts';
import { ask, CommandFailure, fail, serverError } from '../program.ts';
import type { CommandDef } from './command.ts';
import { podFor } from './streams.ts';

/** Models: kubectl pkg/cmd/exec/exec.go (v1.37). Differs: a command runs to its end; there is no terminal to type into. */
export const execCommand: CommandDef = {
  path: 'exec',
  short: 'Execute a command in a container',
  examples: [
    ['Get output from running the date command in pod mypod', 'kubectl exec mypod -- date'],
    ['List the files of the first pod of a deployment', 'kubectl exec deploy/mydeployment -- ls'],
    ['Run several commands', "kubectl exec mypod -- sh -c 'hostname; env'"],
  ],
  usage: '(POD | TYPE/NAME) [-c CONTAINER] [flags] -- COMMAND [args...] [options]',
  flags: [
    {
      name: 'container',
      short: 'c',
      type: 'string',
      initial: '',
      help: 'Container name. If omitted, use the kubectl.kubernetes.io/default-container annotation or the first container in the pod',
    },
    { name: 'quiet', short: 'q', type: 'bool', initial: 'false', help: 'Only print output from the remote session' },
    { name: 'stdin', short: 'i', type: 'bool', initial: 'false', help: 'Pass stdin to the container' },
    { name: 'tty', short: 't', type: 'bool', initial: 'false', help: 'Stdin is a TTY' },
  ],
  *run(kubectl, given) {
    const [argument] = given.args;
    const command = given.dashAt < 0 ? given.args.slice(1) : given.args.slice(given.dashAt);
    if (argument === undefined || given.dashAt === 0)
      failUsage('exec', 'pod, type/name or --filename must be specified');
    if (given.dashAt < 0 && command.length > 0) {
      fail(
        "exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead\nSee 'kubectl exec -h' for help and examples",
      );
    }
    if (command.length === 0) failUsage('exec', 'you must specify at least one command for the container');
    const isShell = /^(\/bin\/|\/usr\/bin\/)?(ba|a|da)?sh$/.test(command[0] ?? '') && command.length === 1;
    if (isShell)
      fail(
        `a shell needs a terminal, which is not there: run one command at a time, or several with ${command[0] ?? 'sh'} -c '…'`,
      );
    const pod = yield* podFor(kubectl, given, argument);
    const { name = '', namespace = '', annotations } = pod.metadata ?? {};
    const phase = pod.status?.phase ?? '';
    if (phase === 'Succeeded' || phase === 'Failed')
      fail(`cannot exec into a container in a completed pod; current phase is ${phase}`);
    const own = (pod.spec?.containers ?? []).map((container) => container.name);
    const wanted = given.text('container');
    if (wanted !== '' && !own.includes(wanted)) fail(`container ${wanted} is not valid for pod ${name}`);
    const container =
      wanted === '' ? (annotations?.['kubectl.kubernetes.io/default-container'] ?? own[0] ?? '') : wanted;
    if (wanted === '' && own.length > 1 && !given.bool('quiet')) {
      kubectl.err(`Defaulted container "${container}" out of: ${own.join(', ')}\n`);
    }
    const info = demandResource(kubectl.resources, 'pods');
    const response = yield* ask(
      requestOn('create', info, namespace, name, { subresource: 'exec', options: { exec: { container, command } } }),
    );
    if (!isSuccess(response)) throw new CommandFailure(serverError(response));
    kubectl.out(response.text ?? '');
    const { status, message = '', details } = response.body as Status;
    if (status === 'Success') return 0;
    throw new CommandFailure(message, Number(details?.causes?.[0]?.message ?? '1'));
  },
};
