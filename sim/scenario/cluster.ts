import type { Engine, Handlers, Sim } from '../engine/engine.ts';
import type { Endpoints, EndpointSlice, KubeObject, Service } from '../api/types.ts';
import { setWorldSettings } from '../api/world.ts';
import { loadBootstrapObjects } from '../apiserver/door/bootstrap/load.ts';
import { kubeadmFlags, setApiServerFlags } from '../apiserver/door/flags.ts';
import { apiExtensionsControllers, apiExtensionsHandlers, apiExtensionsInformers } from '../apiextensions/index.ts';
import { handle, apiServerHandlers } from '../apiserver/server.ts';
import { metricsServerName } from '../api/resource-usage.ts';
import { resourceForKind } from '../api/resources.ts';
import { addressText } from '../apiserver/service-allocator.ts';
import { isSuccess } from '../apiserver/types.ts';
import { controllerHandlers } from '../client/controller.ts';
import { eventRecorderHandlers } from '../client/event-recorder.ts';
import { informerHandlers, type InformerDef } from '../client/informer.ts';
import { leaderElectionHandlers } from '../client/leader-election.ts';
import { requestHandlers } from '../client/request.ts';
import {
  controllerDefs,
  controllerInformers,
  controllerManagerElection,
  controllerManagerHandlers,
  startControllerManager,
} from '../controllers/index.ts';
import { handlers as kubeletHandlers, informers as kubeletInformers } from '../kubelet/kubelet.ts';
import { bootNode, defaultBootMicros, powerOff, powerOn } from '../kubelet/node-power.ts';
import {
  coreDnsObjects,
  networkHandlers,
  networkInformers,
  nodeProcesses,
  sendAppRequest,
  startNetwork,
} from '../network/index.ts';
import { handlers as runtimeHandlers } from '../runtime/containerd.ts';
import { schedulerElection, schedulerHandlers, schedulerInformers, startScheduler } from '../scheduler/scheduler.ts';
import { reconfigureScheduler } from '../scheduler/reconfiguration.ts';
import { setSchedulerConfiguration } from '../scheduler/settings.ts';
import { interruptJob, kubectlHandlers, startLine, typeInto } from '../kubectl/command/jobs.ts';
import { defaultWorld, settingsOf } from './formats/default-world.ts';
import type { Action, MachineInput, MachineSpec, WorkloadModelSpec, WorldSpec } from './formats/types.ts';
import { closeOutsideStream, writeOutsideStream } from './outside-streams.ts';
import { outsideHandlers, startOutsideRequest } from './outside.ts';
import { startUserAction, userHandlers } from './user.ts';

/** Machine that the control plane runs on. */
export const controlPlaneName = 'cp-1';

/** How long before time zero the cluster starts, so that it is there when time begins. */
export const bootMicros = 300_000_000;

/** Addresses of machines: 10.0.0.10 for the first, counted up. */
const firstMachineAddress = 0x0a00000a;

/** Every handler of every component: what the engine dispatches to. */
export const clusterHandlers: Handlers = {
  ...apiServerHandlers,
  ...apiExtensionsHandlers,
  ...requestHandlers,
  ...eventRecorderHandlers,
  ...schedulerHandlers,
  ...kubeletHandlers,
  ...runtimeHandlers,
  ...networkHandlers,
  ...controllerManagerHandlers,
  ...userHandlers,
  ...kubectlHandlers,
  ...outsideHandlers,
  ...controllerHandlers([...apiExtensionsControllers, ...controllerDefs]),
  ...leaderElectionHandlers([controllerManagerElection, schedulerElection]),
  ...informerHandlers([
    ...schedulerInformers,
    ...kubeletInformers,
    ...networkInformers,
    ...controllerInformers,
    ...apiExtensionsInformers,
  ] as readonly InformerDef[]),
  'user.acts': (sim: Sim, action: Action) => performAction(sim, action),
};

/**
 * Builds the cluster of a world and lets it start: when this returns, the clock stands at zero, all nodes are Ready and the add-ons run.
 *
 * The start is not held back by the clients' rate limits, which begin at zero, nor by the server's; worlds without the former are without
 * the latter, too.
 * @param engine must stand at `-bootMicros`
 */
