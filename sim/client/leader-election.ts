/**
 * Leader election by a Lease in kube-system: of several processes of a kind, one works and the others wait.
 *
 * The lease holder's machine decides; this carries out what it asks for. Renewals of a leader are a heartbeat in closed form.
 */
import type { Handlers, Sim, Timer } from '../engine/engine.ts';
import { start, step, type MachineState, type StepResult } from '../engine/machine.ts';
import { numbered } from '../engine/store.ts';
import { formatMicroTime, instantOf, parseTime } from '../api/time.ts';
import type { Lease } from '../api/types.ts';
import { worldSettings } from '../api/world.ts';
import { isSuccess, type ApiRequest } from '../apiserver/types.ts';
import { recordEvent } from './event-recorder.ts';
import { lastHeartbeat, startHeartbeat, stopHeartbeat } from './heartbeat.ts';
import {
  leaderElectionRetryMicros,
  leaseHolderTable,
  newLeaseHolder,
  type LeaseHolderAction,
  type LeaseHolderContext,
  type LeaseHolderEvent,
} from './lease-holder.machine.ts';
import { sendRequest, type Reply } from './request.ts';

const leaderElectionName = numbered('client/leaderElection');

/** Models: flag leader-elect-lease-duration 15s (v1.37). */
const leaseDurationSeconds = 15;
const namespace = 'kube-system';

/** What the processes of a kind do when one of them becomes or ceases to be the leader. Code, not state. */
export interface LeaderElectionDef {
  /** Name of the Lease: `kube-scheduler`. */
  readonly lease: string;
  readonly onStartedLeading: (sim: Sim) => void;
  readonly onStoppedLeading?: (sim: Sim) => void;
}

/** One process in an election. */
export interface Candidate {
  readonly lease: string;
  readonly machine: MachineState<LeaseHolderContext>;
  /** Pending timers by the machine's event. */
  readonly timers: Readonly<Record<string, Timer>>;
}

const candidates = (sim: Sim) => sim.store.map<Candidate>(leaderElectionName);

/** The part that a process takes in its election, `undefined` when it takes none. */
export function candidateOf(sim: Sim, component: string): Candidate | undefined {
  return candidates(sim).get(component);
}

function leaseKey(lease: string): string {
  return `${namespace}/${lease}`;
}

/** Makes the present component a candidate for a Lease. Its `onStartedLeading` is called when it has won. */
export function startLeaderElection(sim: Sim, lease: string): void {
  const machine = start(leaseHolderTable, newLeaseHolder(identityOf(sim))).state;
  candidates(sim).set(sim.self, { lease, machine, timers: {} });
  sim.after(0, 'leaderElection.machineEvent', { type: 'process.started' });
}

/** `cp-1_<random>`; a process that starts anew is another one. */
function identityOf(sim: Sim): string {
  const machine = sim.self.slice(sim.self.indexOf('/') + 1);
  const draw = (n: number): string =>
    Math.floor(sim.random('leaderIdentity', `${sim.self}@${sim.now}`, n) * 4_294_967_296)
      .toString(16)
      .padStart(8, '0');
  return `${machine}_${draw(0)}${draw(1)}`;
}

/** Handlers of all elections of a simulation. */
export function leaderElectionHandlers(defs: readonly LeaderElectionDef[]): Handlers {
  const byLease = new Map(defs.map((def) => [def.lease, def]));
  const advance = (sim: Sim, event: LeaseHolderEvent | { readonly type: string }): void => {
    const candidate = candidates(sim).get(sim.self);
    const def = candidate === undefined ? undefined : byLease.get(candidate.lease);
    if (candidate === undefined || def === undefined) return;
    const result = step(leaseHolderTable, candidate.machine, event);
    candidates(sim).set(sim.self, { ...candidate, machine: result.state, timers: armed(sim, candidate, result) });
    for (const action of result.actions) carryOut(sim, def, action);
  };
  return {
    'leaderElection.machineEvent': advance,
    'leaderElection.leaseRead': (sim: Sim, reply: Reply) => tryWrite(sim, reply, advance),
    'leaderElection.leaseWritten': (sim: Sim, { response }: Reply) => {
      if (!isSuccess(response)) {
        advance(sim, { type: 'lease.failed' });
        return;
      }
      advance(sim, { type: 'lease.acquired' });
    },
  };
}

