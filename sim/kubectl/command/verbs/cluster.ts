import { alignRows, tableTabs } from '../../text/tab-writer.ts';
import { writeYaml } from '../../../api/yaml/write.ts';
import type { ResourceInfo } from '../../../api/resources.ts';
import { isSuccess, type ObjectList } from '../../../apiserver/types.ts';
import { namespaceOf, outputFlag, requestOn } from '../common.ts';
import { demandResource } from '../discovery.ts';
import type { Flags } from '../flags.ts';
import type { Kubectl } from '../kubectl.ts';
import { formatOf, writeObjects } from '../present.ts';
import { ask, CommandFailure, fail, serverError } from '../program.ts';
import type { CommandDef } from './command.ts';
import { textFlag } from './generate.ts';

const serverAddress = 'https://10.0.0.10:6443';

const version: CommandDef = {
  path: 'version',
  short: 'Print the client and server version information',
  examples: [['Print the client and server versions for the current context', 'kubectl version']],
  usage: '[options]',
  flags: [
    {
      name: 'client',
      type: 'bool',
      initial: 'false',
      help: 'If true, shows client version only (no server required).',
    },
    { ...outputFlag, help: "One of 'yaml' or 'json'." },
  ],
  run(kubectl, given) {
    const gitVersion = kubectl.version.startsWith('v') ? kubectl.version : `v${kubectl.version}`;
    const [, major = '1', minor = ''] = /^v(\d+)\.(\d+)/.exec(gitVersion) ?? [];
    const info = {
      buildDate: '2026-01-01T00:00:00Z',
      compiler: 'kubarium',
      gitCommit: '',
      gitTreeState: 'clean',
      gitVersion,
      goVersion: '',
      major,
      minor,
      platform: 'linux/amd64',
    };
    const isClient = given.bool('client');
    const output = given.text('output');
    const whole = { clientVersion: info, kustomizeVersion: 'v5.7.1', ...(isClient ? {} : { serverVersion: info }) };
    if (output === 'yaml') kubectl.out(writeYaml(whole));
    else if (output === 'json') kubectl.out(`${JSON.stringify(whole, null, 2)}\n`);
    else if (output !== '') fail(`--output must be 'yaml' or 'json'`);
    else
      kubectl.out(
        `Client Version: ${gitVersion}\nKustomize Version: v5.7.1\n${isClient ? '' : `Server Version: ${gitVersion}\n`}`,
      );
    return 0;
  },
};

const clusterInfo: CommandDef = {
  path: 'cluster-info',
  short: 'Display cluster information',
  examples: [['Print the address of the control plane and cluster services', 'kubectl cluster-info']],
  usage: '[options]',
  flags: [],
  *run(kubectl) {
    const services = demandResource(kubectl.resources, 'services');
    const response = yield* ask(
      requestOn('list', services, 'kube-system', '', {
        options: { labelSelector: 'kubernetes.io/cluster-service=true' },
      }),
    );
    if (!isSuccess(response)) throw new CommandFailure(serverError(response));
    kubectl.out(`Kubernetes control plane is running at ${serverAddress}\n`);
    for (const { metadata } of (response.body as ObjectList).items) {
      const title = metadata?.labels?.['kubernetes.io/name'] ?? metadata?.name ?? '';
      kubectl.out(
        `${title} is running at ${serverAddress}/api/v1/namespaces/kube-system/services/${metadata?.name ?? ''}:dns/proxy\n`,
      );
    }
    kubectl.out("\nTo further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.\n");
    return 0;
  },
};

const apiVersions: CommandDef = {
  path: 'api-versions',
  short: 'Print the supported API versions on the server, in the form of "group/version"',
  examples: [['Print the supported API versions', 'kubectl api-versions']],
  usage: '[options]',
  flags: [],
  run(kubectl) {
    const versions = [...new Set(kubectl.resources.map(({ apiVersion }) => apiVersion))].sort();
    kubectl.out(versions.map((one) => `${one}\n`).join(''));
    return 0;
  },
};