export function buildCluster(engine: Engine, world: WorldSpec): void {
  const settings = settingsOf(world);
  const unlimited = settingsOf(defaultWorld({ rateLimits: 'unlimited' })).rateLimits;
  engine.runAs('world', (sim) => {
    setWorldSettings(sim, { ...settings, rateLimits: unlimited });
    sim.store.cell<readonly WorkloadModelSpec[]>('world/workloadModels').set(world.workloadModels);
    if (world.schedulerConfiguration !== undefined) setSchedulerConfiguration(sim, world.schedulerConfiguration);
    setApiServerFlags(sim, { ...kubeadmFlags, requestsInFlightMax: 0 });
    loadBootstrapObjects(sim);
    if (world.addOns.metricsServer?.enabled === false) sim.stop(metricsServerName);
    for (const object of firstObjects(world)) demand(sim, object);
  });
  engine.runAs(`kube-controller-manager/${controlPlaneName}`, (sim) => startControllerManager(sim));
  engine.runAs(`kube-scheduler/${controlPlaneName}`, (sim) => startScheduler(sim));
  engine.runAs('kube-proxy/*', (sim) => startNetwork(sim));
  const machines = [...world.topology.controlPlanes, ...world.topology.workers];
  engine.runAs('world', (sim) => machines.forEach((machine) => addMachine(sim, machine, 0)));
  engine.run(0);
  engine.runAs('world', (sim) => {
    setWorldSettings(sim, settings);
    if (settings.rateLimits.kubelet.qps > 0) setApiServerFlags(sim, kubeadmFlags);
  });
}

/** Creates an object that the world begins with. Throws when the API server refuses it: a bug. */
function demand(sim: Sim, object: KubeObject): void {
  const response = handle(sim, createRequest(object));
  if (!isSuccess(response)) throw new Error(`world: ${JSON.stringify(response.body)}`);
}

function createRequest(object: KubeObject): Parameters<typeof handle>[1] {
  const [group, resource] = resourceOf(object);
  const { namespace } = object.metadata ?? {};
  return { verb: 'create', group, resource, body: object, ...(namespace === undefined ? {} : { namespace }) };
}

function resourceOf(object: KubeObject): [string, string] {
  const info = resourceForKind(object.apiVersion ?? '', object.kind ?? '');
  if (info === undefined) throw new Error(`world: unknown kind ${object.kind ?? ''}`);
  return [info.group, info.resource];
}

const systemNamespaces = ['default', 'kube-node-lease', 'kube-public', 'kube-system'] as const;

function firstObjects(world: WorldSpec): KubeObject[] {
  const namespaces = systemNamespaces.map((name): KubeObject => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name },
  }));
  const { enabled, replicas } = world.addOns.coreDns;
  return [
    ...namespaces,
    kubernetesService,
    kubernetesEndpoints,
    kubernetesSlice,
    ...(enabled ? coreDnsObjects(replicas) : []),
  ];
}

/** The API server's own Service, in every namespace's reach. */
const kubernetesService: Service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'kubernetes', namespace: 'default', labels: { component: 'apiserver', provider: 'kubernetes' } },
  spec: { clusterIP: '10.96.0.1', ports: [{ name: 'https', port: 443, protocol: 'TCP', targetPort: 6443 }] },
};

/** The same in the older form. */
const kubernetesEndpoints: Endpoints = {
  apiVersion: 'v1',
  kind: 'Endpoints',
  metadata: {
    name: 'kubernetes',
    namespace: 'default',
    labels: { 'endpointslice.kubernetes.io/skip-mirror': 'true' },
  },
  subsets: [
    {
      addresses: [{ ip: addressText(firstMachineAddress) }],
      ports: [{ name: 'https', port: 6443, protocol: 'TCP' }],
    },
  ],
};

/** The API server's own address, which it writes itself. Models: pkg/controlplane/reconcilers (v1.37). */
const kubernetesSlice: EndpointSlice = {
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: { name: 'kubernetes', namespace: 'default', labels: { 'kubernetes.io/service-name': 'kubernetes' } },
  addressType: 'IPv4',
  endpoints: [{ addresses: [addressText(firstMachineAddress)], conditions: { ready: true } }],
  ports: [{ name: 'https', port: 6443, protocol: 'TCP' }],
};

