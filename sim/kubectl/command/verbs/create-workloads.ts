import type { Container, KubeObject } from '../../../api/types.ts';
import { isSuccess } from '../../../apiserver/types.ts';
import { dryRunOf, exitWith, failUsage, namespaceOf, requestOn, warn, writeOptions } from '../common.ts';
import { demandResource } from '../discovery.ts';
import type { Flags } from '../flags.ts';
import type { Kubectl } from '../kubectl.ts';
import { ask, CommandFailure, fail, serverError, type Part, type Program } from '../program.ts';
import type { CommandDef } from './command.ts';
import {
  arrayFlag,
  commandArguments,
  createGenerated,
  generator,
  generatorFlags,
  nameArgument,
  textFlag,
} from './generate.ts';
import { runningTimeoutFlag } from './remote.ts';
import { stayWith } from './run-attached.ts';

/** The container's name that kubectl makes of an image: the last part, without tag and digest. */
export function containerNameOf(image: string): string {
  const last = image.slice(image.lastIndexOf('/') + 1);
  return (last.split(/[:@]/)[0] ?? '').replace(/_/g, '-');
}

const createDeployment = generator({
  path: 'create deployment',
  aliases: ['create deploy', 'create dep'],
  short: 'Create a deployment with the specified name',
  examples: [
    [
      'Create a deployment named my-dep that runs the busybox image',
      'kubectl create deployment my-dep --image=busybox',
    ],
    ['Create a deployment with a command', 'kubectl create deployment my-dep --image=busybox -- date'],
    ['Create a deployment with 3 replicas', 'kubectl create deployment my-dep --image=nginx --replicas=3'],
  ],
  usage: 'NAME --image=image -- [COMMAND] [args...] [options]',
  flags: [
    {
      name: 'image',
      type: 'strings',
      initial: '[]',
      help: 'Image names to run. A deployment can have multiple images set for multiple containers.',
    },
    { name: 'port', type: 'int', initial: '-1', help: 'The containerPort that this deployment exposes.' },
    { name: 'replicas', short: 'r', type: 'int', initial: '1', help: 'Number of replicas to create. Default is 1.' },
  ],
  make(_kubectl, given) {
    const name = nameArgument('create deployment', given);
    const images = given.list('image');
    const command = commandArguments(given);
    if (images.length === 0) fail('required flag(s) "image" not set');
    if (images.length > 1 && command.length > 0) fail('cannot specify multiple --image options and command');
    const port = given.int('port');
    const containers = images.map((image, index): Container => ({
      image,
      name: containerNameOf(image),
      ...(command.length > 0 ? { command: [...command] } : {}),
      ...(port >= 0 && index === 0 ? { ports: [{ containerPort: port }] } : {}),
      resources: {},
    }));
    const labels = { app: name };
    return {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { labels, name },
      spec: {
        replicas: given.int('replicas'),
        selector: { matchLabels: labels },
        strategy: {},
        template: { metadata: { labels }, spec: { containers } },
      },
      status: {},
    } as KubeObject;
  },
});

const createJob: CommandDef = {
  path: 'create job',
  short: 'Create a job with the specified name',
  examples: [
    ['Create a job', 'kubectl create job my-job --image=busybox'],
    ['Create a job with a command', 'kubectl create job my-job --image=busybox -- date'],
    ['Create a job from a cron job named "a-cronjob"', 'kubectl create job test-job --from=cronjob/a-cronjob'],
  ],
  usage: 'NAME --image=image [--from=cronjob/name] -- [COMMAND] [args...] [options]',
  flags: [
    textFlag('from', 'The name of the resource to create a Job from (only cronjob is supported).'),
    textFlag('image', 'Image name to run.'),
    ...generatorFlags(),
  ],
  *run(kubectl, given) {
    const name = nameArgument('create job', given);
    const image = given.text('image');
    const from = given.text('from');
    if ((image === '') === (from === '')) failUsage('create job', 'either --image or --from must be specified');
    const command = commandArguments(given);
    if (from !== '' && command.length > 0) fail('cannot specify --from and command');
    if (from !== '')
      return yield* createGenerated(kubectl, given, yield* jobFrom(kubectl, namespaceOf(kubectl, given), name, from));
    const container = { image, name, ...(command.length > 0 ? { command: [...command] } : {}), resources: {} };
    const job = {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name },
      spec: { template: { metadata: {}, spec: { containers: [container], restartPolicy: 'Never' } } },
      status: {},
    } as KubeObject;
    return yield* createGenerated(kubectl, given, job);
  },
};

