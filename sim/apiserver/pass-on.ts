/** Requests that another component answers: logs of containers and commands in them a kubelet, metrics metrics-server. */
import type { Sim } from '../engine/engine.ts';
import { numbered } from '../engine/store.ts';
import { internalIPOf } from '../api/node-status.ts';
import type { StreamAnswer, StreamCall, StreamInput } from '../api/pod-streams.ts';
import { resourceByName, type ResourceInfo } from '../api/resources.ts';
import { badRequest, internalError, notFound } from '../api/status.ts';
import type { Node, Pod, Status } from '../api/types.ts';
import { worldSettings } from '../api/world.ts';
import { getStored } from '../etcd/etcd.ts';
import { askMetrics, metricsGroup } from './metrics.ts';
import type { ApiRequest } from './types.ts';
import type { ArrivedRequest } from './wire.ts';

/** A stream that a kubelet has been asked for. */
interface OpenStream {
  readonly arrived: ArrivedRequest;
  readonly kubelet: string;
  /** The client has its first answer; what follows are pieces. */
  readonly isAnswered: boolean;
}

const streamsName = numbered('apiserver/streams');
const streams = (sim: Sim) => sim.store.map<OpenStream>(streamsName);

/** Whether somebody else answers a request: a kubelet, or metrics-server. */
export function isPassedOn({ resource, group, options, path }: ApiRequest): boolean {
  if (group !== undefined && group !== '') return group === metricsGroup && path === undefined;
  if (options === undefined || resource !== 'pods') return false;
  return options.log !== undefined || options.exec !== undefined || options.attach !== undefined;
}

/**
 * Passes a request on to the kubelet of its pod, or to metrics-server.
 *
 * @param id of the request
 * @returns why not, or null when it is on its way
 * Models: pkg/registry/core/pod/strategy.go LogLocation, streamLocation (v1.37).
 */
export function passOn(sim: Sim, arrived: ArrivedRequest, id: string): Status | null {
  const { request } = arrived;
  if (request.group === metricsGroup) return askMetrics(sim, arrived, id);
  const { namespace = '', name = '', options } = request;
  const info = resourceByName('', 'pods') as ResourceInfo;
  const pod = getStored(sim, info.etcdPrefix, `${namespace}/${name}`)?.object as Pod | undefined;
  if (pod === undefined) return notFound(info, name);
  const container = containerOf(pod, (options?.log ?? options?.exec ?? options?.attach)?.container ?? '');
  if ('refusal' in container) return container.refusal;
  const node = pod.spec?.nodeName ?? '';
  if (node === '') return badRequest(`pod ${name} does not have a host assigned`);
  const kubelet = `kubelet/${node}`;
  if (!sim.isUp(kubelet)) return unreachable(sim, node, request, container.name);
  streams(sim).set(id, { arrived, kubelet, isAnswered: false });
  const { log, exec, attach } = options ?? {};
  const call: StreamCall = {
    id,
    podUid: pod.metadata?.uid ?? '',
    namespace,
    name,
    container: container.name,
    ...(log === undefined ? {} : { log }),
    ...(exec === undefined ? {} : { exec }),
    ...(attach === undefined ? {} : { attach }),
  };
  sim.send({
    to: kubelet,
    protocol: 'http',
    verb: pathOf(options),
    resource: 'pods',
    key: `${namespace}/${name}`,
    latency: worldSettings(sim).latencies.apiRequestMicros,
    kind: 'kubelet.streamAsked',
    payload: call,
  });
  return null;
}

/** Where the kubelet answers what is asked. Models: pkg/registry/core/pod/strategy.go LogLocation, streamLocation (v1.37). */
function pathOf(options: ApiRequest['options']): string {
  if (options?.log !== undefined) return 'containerLogs';
  return options?.exec === undefined ? 'attach' : 'exec';
}