/** Sets up a machine with the next free address and switches it on. @param bootTime micros from power to a running kubelet */
export function addMachine(sim: Sim, machine: MachineSpec, bootTime: number): void {
  const addresses = sim.store.map<number>('world/machines');
  const n = addresses.get('next') ?? 0;
  addresses.set('next', n + 1);
  const internalIP = addressText(firstMachineAddress + n);
  bootNode(sim, { ...machine, internalIP }, { bootMicros: bootTime, processes: nodeProcesses(machine.name) });
}

/** Carries out what the user does, as the component `user`. */
export function performAction(sim: Sim, action: Action): void {
  sim.note({ protocol: 'action', verb: action.action, resource: '', key: actionKey(action), text: actionText(action) });
  switch (action.action) {
    case 'nodePower':
      if (action.on) powerOn(sim, action.node);
      else powerOff(sim, action.node);
      return;
    case 'addNode':
      addMachine(sim, machineOf(action.machine), defaultBootMicros);
      return;
    case 'configureScheduler':
      reconfigureScheduler(sim, action.configuration);
      return;
    case 'removeNode':
      powerOff(sim, action.node);
      startUserAction(sim, action);
      return;
    case 'sendRequest':
      sendAppRequest(sim, action);
      return;
    case 'kubectl':
      startLine(sim, action.line, action.files ?? []);
      return;
    case 'interrupt':
      interruptJob(sim, action.job);
      closeOutsideStream(sim, action.job);
      return;
    case 'input':
      typeInto(sim, action.job, action.text, action.end === true);
      writeOutsideStream(sim, action.job, action.text, action.end === true);
      return;
    case 'http':
      startOutsideRequest(sim, action.id, action);
      return;
    default:
      startUserAction(sim, action);
  }
}

/** A machine as an action gives it, filled up with the defaults. */
function machineOf(input: MachineInput): MachineSpec {
  const [machine] = defaultWorld({ topology: { workers: [input] } }).topology.workers;
  return machine as MachineSpec;
}

function actionKey(action: Action): string {
  if ('node' in action) return action.node;
  if (!('name' in action)) return '';
  return action.namespace === undefined ? action.name : `${action.namespace}/${action.name}`;
}

/** What the user did, in a few words. */
function actionText(action: Action): string {
  switch (action.action) {
    case 'apply': {
      const names = action.objects.map((object) => titleOf(object as KubeObject));
      return names.length > 3 ? `apply ${names.length} objects` : `apply ${names.join(', ')}`;
    }
    case 'applyText':
      return `apply ${action.fileName ?? 'YAML'}`;
    case 'create':
      return `create ${titleOf(action.object as KubeObject)}`;
    case 'delete':
      return `delete ${action.kind} ${action.name}`;
    case 'scale':
      return `scale ${action.name} to ${action.replicas}`;
    case 'setImage':
      return `set the image of ${action.name} to ${action.image}`;
    case 'patch':
      return patchText(action);
    case 'nodePower':
      return `switch ${action.node} ${action.on ? 'on' : 'off'}`;
    case 'sendRequest':
      return `send a request to ${action.url}`;
    case 'configureScheduler':
      return 'configure the scheduler';
    case 'addNode':
      return `add node ${action.machine.name}`;
    case 'removeNode':
      return `remove node ${action.node}`;
    case 'kubectl':
      return lineTitle(action.line);
    case 'interrupt':
      return 'Ctrl+C';
    case 'input':
      return `type ${lineTitle(action.text)}`;
    case 'http':
      return `${action.method} ${action.target.split('?')[0] ?? ''}`;
  }
}

const lineTitleMax = 80;

/** The first line of what was typed, not too long. */
function lineTitle(line: string): string {
  const first = line.trim().split('\n')[0] ?? '';
  return first.length > lineTitleMax ? `${first.slice(0, lineTitleMax)}…` : first;
}

/** A node that is closed to new pods, or opened again, is cordoned or uncordoned by a patch. */
function patchText({ kind, name, patch }: Extract<Action, { action: 'patch' }>): string {
  const spec = (patch as { spec?: { unschedulable?: unknown } } | null)?.spec;
  if (kind !== 'Node' || spec?.unschedulable === undefined) return `patch ${kind} ${name}`;
  return `${spec.unschedulable === true ? 'cordon' : 'uncordon'} ${name}`;
}

function titleOf(object: KubeObject): string {
  return `${object.kind ?? 'object'} ${object.metadata?.name ?? ''}`;
}
