import type { KubeObject, LabelSelector, Pod } from '../../../api/types.ts';
import { selectorQuery } from '../../../api/tables/format.ts';
import { writeYaml } from '../../../api/yaml/write.ts';
import { isSuccess, type ObjectList } from '../../../apiserver/types.ts';
import {
  exitWith,
  failUsage,
  fieldManagerFlag,
  filenameFlags,
  namespaceOf,
  objectName,
  outputFlag,
  requestOn,
} from '../common.ts';
import { demandResource } from '../discovery.ts';
import { chooseObjects } from '../edits.ts';
import type { Flags } from '../flags.ts';
import type { Kubectl } from '../kubectl.ts';
import { ask, CommandFailure, fail, serverError, type Part } from '../program.ts';
import { itemsOf, readTargets } from '../resource-args.ts';
import type { CommandDef } from './command.ts';

/** The pod that an argument means: itself, or the first of a workload or Service. Models: polymorphichelpers attachablepodforobject.go (v1.37). */
export function* podFor(kubectl: Kubectl, given: Flags, argument: string): Part<Pod> {
  const namespace = namespaceOf(kubectl, given);
  const [target] = readTargets(kubectl, argument.includes('/') ? [argument] : ['pods', argument]);
  if (target === undefined) return fail('resource name may not be empty');
  const response = yield* ask(requestOn('get', target.info, namespace, target.name));
  if (!isSuccess(response)) throw new CommandFailure(serverError(response));
  if (target.info.kind === 'Pod') return response.body as Pod;
  const { spec } = response.body as KubeObject & { spec?: { selector?: LabelSelector & Record<string, string> } };
  const selector =
    target.info.kind === 'Service' ? { matchLabels: spec?.selector as Record<string, string> } : spec?.selector;
  if (selector === undefined) return fail(`cannot attach to *v1.${target.info.kind}: selector is not set`);
  const pods = demandResource(kubectl.resources, 'pods');
  const list = yield* ask(
    requestOn('list', pods, namespace, '', { options: { labelSelector: selectorQuery(selector) } }),
  );
  if (!isSuccess(list)) throw new CommandFailure(serverError(list));
  const items = itemsOf(list.body as ObjectList, pods) as Pod[];
  const running = items.find(({ status }) => status?.phase === 'Running') ?? items[0];
  return running ?? fail(`timed out waiting for the condition`);
}

const cp: CommandDef = {
  path: 'cp',
  short: 'Copy files and directories to and from containers',
  usage: '<file-spec-src> <file-spec-dest> [options]',
  flags: [{ name: 'container', short: 'c', type: 'string', initial: '', help: 'Container name.' }],
  run(_kubectl, given) {
    if (given.args.length !== 2) failUsage('cp', 'source and destination are required');
    return fail(
      'cp is not there in Kubarium: it runs tar inside the container, and the containers here have models of programs, not files to pack. Read a file with `kubectl exec POD -- cat FILE`.',
    );
  },
};

const portForward: CommandDef = {
  path: 'port-forward',
  short: 'Forward one or more local ports to a pod',
  examples: [['Send requests to port 80 of a pod', 'kubectl port-forward pod/mypod 8080:80']],
  usage: 'TYPE/NAME [options] [LOCAL_PORT:]REMOTE_PORT [...[LOCAL_PORT_N:]REMOTE_PORT_N]',
  flags: [
    { name: 'address', type: 'strings', initial: '[localhost]', help: 'Addresses to listen on (comma separated).' },
    {
      name: 'pod-running-timeout',
      type: 'duration',
      initial: '1m0s',
      help: 'The length of time to wait until at least one pod is running',
    },
  ],
  *run(kubectl, given) {
    const [argument, ports] = given.args;
    if (argument === undefined || ports === undefined)
      failUsage('port-forward', 'TYPE/NAME and list of ports are required for port-forward');
    const pod = yield* podFor(kubectl, given, argument as string);
    if (pod.status?.phase !== 'Running')
      fail(`unable to forward port because pod is not running. Current status=${pod.status?.phase ?? ''}`);
    const [local = '', remote] = (ports as string).split(':');
    const port = Number(remote ?? local);
    if (!Number.isInteger(port) || port < 1 || port > 65_535)
      fail(
        `Error parsing remote port '${remote ?? local}': strconv.ParseUint: parsing ${JSON.stringify(remote ?? local)}: invalid syntax`,
      );
    const { namespace = '', name = '' } = pod.metadata ?? {};
    kubectl.out(`Forwarding from 127.0.0.1:${local === '' ? port : local} -> ${port}\n`);
    kubectl.open({ what: 'request', resource: 'pods', key: `${namespace}/${name}`, port });
    return 0;
  },
};

const edit: CommandDef = {
  path: 'edit',
  short: 'Edit a resource on the server',
  examples: [["Edit the service named 'registry'", 'kubectl edit svc/registry']],
  usage: '(RESOURCE/NAME | -f FILENAME) [options]',
  flags: [fieldManagerFlag('kubectl-edit'), ...filenameFlags, outputFlag],
  *run(kubectl, given) {
    if (given.args.length === 0 && !given.has('filename'))
      failUsage('edit', 'you must provide one or more resources by argument or filename.');
    const { objects, errors } = yield* chooseObjects(kubectl, given, given.args);
    if (objects.length === 0) return exitWith(kubectl, errors);
    const text = objects.map(({ object }) => writeYaml(withoutManagedFields(object))).join('---\n');
    const [first] = objects;
    const name =
      objects.length > 1 || first === undefined
        ? 'edit'
        : objectName(first.info, first.object.metadata?.name ?? '').replace('/', '-');
    kubectl.open({ what: 'editor', name: `${name}.yaml`, text });
    return exitWith(kubectl, errors);
  },
};

function withoutManagedFields(object: KubeObject): KubeObject {
  if (object.metadata === undefined) return object;
  const { managedFields: _hidden, ...metadata } = object.metadata;
  return { ...object, metadata };
}

export const streamCommands: readonly CommandDef[] = [cp, edit, portForward];
