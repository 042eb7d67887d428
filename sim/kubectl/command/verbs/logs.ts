import type { LogOptions } from '../../../api/pod-streams.ts';
import { parseTimeOrUndefined } from '../../../api/time.ts';
import type { Pod, Status } from '../../../api/types.ts';
import { isSuccess, type ApiRequest, type ObjectList } from '../../../apiserver/types.ts';
import { exitWith, failUsage, namespaceOf, requestOn, selectorFlag } from '../common.ts';
import { demandResource } from '../discovery.ts';
import type { FlagDef, Flags } from '../flags.ts';
import type { Kubectl } from '../kubectl.ts';
import { ask, CommandFailure, fail, nextText, openWatch, serverError, type Part, type Program } from '../program.ts';
import { itemsOf } from '../resource-args.ts';
import type { CommandDef } from './command.ts';
import { podsFor } from './pod-of.ts';

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
  { name: 'all-pods', type: 'bool', initial: 'false', help: 'Get logs from all pod(s). Sets prefix to true.' },
  {
    name: 'max-log-requests',
    type: 'int',
    initial: '5',
    help: 'Specify maximum number of concurrent logs to follow when using by a selector. Defaults to 5.',
  },
  {
    name: 'pod-running-timeout',
    type: 'duration',
    initial: '20s',
    help: 'The length of time to wait until at least one pod is running',
  },
  {
    name: 'since-time',
    type: 'string',
    initial: '',
    help: 'Only return logs after a specific date (RFC3339). Defaults to all logs. Only one of since-time / since may be used.',
  },
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

/** Models: kubectl pkg/cmd/logs/logs.go (v1.37). */
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
    if (kubectl.resumed !== null) return yield* follow(kubectl, kubectl.resumed as Followed);
    const selector = given.text('selector');
    const [argument, second] = given.args;
    if (argument === undefined && selector === '')
      failUsage(
        'logs',
        "expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.\nPOD or TYPE/NAME is a required argument for the logs command",
      );
    if (argument !== undefined && selector !== '') fail('only a selector (-l) or a POD name is allowed');
    const pods = argument === undefined ? yield* selected(kubectl, given) : yield* meant(kubectl, given, argument);
    const wanted = given.text('container') === '' ? second : given.text('container');
    const sources = pods.flatMap((pod) => containersOf(pod, wanted, given).map((container) => ({ pod, ...container })));
    const most = given.int('max-log-requests');
    if (given.bool('follow') && sources.length > most) {
      fail(
        `you are attempting to follow ${sources.length} log streams, but maximum allowed concurrency is ${most}, use --max-log-requests to increase the limit`,
      );
    }
    return given.bool('follow') ? yield* followAll(kubectl, given, sources) : yield* readAll(kubectl, given, sources);
  },
};

/** A container whose log is read. */
interface Source {
  readonly pod: Pod;
  readonly name: string;
  readonly note: string;
}

function* readAll(kubectl: Kubectl, given: Flags, sources: readonly Source[]): Program {
  for (const source of sources) {
    if (source.note !== '') kubectl.err(`${source.note}\n`);
    const response = yield* ask(logRequest(kubectl, given, source.pod, source.name));
    if (isSuccess(response)) kubectl.out(prefixed(response.text ?? '', prefixOf(given, source)));
    else if (given.bool('ignore-errors')) kubectl.err(`${serverError(response)}\n`);
    else return exitWith(kubectl, [serverError(response)]);
  }
  return 0;
}

/** Streams that are followed, by their labels. */
interface Followed {
  readonly prefixes: Readonly<Record<string, string>>;
  readonly open: readonly string[];
}

function* followAll(kubectl: Kubectl, given: Flags, sources: readonly Source[]): Program {
  const prefixes: Record<string, string> = {};
  const open: string[] = [];
  for (const [index, source] of sources.entries()) {
    if (source.note !== '') kubectl.err(`${source.note}\n`);
    const label = String(index);
    const prefix = prefixOf(given, source);
    prefixes[label] = prefix;
    const response = yield* openWatch(logRequest(kubectl, given, source.pod, source.name), label);
    if (!isSuccess(response)) {
      if (!given.bool('ignore-errors')) return exitWith(kubectl, [serverError(response)]);
      kubectl.err(`${serverError(response)}\n`);
      continue;
    }
    kubectl.out(prefixed(response.text ?? '', prefix));
    if ((response.body as Status).reason === 'Open') open.push(label);
  }
  return yield* follow(kubectl, { prefixes, open });
}

/** Prints each line when it comes, until the containers end. */
function* follow(kubectl: Kubectl, begun: Followed): Program {
  let followed = begun;
  while (followed.open.length > 0) {
    const piece = yield* nextText(followed);
    if (piece === null) return 0;
    const { label = '0', text, isOpen } = piece;
    kubectl.out(prefixed(text, followed.prefixes[label] ?? ''));
    if (!isOpen) followed = { ...followed, open: followed.open.filter((other) => other !== label) };
  }
  return 0;
}

function prefixOf(given: Flags, { pod, name }: Source): string {
  return given.bool('prefix') ? `[pod/${pod.metadata?.name ?? ''}/${name}] ` : '';
}

/** The pod that an argument means; of several, one with a word about it, or all when that is asked. */
function* meant(kubectl: Kubectl, given: Flags, argument: string): Part<Pod[]> {
  const pods = yield* podsFor(kubectl, given, argument, 'logging');
  if (given.bool('all-pods')) return pods;
  const [first] = pods;
  if (pods.length > 1) kubectl.err(`Found ${pods.length} pods, using pod/${first?.metadata?.name ?? ''}\n`);
  return first === undefined ? [] : [first];
}

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

function sinceTimeOf(given: Flags): string {
  const text = given.text('since-time');
  if (given.has('since')) fail('at most one of `sinceTime` or `sinceSeconds` may be specified');
  if (parseTimeOrUndefined(text) !== undefined) return text;
  return fail(
    `parsing time ${JSON.stringify(text)} as "2006-01-02T15:04:05Z07:00": cannot parse ${JSON.stringify(text)} as "2006"`,
  );
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
    ...(given.text('since-time') === '' ? {} : { sinceTime: sinceTimeOf(given) }),
    ...(given.int('limit-bytes') > 0 ? { limitBytes: given.int('limit-bytes') } : {}),
  };
  const info = demandResource(kubectl.resources, 'pods');
  return requestOn('get', info, metadata?.namespace ?? '', metadata?.name ?? '', {
    subresource: 'log',
    options: { log },
  });
}

function prefixed(text: string, prefix: string): string {
  return prefix === '' || text === '' ? text : text.replace(/^(?=[^])/gm, prefix);
}