/** Sets and takes back the machine's timers. A leader's renewals go on by themselves, as a heartbeat. */
function armed(
  sim: Sim,
  candidate: Candidate,
  { timers: orders }: StepResult<LeaseHolderContext>,
): Readonly<Record<string, Timer>> {
  const timers = { ...candidate.timers };
  for (const order of orders) {
    const pending = timers[order.event];
    if (pending !== undefined) sim.cancel(pending);
    delete timers[order.event];
    if (order.type === 'cancel') continue;
    if (order.delay === 'renew') startHeartbeat(sim, leaseKey(candidate.lease), leaderElectionRetryMicros);
    else {
      const event = { type: order.event };
      timers[order.event] = sim.after(order.delayMicros, 'leaderElection.machineEvent', event, { quiet: true });
    }
  }
  return timers;
}

function carryOut(sim: Sim, def: LeaderElectionDef, action: LeaseHolderAction): void {
  switch (action) {
    case 'tryAcquireOrRenew':
      sendRequest(sim, { verb: 'get', ...leasePath(def.lease) }, { kind: 'leaderElection.leaseRead', context: null });
      return;
    case 'startLeading':
      def.onStartedLeading(sim);
      return;
    case 'stopLeading':
      stopHeartbeat(sim, leaseKey(def.lease));
      def.onStoppedLeading?.(sim);
      return;
    case 'reportLeader':
      reportLeader(sim, def.lease);
  }
}

/** Models: client-go tools/leaderelection/resourcelock/leaselock.go RecordEvent (v1.37). */
function reportLeader(sim: Sim, lease: string): void {
  const text = `${candidates(sim).get(sim.self)?.machine.context.identity ?? ''} became leader`;
  sim.note({ verb: 'LeaderElection', resource: 'leases', key: leaseKey(lease), text });
  const about = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { name: lease, namespace } };
  recordEvent(sim, about, 'Normal', 'LeaderElection', text);
}

function leasePath(lease: string): Pick<ApiRequest, 'group' | 'resource' | 'namespace' | 'name'> {
  return { group: 'coordination.k8s.io', resource: 'leases', namespace, name: lease };
}

/** Models: client-go tools/leaderelection/leaderelection.go tryAcquireOrRenew (v1.37). Differs: expiry is read from renewTime. */
function tryWrite(sim: Sim, { response }: Reply, advance: (sim: Sim, event: LeaseHolderEvent) => void): void {
  const candidate = candidates(sim).get(sim.self);
  if (candidate === undefined) return;
  const { identity } = candidate.machine.context;
  const now = formatMicroTime(sim.now, worldSettings(sim).epochMs);
  const replyTo = { kind: 'leaderElection.leaseWritten', context: null };
  if (response.code === 404) {
    const spec = {
      holderIdentity: identity,
      leaseDurationSeconds,
      acquireTime: now,
      renewTime: now,
      leaseTransitions: 0,
    };
    const body: Lease = {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: { name: candidate.lease, namespace },
      spec,
    };
    const { name: _name, ...path } = leasePath(candidate.lease);
    sendRequest(sim, { verb: 'create', ...path, body }, replyTo);
    return;
  }
  if (!isSuccess(response)) {
    advance(sim, { type: 'lease.failed' });
    return;
  }
  const lease = response.body as Lease;
  const holder = lease.spec?.holderIdentity ?? '';
  if (holder !== '' && holder !== identity && !isExpired(sim, lease)) {
    advance(sim, { type: 'lease.held', by: holder });
    return;
  }
  const isOwn = holder === identity;
  const spec = {
    ...lease.spec,
    holderIdentity: identity,
    leaseDurationSeconds,
    renewTime: now,
    ...(isOwn ? {} : { acquireTime: now, leaseTransitions: (lease.spec?.leaseTransitions ?? 0) + 1 }),
  };
  sendRequest(sim, { verb: 'update', ...leasePath(candidate.lease), body: { ...lease, spec } }, replyTo);
}

function isExpired(sim: Sim, lease: Lease): boolean {
  const written = lease.spec?.renewTime;
  const epoch = instantOf(0, worldSettings(sim).epochMs);
  const beat = lastHeartbeat(sim, leaseKey(lease.metadata?.name ?? ''), sim.now);
  const renewed = Math.max(written === undefined ? -Infinity : parseTime(written) - epoch, beat ?? -Infinity);
  return renewed + (lease.spec?.leaseDurationSeconds ?? leaseDurationSeconds) * 1_000_000 < sim.now;
}
