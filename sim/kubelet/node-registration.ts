/**
 * How a machine's Node comes into the API and stays there: registration, lease, status.
 *
 * Models: pkg/kubelet/kubelet_node_status.go registerWithAPIServer, tryUpdateNodeStatus (v1.37), component-helpers apimachinery/lease.
 */
import type { Sim } from '../engine/engine.ts';
import { microsPerSecond } from '../engine/event.ts';
import { isIn, step, type StepResult } from '../engine/machine.ts';
import { deepEqual } from '../api/deep-equal.ts';
import { formatMicroTime } from '../api/time.ts';
import { worldSettings } from '../api/world.ts';
import type { StatusAnswer, StatusCall } from '../api/cri.ts';
import type { Lease, Node, NodeCondition } from '../api/types.ts';
import { failureOf, isSuccess } from '../apiserver/types.ts';
import { startQuietWrites } from '../etcd/revision.ts';
import { recordEvent } from '../client/event-recorder.ts';
import { startHeartbeat } from '../client/heartbeat.ts';
import { ignoreReply, sendRequest, type Reply } from '../client/request.ts';
import { callRuntime } from './cri-client.ts';
import { knownImages } from './known-images.ts';
import { changeNodeRecord, nodeRecord } from './node-records.ts';
import { initialNode, nodeStatus } from './node-status.ts';
import { nodeTable, type NodeAction, type NodeContext, type NodeEvent } from './node.machine.ts';
import { foundPods } from './found-pods.ts';
import { nodeNameOf } from './records.ts';

const leaseNamespace = 'kube-node-lease';
/** Models: kubelet nodeLeaseDurationSeconds, and its renewal at a quarter of that (v1.37). */
const leaseDurationSeconds = 40;
const leasePeriodMicros = 10 * microsPerSecond;
/** Models: kubelet nodeStatusReportFrequency (v1.37). */
const statusReportPeriodMicros = 300 * microsPerSecond;

/** Key of the heartbeat of a node's lease. */
export function leaseKeyOf(node: string): string {
  return `${leaseNamespace}/${node}`;
}
/** Series of the writes of a node's status that change nothing. */
export function statusSeriesOf(node: string): string {
  return `/registry/minions/${node}`;
}

/** Steps the machine's own machine, and carries out what it asks for. */
export function stepNode(sim: Sim, event: NodeEvent | { readonly type: string }): void {
  const before = nodeRecord(sim);
  const result: StepResult<NodeContext, NodeAction> = step(nodeTable, before.state, event);
  changeNodeRecord(sim, { state: result.state });
  orderTimers(sim, result);
  for (const action of result.actions) perform(sim, action);
  const wasReady = before.state.value === 'on.connected.ready';
  if (!wasReady && nodeRecord(sim).state.value === 'on.connected.ready') nodeEvent(sim, 'NodeReady');
}

function orderTimers(sim: Sim, { timers }: StepResult<NodeContext, NodeAction>): void {
  for (const order of timers) {
    const { [order.event]: old, ...others } = nodeRecord(sim).timers;
    if (old !== undefined) sim.cancel(old);
    if (order.type === 'cancel') changeNodeRecord(sim, { timers: others });
    else {
      const timer = sim.after(order.delayMicros, 'kubelet.nodeTimer', { event: order.event });
      changeNodeRecord(sim, { timers: { ...others, [order.event]: timer } });
    }
  }
}

function perform(sim: Sim, action: NodeAction): void {
  switch (action) {
    case 'startKubelet':
      startKubelet(sim);
      break;
    case 'registerNode':
      register(sim);
      break;
    case 'updateStatus':
      updateNodeStatus(sim);
      break;
    case 'startPods':
      beginLease(sim);
      sim.after(0, 'kubelet.startPods', null);
      break;
    case 'terminatePods':
      sim.after(0, 'kubelet.terminatePods', null);
      break;
    case 'stopKubelet':
    case 'haltMachine':
      // Who switches the machine off carries these out: the kubelet itself is not there any more.
      break;
  }
}

/** The kubelet's process begins: it asks the runtime what there is. */
function startKubelet(sim: Sim): void {
  const node = nodeNameOf(sim.self);
  changeNodeRecord(sim, {
    bootedAt: sim.now,
    isRuntimeReady: false,
    arePodsStarted: false,
    statusTick: null,
    node: null,
  });
  sim.after(0, 'kubelet.forgetAll', null);
  sim.note({ verb: 'Starting', resource: 'nodes', key: node, text: 'Starting kubelet.' });
  const call: StatusCall = { kubelet: sim.self, relistPhase: sim.now };
  callRuntime(sim, 'status', node, call);
}

/** The runtime has told what it has. */
export function runtimeReady(sim: Sim, { pods, images }: StatusAnswer): void {
  const node = nodeNameOf(sim.self);
  for (const { name, sizeBytes } of images) knownImages(sim).set(node, name, { sizeBytes });
  for (const pod of pods) foundPods(sim).set(node, pod.uid, pod);
  changeNodeRecord(sim, { isRuntimeReady: true });
  checkReady(sim);
  sim.after(0, 'kubelet.startPods', null);
}

/** Ready needs the runtime, and a range of addresses for the network plugin. */
function checkReady(sim: Sim): void {
  const { isRuntimeReady, node, machine, state } = nodeRecord(sim);
  const hasNetwork = machine.podCIDR !== undefined || (node?.spec?.podCIDR ?? '') !== '';
  const isHealthy = isRuntimeReady && hasNetwork;
  if (node !== null && !hasNetwork) sim.after(networkRetryMicros, 'kubelet.readNode', null);
  if (isHealthy === state.context.isHealthy) return;
  if (isHealthy) stepNode(sim, { type: 'conditions.passed' });
  else stepNode(sim, { type: 'conditions.failed', reason: 'KubeletNotReady', message: networkMessage });
}
/** Models: pkg/kubelet/kubelet.go backOffOnTransientErrorPeriod (v1.37). */
const networkRetryMicros = microsPerSecond;
const networkMessage =
  'container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized';