const apiResources: CommandDef = {
  path: 'api-resources',
  short: 'Print the supported API resources on the server',
  examples: [
    ['Print the supported API resources', 'kubectl api-resources'],
    ['Print the supported namespaced resources', 'kubectl api-resources --namespaced=true'],
    ['Print the supported API resources with a specific APIGroup', 'kubectl api-resources --api-group=apps'],
  ],
  usage: '[options]',
  flags: [
    textFlag('api-group', 'Limit to resources in the specified API group.'),
    { name: 'cached', type: 'bool', initial: 'false', help: 'Use the cached list of resources if available.' },
    {
      name: 'categories',
      type: 'strings',
      initial: '[]',
      help: 'Limit to resources that belong to the specified categories.',
    },
    {
      name: 'namespaced',
      type: 'bool',
      initial: 'true',
      help: 'If false, non-namespaced resources will be returned, otherwise returning namespaced resources by default.',
    },
    {
      name: 'no-headers',
      type: 'bool',
      initial: 'false',
      help: "When using the default or custom-column output format, don't print headers.",
    },
    { ...outputFlag, help: 'Output format. One of: (wide, name).' },
    textFlag('sort-by', 'If non-empty, sort list of resources using specified field (name, kind).'),
    { name: 'verbs', type: 'strings', initial: '[]', help: 'Limit to resources that support the specified verbs.' },
  ],
  run(kubectl, given) {
    const output = given.text('output');
    if (!['', 'wide', 'name'].includes(output)) fail(`--output ${output} is not available`);
    const rows = chosenResources(kubectl, given);
    if (output === 'name') {
      kubectl.out(rows.map(({ resource, group }) => `${group === '' ? resource : `${resource}.${group}`}\n`).join(''));
      return 0;
    }
    const isWide = output === 'wide';
    const heads = [
      'NAME',
      'SHORTNAMES',
      'APIVERSION',
      'NAMESPACED',
      'KIND',
      ...(isWide ? ['VERBS', 'CATEGORIES'] : []),
    ];
    const cells = rows.map((info) => [
      info.resource,
      info.shortNames.join(','),
      info.apiVersion,
      String(info.namespaced),
      info.kind,
      ...(isWide ? [[...info.verbs].sort().join(','), info.categories.join(',')] : []),
    ]);
    kubectl.out(alignRows(given.bool('no-headers') ? cells : [heads, ...cells], tableTabs).text);
    return 0;
  },
};

function chosenResources(kubectl: Kubectl, given: Flags): ResourceInfo[] {
  const { resources } = kubectl;
  const isPreferred = (info: ResourceInfo): boolean =>
    resources.find(({ group, resource }) => group === info.group && resource === info.resource) === info;
  const chosen = resources.filter(
    (info) =>
      isPreferred(info) &&
      (!given.has('api-group') || info.group === given.text('api-group')) &&
      (!given.has('namespaced') || info.namespaced === given.bool('namespaced')) &&
      given.list('verbs').every((verb) => (info.verbs as readonly string[]).includes(verb)) &&
      given.list('categories').every((category) => info.categories.includes(category)),
  );
  const keyOf = (info: ResourceInfo): string =>
    given.text('sort-by') === 'kind'
      ? info.kind
      : given.text('sort-by') === 'name'
        ? info.resource
        : `${info.group}\u0000${info.resource}`;
  return chosen.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : keyOf(a) > keyOf(b) ? 1 : 0));
}

const context = 'kubarium';

