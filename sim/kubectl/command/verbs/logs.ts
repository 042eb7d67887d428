import type { LogOptions } from '../../../api/pod-streams.ts';
import type { Pod, Status } from '../../../api/types.ts';
import { isSuccess, type ApiRequest, type ApiResponse, type ObjectList } from '../../../apiserver/types.ts';
import { exitWith, failUsage, namespaceOf, requestOn, selectorFlag } from '../common.ts';
import { demandResource } from '../discovery.ts';
import type { FlagDef, Flags } from '../flags.ts';
import type { Kubectl } from '../kubectl.ts';
import { ask, CommandFailure, fail, nextText, openWatch, serverError, type Part, type Program } from '../program.ts';
import { itemsOf } from '../resource-args.ts';
import type { CommandDef } from './command.ts';
import { podFor } from './streams.ts';

const flags: readonly FlagDef[] = [
  { name: 'all-containers', type: 'bool', initial: 'false', help: "Get all containers' logs in the pod(s)." },
  { name: 'container', short: 'c', type: 'string', initial: '', help: 'Print the logs of this container' },
  { name: 'follow', short: 'f', type: 'bool', initial: 'false', help: 'Specify if the logs should be streamed.' },
  {
    name: 'ignore-errors',
    type: 'bool',
    initial: 'false',
    help: 'If watching / following pod logs, allow for any errors that occur to be non-fatal',
  },
  { name: 'limit-bytes', type: 'int', initial: '0', help: 'Maximum bytes of logs to return. Defaults to no limit.' },
  {
    name: 'prefix',
    type: 'bool',
    initial: 'false',
    help: 'Prefix each log line with the log source (pod name and container name)',
  },
  {
    name: 'previous',
    short: 'p',
    type: 'bool',
    initial: 'false',
    help: 'If true, print the logs for the previous instance of the container in a pod if it exists.',
  },
  selectorFlag,
  {
    name: 'since',
    type: 'duration',
    initial: '0s',
    help: 'Only return logs newer than a relative duration like 5s, 2m, or 3h.',
  },
  {
    name: 'tail',
    type: 'int',
    initial: '-1',
    help: 'Lines of recent log file to display. Defaults to -1 with no selector, showing all log lines otherwise 10, if a selector is provided.',
  },
  { name: 'timestamps', type: 'bool', initial: 'false', help: 'Include timestamps on each line in the log output' },
];

/** Models: kubectl pkg/cmd/logs/logs.go (v1.37). Differs: several pods are read one after the other; one container is followed at a time. */
export const logsCommand: CommandDef = {
  path: 'logs',
  short: 'Print the logs for a container in a pod',
  examples: [
    ['Return snapshot logs from pod nginx with only one container', 'kubectl logs nginx'],
    ['Begin streaming the logs of the ruby container in pod web-1', 'kubectl logs -f -c ruby web-1'],
    ['Return snapshot of previous terminated ruby container logs from pod web-1', 'kubectl logs -p -c ruby web-1'],
    ['Display only the most recent 20 lines of output in pod nginx', 'kubectl logs --tail=20 nginx'],
    ['Return snapshot logs from the first container of a deployment', 'kubectl logs deployment/web'],
  ],
  usage: '[-f] [-p] (POD | TYPE/NAME) [-c CONTAINER] [options]',
  flags,
  *run(kubectl, given) {
    if (kubectl.resumed !== null) return yield* follow(kubectl, kubectl.resumed as string);
    const selector = given.text('selector');
    const [argument, second] = given.args;
    if (argument === undefined && selector === '')
      failUsage(
        'logs',
        "expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.\nPOD or TYPE/NAME is a required argument for the logs command",
      );
    if (argument !== undefined && selector !== '') fail('only a selector (-l) or a POD name is allowed');
    const pods = argument === undefined ? yield* selected(kubectl, given) : [yield* podFor(kubectl, given, argument)];
    const sources = pods.flatMap((pod) =>
      containersOf(pod, given.text('container') === '' ? second : given.text('container'), given).map((container) => ({
        pod,
        container,
      })),
    );
    if (given.bool('follow') && sources.length > 1)
      fail('one container can be followed at a time here: name it with -c');
    const problems: string[] = [];
    for (const { pod, container } of sources) {
      if (container.note !== '') kubectl.err(`${container.note}\n`);
      const prefix = given.bool('prefix') ? `[pod/${pod.metadata?.name ?? ''}/${container.name}] ` : '';
      const request = logRequest(kubectl, given, pod, container.name);
      if (given.bool('follow')) return yield* begin(kubectl, request, prefix);
      const response = yield* ask(request);
      if (isSuccess(response)) kubectl.out(prefixed(response.text ?? '', prefix));
      else problems.push(serverError(response));
    }
    return exitWith(kubectl, problems);
  },
};

