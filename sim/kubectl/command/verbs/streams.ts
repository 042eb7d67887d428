import type { KubeObject, Pod, Service } from '../../../api/types.ts';
import { writeYaml } from '../../../api/yaml/write.ts';
import {
  exitWith,
  failUsage,
  fieldManagerFlag,
  filenameFlags,
  objectName,
  outputFlag,
  namesFiles,
  namespaceOf,
  requestOn,
} from '../common.ts';
import { chooseObjects } from '../edits.ts';
import type { Flags } from '../flags.ts';
import type { Kubectl } from '../kubectl.ts';
import { ask, fail, type Part } from '../program.ts';
import { readTargets } from '../resource-args.ts';
import type { CommandDef } from './command.ts';
import { podFor } from './pod-of.ts';

const cp: CommandDef = {
  path: 'cp',
  short: 'Copy files and directories to and from containers',
  usage: '<file-spec-src> <file-spec-dest> [options]',
  flags: [{ name: 'container', short: 'c', type: 'string', initial: '', help: 'Container name.' }],
  run(_kubectl, given) {
    const [from = '', to = ''] = given.args;
    if (given.args.length !== 2) fail('source and destination are required');
    if (!from.includes(':') && !to.includes(':')) fail('one of src or dest must be a remote file specification');
    if (from.includes(':') && to.includes(':')) fail('one of src or dest must be a local file specification');
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
    const target = yield* targetPort(kubectl, given, argument as string, pod, port);
    const from = local === '' ? target : local;
    kubectl.out(`Forwarding from 127.0.0.1:${from} -> ${target}\nForwarding from [::1]:${from} -> ${target}\n`);
    kubectl.open({ what: 'request', resource: 'pods', key: `${namespace}/${name}`, port: target });
    return 0;
  },
};

/** The port of the pod behind a port of a Service. Models: kubectl pkg/cmd/portforward translateServicePortToTargetPort (v1.37). */
function* targetPort(kubectl: Kubectl, given: Flags, argument: string, pod: Pod, port: number): Part<number> {
  const [target] = argument.includes('/') ? readTargets(kubectl, [argument]) : [];
  if (target?.info.kind !== 'Service') return port;
  const response = yield* ask(requestOn('get', target.info, namespaceOf(kubectl, given), target.name));
  const found = (response.body as Service).spec?.ports?.find((one) => one.port === port);
  if (found === undefined) return fail(`Service ${target.name} does not have a service port ${port}`);
  const wanted = found.targetPort ?? port;
  if (typeof wanted === 'number') return wanted;
  const ports = (pod.spec?.containers ?? []).flatMap((container) => container.ports ?? []);
  return ports.find(({ name }) => name === wanted)?.containerPort ?? Number(wanted);
}

const edit: CommandDef = {
  path: 'edit',
  short: 'Edit a resource on the server',
  examples: [["Edit the service named 'registry'", 'kubectl edit svc/registry']],
  usage: '(RESOURCE/NAME | -f FILENAME) [options]',
  flags: [fieldManagerFlag('kubectl-edit'), ...filenameFlags, outputFlag],
  *run(kubectl, given) {
    if (given.args.length === 0 && !namesFiles(given))
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
