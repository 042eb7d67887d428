import type { KubeObject } from '../../../api/types.ts';
import type { Flags } from '../flags.ts';
import { fail } from '../program.ts';
import type { CommandDef } from './command.ts';
import { arrayFlag, generator, nameArgument, pairs, textFlag } from './generate.ts';

interface PortSpec {
  name?: string;
  nodePort?: number;
  port: number;
  protocol: string;
  targetPort: number | string;
}

/** `80:8080` becomes a port of a Service. Models: kubectl pkg/cmd/create/create_service.go parsePorts (v1.37). */
function portOf(text: string, nodePort: number): PortSpec {
  const [portText = '', targetText] = text.split(':');
  const port = Number(portText);
  if (!/^\d+$/.test(portText)) fail(`strconv.ParseInt: parsing ${JSON.stringify(portText)}: invalid syntax`);
  if (port < 1 || port > 65_535) fail(`must be between 1 and 65535, inclusive`);
  const isNumber = targetText === undefined || /^\d+$/.test(targetText);
  const targetPort = targetText === undefined ? port : isNumber ? Number(targetText) : targetText;
  const name = text.replace(':', '-');
  return { name, ...(nodePort > 0 ? { nodePort } : {}), port, protocol: 'TCP', targetPort };
}

function serviceOf(given: Flags, type: string, more: object = {}): KubeObject {
  const name = nameArgument(`create service ${type.toLowerCase()}`, given);
  const nodePort = type === 'NodePort' ? given.int('node-port') : 0;
  const ports = given.list('tcp').map((text) => portOf(text, nodePort));
  if (ports.length === 0 && type !== 'ExternalName' && !('clusterIP' in more))
    fail('at least one tcp port specifier must be provided');
  const labels = { app: name };
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { labels, name },
    spec: { ...more, ...(ports.length > 0 ? { ports } : {}), selector: labels, type },
    status: { loadBalancer: {} },
  } as KubeObject;
}

const tcpFlag = {
  name: 'tcp',
  type: 'strings',
  initial: '[]',
  help: 'Port pairs can be specified as "<port>:<targetPort>".',
} as const;

const clusterIp = generator({
  path: 'create service clusterip',
  short: 'Create a ClusterIP service',
  examples: [['Create a new ClusterIP service named my-cs', 'kubectl create service clusterip my-cs --tcp=5678:8080']],
  usage: 'NAME [--tcp=<port>:<targetPort>] [--dry-run=server|client|none] [options]',
  flags: [
    tcpFlag,
    textFlag('clusterip', "Assign your own ClusterIP or set to 'None' for a 'headless' service (no loadbalancing)."),
  ],
  make(_kubectl, given) {
    const address = given.text('clusterip');
    return serviceOf(given, 'ClusterIP', address === '' ? {} : { clusterIP: address });
  },
});

const nodePort = generator({
  path: 'create service nodeport',
  short: 'Create a NodePort service',
  examples: [['Create a new NodePort service named my-ns', 'kubectl create service nodeport my-ns --tcp=5678:8080']],
  usage: 'NAME [--tcp=port:targetPort] [--dry-run=server|client|none] [options]',
  flags: [
    tcpFlag,
    {
      name: 'node-port',
      type: 'int',
      initial: '0',
      help: 'Port used to expose the service on each node in a cluster.',
    },
  ],
  make: (_kubectl, given) => serviceOf(given, 'NodePort'),
});

const loadBalancer = generator({
  path: 'create service loadbalancer',
  short: 'Create a LoadBalancer service',
  examples: [
    ['Create a new LoadBalancer service named my-lbs', 'kubectl create service loadbalancer my-lbs --tcp=5678:8080'],
  ],
  usage: 'NAME [--tcp=port:targetPort] [--dry-run=server|client|none] [options]',
  flags: [tcpFlag],
  make: (_kubectl, given) => serviceOf(given, 'LoadBalancer'),
});