/** A job as its cron job would start it by hand. Models: kubectl pkg/cmd/create/create_job.go createJobFromCronJob (v1.37). */
function* jobFrom(kubectl: Kubectl, namespace: string, name: string, from: string): Part<KubeObject> {
  const [type = '', cronName = ''] = from.split('/');
  const info = demandResource(kubectl.resources, type);
  if (info.kind !== 'CronJob' || cronName === '') fail(`unknown object type *v1.${info.kind}`);
  const response = yield* ask(requestOn('get', info, namespace, cronName));
  if (!isSuccess(response)) throw new CommandFailure(serverError(response));
  const cron = response.body as KubeObject & { spec: { jobTemplate: { metadata?: object; spec: object } } };
  const { metadata = {}, spec } = cron.spec.jobTemplate as {
    metadata?: { labels?: object; annotations?: object };
    spec: object;
  };
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      annotations: { 'cronjob.kubernetes.io/instantiate': 'manual', ...metadata.annotations },
      ...(metadata.labels === undefined ? {} : { labels: metadata.labels }),
      name,
      ownerReferences: [
        { apiVersion: 'batch/v1', kind: 'CronJob', name: cronName, uid: cron.metadata?.uid ?? '', controller: true },
      ],
    },
    spec,
    status: {},
  } as KubeObject;
}

const createCronJob = generator({
  path: 'create cronjob',
  aliases: ['create cj'],
  short: 'Create a cron job with the specified name',
  examples: [['Create a cron job', 'kubectl create cronjob my-job --image=busybox --schedule="*/1 * * * *"']],
  usage: "NAME --image=image --schedule='0/5 * * * ?' -- [COMMAND] [args...] [options]",
  flags: [
    textFlag('image', 'Image name to run.'),
    textFlag('restart', "job's restart policy. supported values: OnFailure, Never"),
    textFlag('schedule', 'A schedule in the Cron format the job should be run with.'),
  ],
  make(_kubectl, given) {
    const name = nameArgument('create cronjob', given);
    const missing = ['image', 'schedule'].filter((flag) => given.text(flag) === '').map((flag) => JSON.stringify(flag));
    if (missing.length > 0) fail(`required flag(s) ${missing.join(', ')} not set`);
    const command = commandArguments(given);
    const container = {
      image: given.text('image'),
      name,
      ...(command.length > 0 ? { command: [...command] } : {}),
      resources: {},
    };
    const restartPolicy = given.text('restart') === '' ? 'OnFailure' : given.text('restart');
    return {
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      metadata: { name },
      spec: {
        jobTemplate: {
          metadata: { name },
          spec: { template: { metadata: {}, spec: { containers: [container], restartPolicy } } },
        },
        schedule: given.text('schedule'),
      },
      status: {},
    } as KubeObject;
  },
});