function* selected(kubectl: Kubectl, given: Flags): Part<Pod[]> {
  const info = demandResource(kubectl.resources, 'pods');
  const namespace = namespaceOf(kubectl, given);
  const response = yield* ask(
    requestOn('list', info, namespace, '', { options: { labelSelector: given.text('selector') } }),
  );
  if (!isSuccess(response)) throw new CommandFailure(serverError(response));
  const pods = itemsOf(response.body as ObjectList, info) as Pod[];
  if (pods.length === 0) kubectl.err(`No resources found in ${namespace} namespace.\n`);
  return pods;
}

/** The containers to read, each with what kubectl says of its choice. Models: podcmd.FindOrDefaultContainerByName (v1.37). */
function containersOf(
  { metadata, spec }: Pod,
  wanted: string | undefined,
  given: Flags,
): { name: string; note: string }[] {
  const own = (spec?.containers ?? []).map(({ name }) => name);
  const init = (spec?.initContainers ?? []).map(({ name }) => name);
  if (given.bool('all-containers')) return [...init, ...own].map((name) => ({ name, note: '' }));
  if (wanted !== undefined && wanted !== '') {
    if ([...own, ...init].includes(wanted)) return [{ name: wanted, note: '' }];
    return fail(`container ${wanted} is not valid for pod ${metadata?.name ?? ''}`);
  }
  const chosen = metadata?.annotations?.['kubectl.kubernetes.io/default-container'] ?? own[0] ?? '';
  const choices = [...own, ...init.map((name) => `${name} (init)`)].join(', ');
  return [
    { name: chosen, note: own.length + init.length > 1 ? `Defaulted container "${chosen}" out of: ${choices}` : '' },
  ];
}

function logRequest(kubectl: Kubectl, given: Flags, { metadata }: Pod, container: string): ApiRequest {
  const tail = given.has('tail') ? given.int('tail') : given.text('selector') === '' ? -1 : 10;
  const since = Math.ceil(given.micros('since') / 1_000_000);
  const log: LogOptions = {
    container,
    ...(given.bool('follow') ? { follow: true } : {}),
    ...(given.bool('previous') ? { previous: true } : {}),
    ...(given.bool('timestamps') ? { timestamps: true } : {}),
    ...(tail >= 0 ? { tailLines: tail } : {}),
    ...(since > 0 ? { sinceSeconds: since } : {}),
    ...(given.int('limit-bytes') > 0 ? { limitBytes: given.int('limit-bytes') } : {}),
  };
  const info = demandResource(kubectl.resources, 'pods');
  return requestOn('get', info, metadata?.namespace ?? '', metadata?.name ?? '', {
    subresource: 'log',
    options: { log },
  });
}

function* begin(kubectl: Kubectl, request: ApiRequest, prefix: string): Program {
  const response = yield* openWatch(request);
  if (!isSuccess(response)) return exitWith(kubectl, [serverError(response)]);
  kubectl.out(prefixed(response.text ?? '', prefix));
  return isOpen(response) ? yield* follow(kubectl, prefix) : 0;
}

function isOpen({ body }: ApiResponse): boolean {
  return (body as Status).reason === 'Open';
}

/** Prints each line when it comes, until the container ends. */
function* follow(kubectl: Kubectl, prefix: string): Program {
  for (;;) {
    const piece = yield* nextText(prefix);
    if (piece === null) return 0;
    kubectl.out(prefixed(piece.text, prefix));
    if (!piece.isOpen) return 0;
  }
}

function prefixed(text: string, prefix: string): string {
  return prefix === '' || text === '' ? text : text.replace(/^(?=[^])/gm, prefix);
}
