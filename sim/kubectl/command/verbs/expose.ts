import type { KubeObject, Labels, LabelSelector, PodSpec } from '../../../api/types.ts';
import { selectorQuery } from '../../../api/tables/format.ts';
import { exitWith, failUsage, filenameFlags, selectorFlag, namesFiles } from '../common.ts';
import { chooseObjects, type Subject } from '../edits.ts';
import type { Flags } from '../flags.ts';
import { fail } from '../program.ts';
import type { CommandDef } from './command.ts';
import { createGenerated, generatorFlags, pairs, textFlag } from './generate.ts';

const [, ...filesOnly] = [selectorFlag, ...filenameFlags];

/** Models: kubectl pkg/cmd/expose/expose.go (v1.37). */
const expose: CommandDef = {
  path: 'expose',
  short: 'Take a replication controller, service, deployment or pod and expose it as a new Kubernetes service',
  examples: [
    [
      'Create a service for a deployment, which serves on port 80 and connects to the containers on port 8000',
      'kubectl expose deployment nginx --port=80 --target-port=8000',
    ],
    ['Create a service on every node', 'kubectl expose deployment nginx --port=80 --type=NodePort'],
  ],
  usage:
    '(-f FILENAME | TYPE NAME) [--port=port] [--protocol=TCP|UDP|SCTP] [--target-port=number-or-name] [--name=name] [--external-ip=external-ip-of-service] [--type=type] [options]',
  flags: [
    textFlag('cluster-ip', "ClusterIP to be assigned to the service. Set to 'None' to create a headless service."),
    textFlag('external-ip', 'Additional external IP address to accept for the service.'),
    ...filesOnly,
    textFlag('labels', 'Labels to apply to the service created by this call.', { short: 'l' }),
    textFlag('load-balancer-ip', 'IP to assign to the LoadBalancer.'),
    textFlag('name', 'The name for the newly created object.'),
    textFlag(
      'port',
      'The port that the service should serve on. Copied from the resource being exposed, if unspecified',
    ),
    textFlag('protocol', "The network protocol for the service to be created. Default is 'TCP'."),
    textFlag(
      'selector',
      'A label selector to use for this service. Only equality-based selector requirements are supported.',
    ),
    textFlag(
      'session-affinity',
      "If non-empty, set the session affinity for the service to this; legal values: 'None', 'ClientIP'",
    ),
    textFlag('target-port', 'Name or number for the port on the container that the service should direct traffic to.'),
    textFlag(
      'type',
      "Type for this service: ClusterIP, NodePort, LoadBalancer, or ExternalName. Default is 'ClusterIP'.",
    ),
    ...generatorFlags('kubectl-expose'),
  ],
  *run(kubectl, given) {
    if (given.args.length === 0 && !namesFiles(given))
      failUsage('expose', 'You must provide one or more resources by argument or filename.');
    const { objects, errors } = yield* chooseExposed(kubectl, given);
    for (const subject of objects) {
      const code = yield* createGenerated(kubectl, given, serviceFor(subject, given), 'exposed');
      if (code !== 0) return code;
    }
    return exitWith(kubectl, errors);
  },
};

/** The flags of the new Service are not those that choose the objects. */
function* chooseExposed(kubectl: Parameters<typeof chooseObjects>[0], given: Flags): ReturnType<typeof chooseObjects> {
  const own = {
    ...given,
    has: given.has.bind(given),
    bool: given.bool.bind(given),
    list: given.list.bind(given),
    args: given.args,
  };
  const text = (name: string): string => (name === 'selector' ? '' : given.text(name));
  return yield* chooseObjects(
    kubectl,
    Object.assign(Object.create(Object.getPrototypeOf(given)) as Flags, own, { text }),
    given.args,
  );
}

function serviceFor({ info, object }: Subject, given: Flags): KubeObject {
  const name = given.text('name') === '' ? (object.metadata?.name ?? '').slice(0, 63) : given.text('name');
  const selector =
    given.text('selector') === '' ? selectorOf({ info, object }) : pairs(given.text('selector'), 'selector');
  const labels = given.text('labels') === '' ? object.metadata?.labels : pairs(given.text('labels'), 'labels');
  const ports = portsOf(object, given);
  const type = given.text('type');
  const optional = (flag: string, field: string): object =>
    given.text(flag) === '' ? {} : { [field]: given.text(flag) };
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { ...(labels === undefined ? {} : { labels }), name },
    spec: {
      ...optional('cluster-ip', 'clusterIP'),
      ...(given.text('external-ip') === '' ? {} : { externalIPs: [given.text('external-ip')] }),
      ...optional('load-balancer-ip', 'loadBalancerIP'),
      ports,
      selector,
      ...optional('session-affinity', 'sessionAffinity'),
      ...(type === '' ? {} : { type }),
    },
    status: { loadBalancer: {} },
  } as KubeObject;
}

/** Models: kubectl pkg/polymorphichelpers/mapbasedselectorforobject.go (v1.37). */
function selectorOf({ info, object }: Subject): Labels {
  const { spec } = object as { spec?: { selector?: Labels & LabelSelector } };
  if (info.kind === 'Pod') {
    const labels = object.metadata?.labels ?? {};
    return Object.keys(labels).length > 0 ? labels : fail('the pod has no labels and cannot be exposed');
  }
  if (info.kind === 'Service' || info.kind === 'ReplicationController') {
    const selector = (spec?.selector ?? {}) as Labels;
    return Object.keys(selector).length > 0
      ? selector
      : fail("couldn't retrieve selectors via --selector flag or introspection: the service has no pod selector set");
  }
  if (info.kind !== 'Deployment' && info.kind !== 'ReplicaSet') {
    fail(`cannot expose a ${info.kind}${info.group === '' ? '' : `.${info.group}`}`);
  }
  const selector = spec?.selector as LabelSelector | undefined;
  if ((selector?.matchExpressions ?? []).length > 0) {
    fail(
      `couldn't retrieve selectors via --selector flag or introspection: couldn't convert expressions - "${selectorQuery(selector)}" to map-based selector format`,
    );
  }
  return selector?.matchLabels ?? {};
}