function register(sim: Sim): void {
  const body = initialNode(sim, nodeRecord(sim));
  sendRequest(sim, { verb: 'create', resource: 'nodes', body }, { kind: 'kubelet.nodeCreated', context: null });
}

/** The answer to the POST of the Node; one that is there already is taken over. */
export function nodeCreated(sim: Sim, { response }: Reply): void {
  if (isSuccess(response)) {
    registered(sim, response.body as Node);
    return;
  }
  if (failureOf(response).reason !== 'AlreadyExists') {
    stepNode(sim, { type: 'node.registerFailed' });
    return;
  }
  readNode(sim, 'kubelet.nodeRead', null);
}

/** The answer to the GET of a Node that was registered before. */
export function nodeRead(sim: Sim, { response }: Reply): void {
  if (isSuccess(response)) registered(sim, response.body as Node);
  else stepNode(sim, { type: 'node.registerFailed' });
}

function registered(sim: Sim, node: Node): void {
  changeNodeRecord(sim, { node });
  checkReady(sim);
  stepNode(sim, { type: 'node.registered' });
}

/** Reads the kubelet's own Node; the answer comes as `kind`. */
export function readNode(sim: Sim, kind: string, context: unknown): void {
  sendRequest(sim, { verb: 'get', resource: 'nodes', name: nodeNameOf(sim.self) }, { kind, context });
}

/** The Node as it is now in the API. */
export function nodeAgain(sim: Sim, { response }: Reply): void {
  if (isSuccess(response)) changeNodeRecord(sim, { node: response.body as Node });
  checkReady(sim);
}

/** Makes the node's Lease and begins to renew it, in closed form. */
function beginLease(sim: Sim): void {
  const name = nodeNameOf(sim.self);
  const { node } = nodeRecord(sim);
  const owner = { apiVersion: 'v1', kind: 'Node', name, uid: node?.metadata?.uid ?? '' };
  const renewTime = formatMicroTime(sim.now, worldSettings(sim).epochMs);
  const lease: Lease = {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name, namespace: leaseNamespace, ownerReferences: [owner] },
    spec: { holderIdentity: name, leaseDurationSeconds, renewTime },
  };
  const where = { group: 'coordination.k8s.io', resource: 'leases', namespace: leaseNamespace };
  sendRequest(sim, { verb: 'create', ...where, body: lease }, { kind: 'kubelet.leaseCreated', context: null });
  startHeartbeat(sim, leaseKeyOf(name), leasePeriodMicros);
  startQuietWrites(sim, statusSeriesOf(name), statusReportPeriodMicros);
}

/** The answer to the POST of the Lease: one of an earlier life is renewed. */
export function leaseCreated(sim: Sim, { response }: Reply): void {
  if (isSuccess(response) || failureOf(response).reason !== 'AlreadyExists') return;
  const name = nodeNameOf(sim.self);
  const renewTime = formatMicroTime(sim.now, worldSettings(sim).epochMs);
  sendRequest(
    sim,
    {
      verb: 'patch',
      group: 'coordination.k8s.io',
      resource: 'leases',
      namespace: leaseNamespace,
      name,
      patchType: 'merge',
      body: { spec: { renewTime, holderIdentity: name } },
    },
    ignoreReply,
  );
}

/** Writes what has changed in the Node's status. */
export function updateNodeStatus(sim: Sim): void {
  const record = nodeRecord(sim);
  const { node } = record;
  if (node === null || !isIn(record.state, 'on')) return;
  const before = (node.status ?? {}) as Record<string, unknown>;
  const changes: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(nodeStatus(sim, record))) {
    if (!deepEqual(comparable(field, before[field]), comparable(field, value))) changes[field] = value;
  }
  if (Object.keys(changes).length === 0) return;
  if (changes['conditions'] !== undefined)
    changes['conditions'] = withForeign(node, changes['conditions'] as NodeCondition[]);
  changeNodeRecord(sim, { node: { ...node, status: { ...node.status, ...changes } } });
  sendRequest(
    sim,
    {
      verb: 'patch',
      resource: 'nodes',
      subresource: 'status',
      name: nodeNameOf(sim.self),
      patchType: 'merge',
      body: { status: changes },
    },
    ignoreReply,
  );
}

/** The kubelet's conditions together with those of others, which a merge patch would drop. */
function withForeign(node: Node, own: readonly NodeCondition[]): NodeCondition[] {
  const foreign = (node.status?.conditions ?? []).filter(
    ({ type }) => !own.some((condition) => condition.type === type),
  );
  return [...foreign, ...own];
}

/** Conditions without the time of the last heartbeat, which is no change. */
function comparable(field: string, value: unknown): unknown {
  if (field === 'images') return value ?? [];
  if (field !== 'conditions' || !Array.isArray(value)) return value;
  return (value as Record<string, unknown>[])
    .filter(({ type }) => type !== 'NetworkUnavailable')
    .map(({ type, status, reason, message }) => ({ type, status, reason, message }));
}

/** Records an event about the node. */
function nodeEvent(sim: Sim, reason: string): void {
  const name = nodeNameOf(sim.self);
  const about: Node = { apiVersion: 'v1', kind: 'Node', metadata: { name, uid: name } };
  recordEvent(sim, about, 'Normal', reason, `Node ${name} status is now: ${reason}`);
}