/** Models: kubectl pkg/cmd/run/run.go (v1.37). */
const run: CommandDef = {
  path: 'run',
  short: 'Run a particular image on the cluster',
  long: 'Create and run a particular image in a pod.',
  examples: [
    ['Start a nginx pod', 'kubectl run nginx --image=nginx'],
    [
      'Start a pod and let the container expose port 5701',
      'kubectl run hazelcast --image=hazelcast/hazelcast --port=5701',
    ],
    [
      'Print the object that would be created, without creating it',
      'kubectl run nginx --image=nginx --dry-run=client -o yaml',
    ],
    [
      'Start a busybox pod that is not restarted when it exits',
      'kubectl run busybox --image=busybox --restart=Never -- sleep 60',
    ],
  ],
  usage:
    '[options] NAME --image=image [--env="key=value"] [--port=port] [--dry-run=server|client] [--overrides=inline-json] [--command] -- [COMMAND] [args...]',
  flags: [
    arrayFlag('annotations', 'Annotations to apply to the pod.'),
    {
      name: 'attach',
      type: 'bool',
      initial: 'false',
      help: 'If true, wait for the Pod to start running, and then attach to the Pod.',
    },
    {
      name: 'command',
      type: 'bool',
      initial: 'false',
      help: "If true and extra arguments are present, use them as the 'command' field in the container, rather than the 'args' field.",
    },
    arrayFlag('env', 'Environment variables to set in the container.'),
    {
      name: 'expose',
      type: 'bool',
      initial: 'false',
      help: 'If true, create a ClusterIP service associated with the pod. Requires `--port`.',
    },
    textFlag('image', 'The image for the container to run.'),
    textFlag('image-pull-policy', 'The image pull policy for the container.'),
    textFlag('labels', 'Comma separated labels to apply to the pod. Will override previous values.', { short: 'l' }),
    {
      name: 'leave-stdin-open',
      type: 'bool',
      initial: 'false',
      help: 'If the pod is started in interactive mode or with stdin, leave stdin open after the first attach completes.',
    },
    runningTimeoutFlag,
    textFlag('port', 'The port that this container exposes.'),
    { name: 'privileged', type: 'bool', initial: 'false', help: 'If true, run the container in privileged mode.' },
    { name: 'quiet', short: 'q', type: 'bool', initial: 'false', help: 'If true, suppress prompt messages.' },
    textFlag('restart', 'The restart policy for this Pod. Legal values [Always, OnFailure, Never].', {
      initial: 'Always',
    }),
    {
      name: 'rm',
      type: 'bool',
      initial: 'false',
      help: 'If true, delete the pod after it exits. Only valid when attaching to the container.',
    },
    {
      name: 'stdin',
      short: 'i',
      type: 'bool',
      initial: 'false',
      help: 'Keep stdin open on the container in the pod, even if nothing is attached.',
    },
    { name: 'tty', short: 't', type: 'bool', initial: 'false', help: 'Allocate a TTY for the container in the pod.' },
    ...generatorFlags('kubectl-run'),
  ],
  *run(kubectl, given) {
    const [name] = given.args;
    if (name === undefined || given.dashAt === 0) failUsage('run', 'NAME is required for run');
    if (given.text('image') === '') fail('required flag(s) "image" not set');
    if (given.bool('rm') && !given.bool('attach') && !given.bool('stdin'))
      fail('--rm should only be used for attached containers');
    const port = given.text('port');
    if (given.bool('expose') && port === '') fail('--port must be set when exposing a service');
    const stdin = given.bool('stdin');
    if (given.bool('tty') && !stdin) fail('-i/--stdin is required for containers with -t/--tty=true');
    const pod = runPod(name as string, given.args.slice(1), given);
    const attaches = (given.has('attach') ? given.bool('attach') : stdin) && dryRunOf(given) === 'none';
    if (attaches) return yield* runAttached(kubectl, given, pod);
    const code = yield* createGenerated(kubectl, given, pod);
    if (code !== 0 || !given.bool('expose')) return code;
    const labels = pod.metadata?.labels ?? {};
    const ports = [{ port: Number(port), protocol: 'TCP', targetPort: Number(port) }];
    const service = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name },
      spec: { ports, selector: labels },
    } as KubeObject;
    return yield* createGenerated(kubectl, given, service);
  },
};

function* runAttached(kubectl: Kubectl, given: Flags, pod: KubeObject): Program {
  const info = demandResource(kubectl.resources, 'pods');
  const body = { body: pod, options: writeOptions(given) };
  const response = yield* ask(requestOn('create', info, namespaceOf(kubectl, given), '', body));
  warn(kubectl, response);
  if (!isSuccess(response)) return exitWith(kubectl, [serverError(response)]);
  return yield* stayWith(kubectl, given, response.body as KubeObject);
}

function runPod(name: string, words: readonly string[], given: Parameters<typeof nameArgument>[1]): KubeObject {
  const labelText = given.text('labels');
  const labels =
    labelText === ''
      ? { run: name }
      : Object.fromEntries(labelText.split(',').map((pair) => pair.split('=') as [string, string]));
  const annotations = Object.fromEntries(given.list('annotations').map((pair) => pair.split('=') as [string, string]));
  const env = given.list('env').map((pair) => {
    const equals = pair.indexOf('=');
    if (equals <= 0) fail(`invalid env: ${pair}`);
    return { name: pair.slice(0, equals), value: pair.slice(equals + 1) };
  });
  const port = given.text('port');
  const policy = given.text('image-pull-policy');
  const container = {
    ...(words.length === 0 ? {} : given.bool('command') ? { command: [...words] } : { args: [...words] }),
    ...(env.length > 0 ? { env } : {}),
    image: given.text('image'),
    ...(policy === '' ? {} : { imagePullPolicy: policy }),
    name,
    ...(port === '' ? {} : { ports: [{ containerPort: Number(port) }] }),
    resources: {},
    ...(given.bool('privileged') ? { securityContext: { privileged: true } } : {}),
    ...(given.bool('stdin') ? { stdin: true, ...(given.bool('leave-stdin-open') ? {} : { stdinOnce: true }) } : {}),
    ...(given.bool('tty') ? { tty: true } : {}),
  };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { ...(Object.keys(annotations).length > 0 ? { annotations } : {}), labels, name },
    spec: { containers: [container], dnsPolicy: 'ClusterFirst', restartPolicy: given.text('restart') },
    status: {},
  } as KubeObject;
}

export const workloadGenerators: readonly CommandDef[] = [createCronJob, createDeployment, createJob, run];