const configView: CommandDef = {
  path: 'config view',
  short: 'Display merged kubeconfig settings or a specified kubeconfig file',
  examples: [['Show merged kubeconfig settings', 'kubectl config view']],
  usage: '[options]',
  flags: [
    {
      name: 'flatten',
      type: 'bool',
      initial: 'false',
      help: 'Flatten the resulting kubeconfig file into self-contained output',
    },
    {
      name: 'minify',
      type: 'bool',
      initial: 'false',
      help: 'Remove all information not used by current-context from the output',
    },
    { ...outputFlag, initial: 'yaml' },
    { name: 'raw', type: 'bool', initial: 'false', help: 'Display raw byte data and sensitive data' },
  ],
  run(kubectl, given) {
    const config = {
      apiVersion: 'v1',
      clusters: [{ cluster: { 'certificate-authority-data': 'DATA+OMITTED', server: serverAddress }, name: context }],
      contexts: [
        { context: { cluster: context, namespace: kubectl.shell.namespace, user: 'kubernetes-admin' }, name: context },
      ],
      'current-context': context,
      kind: 'Config',
      users: [
        {
          name: 'kubernetes-admin',
          user: { 'client-certificate-data': 'DATA+OMITTED', 'client-key-data': 'DATA+OMITTED' },
        },
      ],
    };
    const format = formatOf(kubectl, given);
    if (format.type === 'table') kubectl.out(writeYaml(config));
    else kubectl.out(writeObjects(kubectl, given, format, [config], false));
    return 0;
  },
};

const configCurrent: CommandDef = {
  path: 'config current-context',
  short: 'Display the current-context',
  usage: '[options]',
  flags: [],
  run(kubectl) {
    kubectl.out(`${context}\n`);
    return 0;
  },
};

const configContexts: CommandDef = {
  path: 'config get-contexts',
  short: 'Describe one or many contexts',
  usage: '[(-o|--output=)name)] [options]',
  flags: [
    { ...outputFlag, help: 'Output format. One of: (name).' },
    {
      name: 'no-headers',
      type: 'bool',
      initial: 'false',
      help: "When using the default output format, don't print headers.",
    },
  ],
  run(kubectl, given) {
    if (given.text('output') === 'name') kubectl.out(`${context}\n`);
    else {
      const row = ['*', context, context, 'kubernetes-admin', kubectl.shell.namespace];
      const heads = ['CURRENT', 'NAME', 'CLUSTER', 'AUTHINFO', 'NAMESPACE'];
      kubectl.out(alignRows(given.bool('no-headers') ? [row] : [heads, row], tableTabs).text);
    }
    return 0;
  },
};

const configSetContext: CommandDef = {
  path: 'config set-context',
  short: 'Set a context entry in kubeconfig',
  examples: [['Work in another namespace from now on', 'kubectl config set-context --current --namespace=team-a']],
  usage: '[NAME | --current] [--cluster=cluster_nickname] [--user=user_nickname] [--namespace=namespace] [options]',
  flags: [{ name: 'current', type: 'bool', initial: 'false', help: 'Modify the current context' }],
  run(kubectl, given) {
    const [name] = given.args;
    if (!given.bool('current') && name === undefined) fail('you must specify a non-empty context name or --current');
    if (name !== undefined && name !== context) fail(`there is one context here, ${JSON.stringify(context)}`);
    if (given.has('namespace')) kubectl.shell = { ...kubectl.shell, namespace: namespaceOf(kubectl, given) };
    kubectl.out(`Context "${context}" modified.\n`);
    return 0;
  },
};

const configUseContext: CommandDef = {
  path: 'config use-context',
  aliases: ['config use'],
  short: 'Set the current-context in a kubeconfig file',
  usage: 'CONTEXT_NAME [options]',
  flags: [],
  run(kubectl, given) {
    const [name = ''] = given.args;
    if (name !== context) fail(`no context exists with the name: ${JSON.stringify(name)}`);
    kubectl.out(`Switched to context "${context}".\n`);
    return 0;
  },
};

export const clusterCommands: readonly CommandDef[] = [
  apiResources,
  apiVersions,
  clusterInfo,
  configCurrent,
  configContexts,
  configSetContext,
  configUseContext,
  configView,
  version,
];