function portsOf(object: KubeObject, given: Flags): object[] {
  const protocol = given.text('protocol') === '' ? 'TCP' : given.text('protocol');
  const target = given.text('target-port');
  const own = containerPorts(object);
  const numbers = given.text('port') === '' ? own.map(({ port }) => String(port)) : given.text('port').split(',');
  if (numbers.length === 0) fail("couldn't find port via --port flag or introspection");
  return numbers.map((text, index) => {
    const port = Number(text);
    const targetPort = target === '' ? port : /^\d+$/.test(target) ? Number(target) : target;
    const known = own.find((one) => one.port === port)?.protocol;
    return {
      ...(numbers.length > 1 ? { name: `port-${index + 1}` } : {}),
      port,
      protocol: given.text('protocol') === '' ? (known ?? protocol) : protocol,
      targetPort,
    };
  });
}

function containerPorts(object: KubeObject): { port: number; protocol: string }[] {
  const { spec } = object as {
    spec?: PodSpec & { template?: { spec?: PodSpec }; ports?: { port: number; protocol?: string }[] };
  };
  if (object.kind === 'Service') return (spec?.ports ?? []).map(({ port, protocol = 'TCP' }) => ({ port, protocol }));
  const containers = (spec?.template?.spec ?? spec)?.containers ?? [];
  return containers.flatMap(({ ports = [] }) =>
    ports.map(({ containerPort, protocol = 'TCP' }) => ({ port: containerPort, protocol })),
  );
}

/** Models: kubectl pkg/cmd/autoscale/autoscale.go (v1.37). */
const autoscale: CommandDef = {
  path: 'autoscale',
  short: 'Auto-scale a deployment, replica set, stateful set, or replication controller',
  examples: [
    ['Scale a deployment between 1 and 5 pods at 80% CPU', 'kubectl autoscale deployment foo --max=5 --cpu=80%'],
  ],
  usage: '(-f FILENAME | TYPE NAME | TYPE/NAME) [--min=MINPODS] --max=MAXPODS [--cpu=CPU] [--memory=MEMORY] [options]',
  flags: [
    textFlag('cpu', 'Target CPU utilization over all the pods, in percent, or as a quantity.'),
    {
      name: 'cpu-percent',
      type: 'int',
      initial: '-1',
      help: 'The target average CPU utilization (represented as a percent of requested CPU) over all the pods.',
    },
    ...filesOnly,
    {
      name: 'max',
      type: 'int',
      initial: '-1',
      help: 'The upper limit for the number of pods that can be set by the autoscaler. Required.',
    },
    textFlag('memory', 'Target memory utilization over all the pods, in percent, or as a quantity.'),
    {
      name: 'min',
      type: 'int',
      initial: '-1',
      help: 'The lower limit for the number of pods that can be set by the autoscaler.',
    },
    textFlag('name', 'The name for the newly created object.'),
    ...generatorFlags('kubectl-autoscale'),
  ],
  *run(kubectl, given) {
    if (given.args.length === 0 && !namesFiles(given))
      failUsage('autoscale', 'You must provide one or more resources by argument or filename.');
    if (given.int('max') < 1) fail('--max=MAXPODS is required and must be at least 1, max: ' + given.text('max'));
    if (given.int('max') < given.int('min'))
      fail(
        `--max=MAXPODS must be larger or equal to --min=MINPODS, max: ${given.text('max')}, min: ${given.text('min')}`,
      );
    const { objects, errors } = yield* chooseObjects(kubectl, given, given.args);
    for (const { info, object } of objects) {
      const name = object.metadata?.name ?? '';
      if (!info.subresources.some((one) => one.name === 'scale'))
        fail(`cannot autoscale a ${info.kind}${info.group === '' ? '' : `.${info.group}`}: no matches for kind`);
      const scaler = {
        apiVersion: 'autoscaling/v2',
        kind: 'HorizontalPodAutoscaler',
        metadata: { name: given.text('name') === '' ? name : given.text('name') },
        spec: {
          maxReplicas: given.int('max'),
          ...metricsOf(given),
          ...(given.int('min') > 0 ? { minReplicas: given.int('min') } : {}),
          scaleTargetRef: { apiVersion: info.apiVersion, kind: info.kind, name },
        },
      } as KubeObject;
      const code = yield* createGenerated(kubectl, given, scaler, 'autoscaled');
      if (code !== 0) return code;
    }
    return exitWith(kubectl, errors);
  },
};

function metricsOf(given: Flags): object {
  const percent = given.int('cpu-percent');
  const wanted: [string, string][] = [
    ['cpu', percent >= 0 ? `${percent}%` : given.text('cpu')],
    ['memory', given.text('memory')],
  ];
  const metrics = wanted
    .filter(([, value]) => value !== '')
    .map(([name, value]) => {
      const target = value.endsWith('%')
        ? { averageUtilization: Number(value.slice(0, -1)), type: 'Utilization' }
        : { averageValue: value, type: 'AverageValue' };
      return { resource: { name, target }, type: 'Resource' };
    });
  return metrics.length === 0 ? {} : { metrics };
}

export const exposeCommands: readonly CommandDef[] = [autoscale, expose];
