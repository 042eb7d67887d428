import { cpuMillicores, memoryBytes } from '../../../api/quantity.ts';
import { parseTime } from '../../../api/time.ts';
import type { KubeObject, Node } from '../../../api/types.ts';
import { isSuccess, type ObjectList } from '../../../apiserver/types.ts';
import { alignRows, tableTabs } from '../../text/tab-writer.ts';
import { allNamespacesFlag, fieldSelectorFlag, namespaceOf, requestOn, selectorFlag } from '../common.ts';
import type { ResourceInfo } from '../../../api/resources.ts';
import type { FlagDef, Flags } from '../flags.ts';
import type { Kubectl } from '../kubectl.ts';
import { demandResource } from '../discovery.ts';
import { goDurationText } from '../go-duration.ts';
import { ask, CommandFailure, fail, serverError, type Part, type Program } from '../program.ts';
import { itemsOf, listOptions } from '../resource-args.ts';
import type { CommandDef } from './command.ts';
import { textFlag } from './generate.ts';

/** Rows as kubectl top aligns them: the last cell is padded like the others. */
function tableOf(given: Flags, heads: readonly string[], lines: readonly (readonly string[])[]): string {
  const rows = given.bool('no-headers') ? lines : [heads, ...lines];
  return alignRows(
    rows.map((row) => [...row, '']),
    tableTabs,
  ).text;
}

interface Usage {
  readonly cpu: number;
  readonly memory: number;
}
type Metrics = KubeObject & {
  usage?: { cpu?: string; memory?: string };
  containers?: readonly { name: string; usage?: { cpu?: string; memory?: string } }[];
};

const common: readonly FlagDef[] = [
  { name: 'no-headers', type: 'bool', initial: 'false', help: 'If present, print output without headers' },
  selectorFlag,
  textFlag('sort-by', "If non-empty, sort by this field. The field can be either 'cpu' or 'memory'."),
  {
    name: 'use-protocol-buffers',
    type: 'bool',
    initial: 'true',
    help: 'Enables using protocol-buffers to access Metrics API.',
  },
];

const zero: Usage = { cpu: 0, memory: 0 };
const usageOf = (usage: { cpu?: string; memory?: string } | undefined): Usage => ({
  cpu: cpuMillicores(usage?.cpu ?? '0'),
  memory: memoryBytes(usage?.memory ?? '0'),
});
const plus = (a: Usage, b: Usage): Usage => ({ cpu: a.cpu + b.cpu, memory: a.memory + b.memory });
const mebi = 1024 * 1024;
const cells = ({ cpu, memory }: Usage): string[] => [`${cpu}m`, `${Math.floor(memory / mebi)}Mi`];

/** The metrics of a kind. Differs: no metrics API is an error of discovery in kubectl; here it is the server that says so. */
function* read(kubectl: Kubectl, resource: string, namespace: string, name: string, given: Flags): Part<Metrics[]> {
  const info = kubectl.resources.find((one) => one.group === 'metrics.k8s.io' && one.resource === resource);
  if (info === undefined) fail('Metrics API not available');
  const request =
    name === ''
      ? requestOn('list', info, namespace, '', {
          options: listOptions({ namespace, labelSelector: given.text('selector') }),
        })
      : requestOn('get', info, namespace, name);
  const response = yield* ask(request);
  if (!isSuccess(response)) {
    if (name === '' && response.code === 404) fail('Metrics API not available');
    throw new CommandFailure(serverError(response));
  }
  return name === ''
    ? (itemsOf(response.body as ObjectList, info as ResourceInfo) as Metrics[])
    : [response.body as Metrics];
}

function sorted<T extends { usage: Usage; key: string }>(rows: T[], by: string): T[] {
  if (by !== '' && by !== 'cpu' && by !== 'memory') fail('--sort-by accepts only cpu or memory');
  return rows.sort((a, b) => {
    const more = by === '' ? 0 : by === 'cpu' ? b.usage.cpu - a.usage.cpu : b.usage.memory - a.usage.memory;
    return more !== 0 ? more : a.key < b.key ? -1 : 1;
  });
}

/** Models: metrics-server's resolution; kubectl pkg/cmd/top/top_pod.go metricsCreationDelay (v1.37). */
const metricsDelayMicros = 120_000_000;

/** Says why there is nothing to show. Models: kubectl pkg/cmd/top/top_pod.go verifyEmptyMetrics, checkPodAge (v1.37). */
function* nothingMeasured(kubectl: Kubectl, given: Flags, namespace: string): Program {
  const info = demandResource(kubectl.resources, 'pods');
  const options = listOptions({ namespace, labelSelector: given.text('selector') });
  const response = yield* ask(requestOn('list', info, namespace, '', { options }));
  if (!isSuccess(response)) throw new CommandFailure(serverError(response));
  const pods = itemsOf(response.body as ObjectList, info);
  if (pods.length === 0) {
    kubectl.err(namespace === '' ? 'No resources found\n' : `No resources found in ${namespace} namespace.\n`);
    return 0;
  }
  for (const { metadata } of pods) {
    const age = kubectl.now - parseTime(metadata?.creationTimestamp ?? '');
    if (age <= metricsDelayMicros) continue;
    return fail(`Metrics not available for pod ${metadata?.namespace}/${metadata?.name}, age: ${goDurationText(age)}`);
  }
  return fail('metrics not available yet');
}

