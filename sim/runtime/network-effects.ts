/** What programs want of the network, as calls to the kernel of their machine, and its answers as programs take them. */
import type { Sim } from '../engine/engine.ts';
import type { ConnectAnswer, ConnectCall, ResolverConfig } from '../api/app-request.ts';
import type { Effect, EffectResult } from '../workload/program.ts';
import { runtimePods } from './state.ts';

/** How long a name is waited for. */
const dnsTimeoutMicros = 10_000_000;

/** The effects that the network carries out. */
export type NetworkEffect = Extract<Effect, { kind: 'http' | 'tcp' | 'dns' | 'ping' }>;

/** Who asks, and where the answer goes. */
export interface Asker {
  readonly podUid: string;
  readonly container: string;
  readonly resolver?: ResolverConfig;
  /** Event that brings the answer to the runtime. */
  readonly replyKind: string;
  /** Comes back, with the kind of the request in `kind`. */
  readonly context: object;
}

/** Has the machine's kernel carry out what a program waits for. */
export function askNetwork(sim: Sim, node: string, asker: Asker, effect: NetworkEffect): void {
  const pod = runtimePods(sim).get(node, asker.podUid);
  const request = requestOf(effect);
  const call: ConnectCall = {
    podUid: asker.podUid,
    namespace: pod?.namespace ?? '',
    pod: pod?.name ?? '',
    container: asker.container,
    ip: pod?.sandbox.ip ?? '',
    request,
    timeoutMicros: Math.ceil(effect.timeoutMicros ?? dnsTimeoutMicros),
    ...(effect.deadlineMicros === undefined ? {} : { deadlineMicros: effect.deadlineMicros }),
    ...(asker.resolver === undefined ? {} : { resolver: asker.resolver }),
    replyTo: sim.self,
    replyKind: asker.replyKind,
    context: { ...asker.context, kind: request.type },
  };
  sim.after(0, 'kernel.connect', call, { target: `kernel/${node}` });
}

function requestOf(effect: NetworkEffect): ConnectCall['request'] {
  switch (effect.kind) {
    case 'http':
      return { type: 'http', method: effect.method, url: effect.url };
    case 'tcp':
      return { type: 'tcp', host: effect.host, port: effect.port };
    case 'dns':
      return { type: 'dns', name: effect.name };
    case 'ping':
      return { type: 'ping', host: effect.host };
  }
}

/** What the network has answered, as the program that asked takes it. */
export function networkResult(kind: ConnectCall['request']['type'], answer: ConnectAnswer): EffectResult {
  const { ok, status, body, headers, addresses, error, outcome, destination, isLate } = answer;
  const common = { error, outcome, address: destination.replace(/:\d+$/, ''), ...(isLate ? { isLate } : {}) };
  switch (kind) {
    case 'http':
      return { ...common, kind, status, body, ...(headers === undefined ? {} : { headers }) };
    case 'tcp':
      return { ...common, kind, isOpen: ok };
    case 'dns':
      return { ...common, kind, addresses, canonicalName: answer.canonicalName };
    case 'ping':
      return { ...common, kind, ttl: answer.ttl };
  }
}
