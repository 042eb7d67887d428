import { parseTime } from '../../../api/time.ts';
import type { Event } from '../../../api/types.ts';
import { humanDuration } from '../../../api/duration.ts';
import { isSuccess, type ObjectList } from '../../../apiserver/types.ts';
import { alignRows, tableTabs } from '../../text/tab-writer.ts';
import { allNamespacesFlag, namespaceOf, outputFlag, requestOn } from '../common.ts';
import { demandResource } from '../discovery.ts';
import type { Flags } from '../flags.ts';
import type { Kubectl } from '../kubectl.ts';
import { formatOf, writeObjects } from '../present.ts';
import { ask, CommandFailure, nextEvent, openWatch, serverError, type Program } from '../program.ts';
import { itemsOf, readTargets } from '../resource-args.ts';
import type { CommandDef } from './command.ts';
import { textFlag } from './generate.ts';

/** Models: kubectl pkg/cmd/events/events.go (v1.37). */
export const eventsCommand: CommandDef = {
  path: 'events',
  short: 'List events',
  examples: [
    ['List recent events in the default namespace', 'kubectl events'],
    [
      'List recent events for the specified pod, then wait for more events and list them as they arrive',
      'kubectl events --for pod/web-pod-13je7 --watch',
    ],
  ],
  usage:
    '[(-o|--output=)json|yaml|name|go-template|jsonpath] [--for TYPE/NAME] [--watch] [--types=Normal,Warning] [options]',
  flags: [
    allNamespacesFlag,
    { name: 'chunk-size', type: 'int', initial: '500', help: 'Return large lists in chunks rather than all at once.' },
    textFlag('for', 'Filter events to only those pertaining to the specified resource.'),
    {
      name: 'no-headers',
      type: 'bool',
      initial: 'false',
      help: "When using the default output format, don't print headers.",
    },
    outputFlag,
    { name: 'types', type: 'strings', initial: '[]', help: 'Output only events of given types.' },
    {
      name: 'watch',
      short: 'w',
      type: 'bool',
      initial: 'false',
      help: 'After listing the requested events, watch for more events.',
    },
  ],
  *run(kubectl, given) {
    if (kubectl.resumed !== null) return yield* follow(kubectl, given);
    const info = demandResource(kubectl.resources, 'events');
    const namespace = given.bool('all-namespaces') ? '' : namespaceOf(kubectl, given);
    const fieldSelector = selectorFor(kubectl, given);
    const options = fieldSelector === '' ? {} : { fieldSelector };
    const response = yield* ask(requestOn('list', info, namespace, '', { options }));
    if (!isSuccess(response)) throw new CommandFailure(serverError(response));
    const list = response.body as ObjectList;
    const events = (itemsOf(list, info) as Event[])
      .filter((event) => isWanted(given, event))
      .sort((a, b) => lastSeen(a) - lastSeen(b));
    show(kubectl, given, events, given.bool('no-headers'));
    if (!given.bool('watch')) return 0;
    const watching = yield* openWatch(
      requestOn('watch', info, namespace, '', {
        options: { ...options, resourceVersion: list.metadata.resourceVersion },
      }),
    );
    if (!isSuccess(watching)) throw new CommandFailure(serverError(watching));
    return yield* follow(kubectl, given);
  },
};

function* follow(kubectl: Kubectl, given: Flags): Program {
  for (;;) {
    const event = yield* nextEvent('watching');
    if (event === null || event.type === 'ERROR') return 0;
    if (event.type === 'DELETED' || event.type === 'BOOKMARK') continue;
    if (isWanted(given, event.object as Event)) show(kubectl, given, [event.object as Event], true);
  }
}

function selectorFor(kubectl: Kubectl, given: Flags): string {
  if (given.text('for') === '') return '';
  const [target] = readTargets(kubectl, [given.text('for')]);
  if (target === undefined) return '';
  const { info, name } = target;
  return `involvedObject.kind=${info.kind},involvedObject.apiVersion=${info.apiVersion},involvedObject.name=${name}`;
}

function isWanted(given: Flags, { type = '' }: Event): boolean {
  const types = given.list('types').map((one) => one.toLowerCase());
  return types.length === 0 || types.includes(type.toLowerCase());
}

function lastSeen({ series, lastTimestamp, eventTime }: Event): number {
  const time = series?.lastObservedTime ?? lastTimestamp ?? eventTime;
  return time === undefined || time === null ? 0 : parseTime(String(time));
}

function show(kubectl: Kubectl, given: Flags, events: readonly Event[], noHeaders: boolean): void {
  const format = formatOf(kubectl, given);
  if (format.type !== 'table') {
    kubectl.out(writeObjects(kubectl, given, format, events, true));
    return;
  }
  if (events.length === 0 && !noHeaders) {
    kubectl.err(
      given.bool('all-namespaces')
        ? 'No events found.\n'
        : `No events found in ${namespaceOf(kubectl, given)} namespace.\n`,
    );
    return;
  }
  const withNamespace = given.bool('all-namespaces');
  const heads = [...(withNamespace ? ['NAMESPACE'] : []), 'LAST SEEN', 'TYPE', 'REASON', 'OBJECT', 'MESSAGE'];
  const rows = events.map((event) => {
    const { involvedObject, metadata, reason = '', type = '', message = '' } = event;
    const object = `${involvedObject.kind ?? ''}/${involvedObject.name ?? ''}`;
    return [
      ...(withNamespace ? [metadata.namespace ?? ''] : []),
      interval(event, kubectl.now),
      type,
      reason,
      object,
      message.trim(),
    ];
  });
  kubectl.out(alignRows(noHeaders ? rows : [heads, ...rows], tableTabs).text);
}

/** Models: events/event_printer.go getInterval (v1.37). */
function interval(event: Event, now: number): string {
  const ago = (time: number): string => humanDuration(Math.floor((now - time) / 1000));
  const { count = 0, firstTimestamp } = event;
  if (count <= 1 || firstTimestamp === undefined || firstTimestamp === null) return ago(lastSeen(event));
  return `${ago(lastSeen(event))} (x${count} over ${ago(parseTime(String(firstTimestamp)))})`;
}