const pods: CommandDef = {
  path: 'top pod',
  aliases: ['top pods', 'top po'],
  short: 'Display resource (CPU/memory) usage of pods',
  examples: [
    ['Show metrics for all pods in the default namespace', 'kubectl top pod'],
    ['Show metrics for a given pod and its containers', 'kubectl top pod POD_NAME --containers'],
  ],
  usage: '[NAME | -l label] [options]',
  flags: [
    allNamespacesFlag,
    { name: 'containers', type: 'bool', initial: 'false', help: 'If present, print usage of containers within a pod.' },
    fieldSelectorFlag,
    ...common,
    { name: 'sum', type: 'bool', initial: 'false', help: 'Print the sum of the resource usage' },
  ],
  *run(kubectl, given) {
    const all = given.bool('all-namespaces');
    const namespace = all ? '' : namespaceOf(kubectl, given);
    const metrics = yield* read(kubectl, 'pods', namespace, given.args[0] ?? '', given);
    if (metrics.length === 0) return yield* nothingMeasured(kubectl, given, namespace);
    const withContainers = given.bool('containers');
    const rows = metrics.map((one) => {
      const containers = (one.containers ?? []).map(({ name, usage }) => ({ name, usage: usageOf(usage) }));
      const usage = containers.reduce((sum, container) => plus(sum, container.usage), zero);
      const { namespace: place = '', name = '' } = one.metadata ?? {};
      return { key: `${place}/${name}`, place, name, containers, usage };
    });
    const heads = [
      ...(all ? ['NAMESPACE'] : []),
      ...(withContainers ? ['POD', 'NAME'] : ['NAME']),
      'CPU(cores)',
      'MEMORY(bytes)',
    ];
    const lines = sorted(rows, given.text('sort-by')).flatMap(({ place, name, containers, usage }) => {
      const first = all ? [place] : [];
      if (!withContainers) return [[...first, name, ...cells(usage)]];
      return containers.map((container) => [...first, name, container.name, ...cells(container.usage)]);
    });
    if (given.bool('sum')) {
      const total = rows.reduce((sum, { usage }) => plus(sum, usage), zero);
      const blank = heads.slice(0, -2).map(() => '');
      lines.push([...blank, '________', '________'], [...blank, ...cells(total)]);
    }
    kubectl.out(tableOf(given, heads, lines));
    return 0;
  },
};

const nodes: CommandDef = {
  path: 'top node',
  aliases: ['top nodes', 'top no'],
  short: 'Display resource (CPU/memory) usage of nodes',
  examples: [['Show metrics for all nodes', 'kubectl top node']],
  usage: '[NAME | -l label] [options]',
  flags: [
    ...common,
    {
      name: 'show-capacity',
      type: 'bool',
      initial: 'false',
      help: 'Print node resources based on Capacity instead of Allocatable(default) of the nodes.',
    },
  ],
  *run(kubectl, given) {
    const metrics = yield* read(kubectl, 'nodes', '', given.args[0] ?? '', given);
    if (metrics.length === 0) fail('metrics not available yet');
    const info = kubectl.resources.find((one) => one.group === '' && one.resource === 'nodes') as ResourceInfo;
    const response = yield* ask(requestOn('list', info, '', ''));
    if (!isSuccess(response)) throw new CommandFailure(serverError(response));
    const all = itemsOf(response.body as ObjectList, info) as Node[];
    const rows = metrics.map((one) => ({ key: one.metadata?.name ?? '', usage: usageOf(one.usage) }));
    const lines = sorted(rows, given.text('sort-by')).map(({ key, usage }) => {
      const status = all.find(({ metadata }) => metadata?.name === key)?.status;
      const amounts = given.bool('show-capacity') ? status?.capacity : status?.allocatable;
      const percent = (used: number, of: number): string =>
        of === 0 ? '<unknown>' : `${Math.floor((used * 100) / of)}%`;
      const [cpu = '', memory = ''] = cells(usage);
      return [
        key,
        cpu,
        percent(usage.cpu, cpuMillicores(amounts?.['cpu'])),
        memory,
        percent(usage.memory, memoryBytes(amounts?.['memory'])),
      ];
    });
    const named = given.args[0];
    const known = new Set(rows.map(({ key }) => key));
    for (const { metadata } of all) {
      const name = metadata?.name ?? '';
      const isMeant = named === undefined && given.text('selector') === '';
      if (isMeant && !known.has(name)) lines.push([name, ...Array<string>(4).fill('<unknown>')]);
    }
    const heads = ['NAME', 'CPU(cores)', 'CPU(%)', 'MEMORY(bytes)', 'MEMORY(%)'];
    kubectl.out(tableOf(given, heads, lines));
    return 0;
  },
};

export const topCommands: readonly CommandDef[] = [nodes, pods];