const externalName = generator({
  path: 'create service externalname',
  short: 'Create an ExternalName service',
  examples: [
    [
      'Create a new ExternalName service named my-ns',
      'kubectl create service externalname my-ns --external-name bar.com',
    ],
  ],
  usage: 'NAME --external-name external.name [--dry-run=server|client|none] [options]',
  flags: [tcpFlag, textFlag('external-name', 'External name of service')],
  make(_kubectl, given) {
    if (given.text('external-name') === '') fail('required flag(s) "external-name" not set');
    return serviceOf(given, 'ExternalName', { externalName: given.text('external-name') });
  },
});

const ingress = generator({
  path: 'create ingress',
  aliases: ['create ing'],
  short: 'Create an ingress with the specified name',
  examples: [['Route a host to a service', 'kubectl create ingress simple --rule="foo.com/bar=svc1:8080"']],
  usage: 'NAME --rule=host/path=service:port[,tls[=secret]]  [options]',
  flags: [
    arrayFlag('annotation', 'Annotation to insert in the ingress object, in the format annotation=value'),
    textFlag('class', 'Ingress Class to be used'),
    textFlag('default-backend', 'Default service for backend, in format of svcname:port'),
    arrayFlag(
      'rule',
      'Rule in format host/path=service:port[,tls=secretname]. Paths containing the leading character "*" are considered pathType=Prefix.',
    ),
  ],
  make(_kubectl, given) {
    const name = nameArgument('create ingress', given);
    const rules = given.list('rule').map(ruleOf);
    const fallback = given.text('default-backend');
    if (rules.length === 0 && fallback === '')
      fail(
        'not enough information provided: every ingress has to either specify a default-backend (which catches all traffic) or a list of rules (which catch specific paths)',
      );
    const hosts = [...new Set(rules.map(({ host }) => host))];
    const tls = rules.flatMap(({ host, secret }) =>
      secret === undefined
        ? []
        : [{ ...(host === '' ? {} : { hosts: [host] }), ...(secret === '' ? {} : { secretName: secret }) }],
    );
    const annotations = pairs(given.list('annotation').join(','), 'annotation');
    const ingressClass = given.text('class');
    return {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: { ...(Object.keys(annotations).length > 0 ? { annotations } : {}), name },
      spec: {
        ...(fallback === '' ? {} : { defaultBackend: backendOf(fallback) }),
        ...(ingressClass === '' ? {} : { ingressClassName: ingressClass }),
        ...(rules.length === 0
          ? {}
          : {
              rules: hosts.map((host) => ({
                ...(host === '' ? {} : { host }),
                http: { paths: rules.filter((rule) => rule.host === host).map(({ path }) => path) },
              })),
            }),
        ...(tls.length > 0 ? { tls } : {}),
      },
      status: { loadBalancer: {} },
    } as KubeObject;
  },
});

/** Models: kubectl pkg/cmd/create/create_ingress.go buildIngressRules (v1.37). */
function ruleOf(text: string): { host: string; path: object; secret: string | undefined } {
  const match = /^([^/=]*)(\/[^=]*)=([^,]+:[^,]+)(?:,(tls)(?:=(.+))?)?$/.exec(text);
  if (match === null)
    return fail(`rule ${text} is invalid and should be in format host/path=svcname:svcport[,tls[=secret]]`);
  const [, host = '', pathText = '/', service = '', tls, secret = ''] = match;
  const isPrefix = pathText.endsWith('*');
  const path = {
    backend: backendOf(service),
    path: isPrefix ? pathText.slice(0, -1) : pathText,
    pathType: isPrefix ? 'Prefix' : 'Exact',
  };
  return { host, path, secret: tls === undefined ? undefined : secret };
}

function backendOf(text: string): object {
  const [name = '', port = ''] = text.split(':');
  if (name === '' || port === '') fail(`default-backend should be in format servicename:serviceport`);
  return { service: { name, port: /^\d+$/.test(port) ? { number: Number(port) } : { name: port } } };
}

export const serviceGenerators: readonly CommandDef[] = [clusterIp, externalName, loadBalancer, nodePort, ingress];