/** The container that is meant. Models: strategy.go, podutils.GetDefaultContainer (v1.37). */
function containerOf(
  { metadata, spec }: Pod,
  wanted: string,
): { readonly name: string } | { readonly refusal: Status } {
  const own = (spec?.containers ?? []).map(({ name }) => name);
  const all = [...own, ...(spec?.initContainers ?? []).map(({ name }) => name)];
  all.push(...(spec?.ephemeralContainers ?? []).map(({ name }) => name));
  const pod = metadata?.name ?? '';
  if (wanted !== '') {
    if (all.includes(wanted)) return { name: wanted };
    return { refusal: badRequest(`container ${wanted} is not valid for pod ${pod}`) };
  }
  const [only] = own;
  if (own.length === 1 && only !== undefined) return { name: only };
  const choices = `choose one of: [${own.join(' ')}]`;
  return { refusal: badRequest(`a container name must be specified for pod ${pod}, ${choices}`) };
}

function unreachable(
  sim: Sim,
  nodeName: string,
  { namespace = '', name = '', options }: ApiRequest,
  container: string,
): Status {
  const nodes = resourceByName('', 'nodes') as ResourceInfo;
  const node = getStored(sim, nodes.etcdPrefix, nodeName)?.object as Node | undefined;
  const known = node === undefined ? '' : internalIPOf(node);
  const address = known === '' ? nodeName : known;
  const url = `https://${address}:10250/${pathOf(options)}/${namespace}/${name}/${container}`;
  return internalError(`Get "${url}": dial tcp ${address}:10250: connect: no route to host`);
}

/** What goes back to the client of a stream: the first answer, or a further piece. */
export type PassedBack =
  | { readonly type: 'answer'; readonly arrived: ArrivedRequest; readonly answer: StreamAnswer }
  | { readonly type: 'piece'; readonly arrived: ArrivedRequest; readonly answer: StreamAnswer }
  | null;

/** Takes what a kubelet has to say; null when nobody waits for it any more. */
export function takeStreamAnswer(sim: Sim, answer: StreamAnswer): PassedBack {
  const stream = streams(sim).get(answer.id);
  if (stream === undefined) return null;
  if (answer.isOpen) streams(sim).set(answer.id, { ...stream, isAnswered: true });
  else streams(sim).delete(answer.id);
  return { type: stream.isAnswered ? 'piece' : 'answer', arrived: stream.arrived, answer };
}

/** Standard input of a stream, from its client. */
export interface ClientInput {
  readonly client: string;
  /** The name that the client opened the stream with. */
  readonly watch: string;
  readonly text: string;
  readonly isEnd: boolean;
}

/** Passes what a client writes on to the kubelet of its stream; what comes too late is dropped. */
export function passInput(sim: Sim, { client, watch, text, isEnd }: ClientInput): void {
  for (const [id, { arrived, kubelet }] of streams(sim).sortedEntries()) {
    const name = (arrived.replyTo.context as { readonly watch?: string } | null)?.watch;
    if (arrived.client !== client || name !== watch) continue;
    const payload: StreamInput = { id, text, isEnd };
    sim.send({
      to: kubelet,
      protocol: 'http',
      verb: 'input',
      resource: 'pods',
      key: `${arrived.request.namespace ?? ''}/${arrived.request.name ?? ''}`,
      latency: worldSettings(sim).latencies.apiRequestMicros,
      kind: 'kubelet.streamInput',
      payload,
    });
  }
}

/** The client has gone: its streams end at their kubelets. */
export function dropStreams(sim: Sim, client: string, watch: string): void {
  for (const [id, { arrived, kubelet }] of streams(sim).sortedEntries()) {
    const name = (arrived.replyTo.context as { readonly watch?: string } | null)?.watch;
    if (arrived.client !== client || name !== watch) continue;
    streams(sim).delete(id);
    sim.send({
      to: kubelet,
      protocol: 'http',
      verb: 'close',
      resource: 'pods/log',
      key: `${arrived.request.namespace ?? ''}/${arrived.request.name ?? ''}`,
      latency: worldSettings(sim).latencies.apiRequestMicros,
      kind: 'kubelet.streamClosed',
      payload: { id },
    });
  }
}
