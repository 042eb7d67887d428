/**
 * The way to a webhook and back: from the API server's machine over the simulated network to a pod behind the webhook's Service.
 *
 * Models: staging/src/k8s.io/apiserver/pkg/util/webhook/client.go, kube-aggregator pkg/apiserver/resolvers.go with
 * --enable-aggregator-routing, pkg/util/proxy/proxy.go ResolveEndpoint (v1.37).
 */
import type { Sim } from '../../../../engine/engine.ts';
import type { Micros } from '../../../../engine/event.ts';
import type { ConnectAnswer, ConnectCall } from '../../../../api/app-request.ts';
import { internalIPOf } from '../../../../api/node-status.ts';
import { resourceByName, type ResourceInfo } from '../../../../api/resources.ts';
import type { EndpointSlice, Node, Pod, Service } from '../../../../api/types.ts';
import { getStored, rangeStored } from '../../../../etcd/etcd.ts';
import { servicesPrefix } from '../../../service-allocator.ts';
import { storageKey } from '../../../storage-key.ts';
import { apiServerName } from '../../../wire.ts';
import type { WebhookAnswer, WebhookCall } from './call.ts';
import { answerOf, modelOf } from './model.ts';

const serviceLabel = 'kubernetes.io/service-name';
const slices = resourceByName('discovery.k8s.io', 'endpointslices') as ResourceInfo;
const pods = resourceByName('', 'pods') as ResourceInfo;
const nodes = resourceByName('', 'nodes') as ResourceInfo;

/** Goes with a call to the webhook and back. */
interface Asked {
  readonly requestId: string;
  readonly call: WebhookCall;
  /** `namespace/name` of the pod that is asked, and its `ip:port`. */
  readonly pod: string;
  readonly address: string;
  readonly sentAt: Micros;
}

/** Payload of `apiserver.webhookSaid`: what came of a call. */
export interface WebhookSaid {
  readonly requestId: string;
  readonly key: string;
  readonly answer: WebhookAnswer;
}

/** Sends a call on its way; what comes of it arrives as `apiserver.webhookSaid`. */
export function callWebhook(sim: Sim, requestId: string, call: WebhookCall): void {
  const target = resolve(sim, requestId, call);
  if ('error' in target) {
    say(sim, 0, requestId, call, { type: 'failed', error: `Post "${urlOf(call)}": ${target.error}` });
    return;
  }
  const machine = apiServerName.slice(apiServerName.indexOf('/') + 1);
  const address = `${target.ip}:${target.port}`;
  const asked: Asked = { requestId, call, pod: target.pod, address, sentAt: sim.now };
  const connect: ConnectCall = {
    podUid: '',
    namespace: '',
    pod: '',
    container: '',
    ip: addressOf(sim, machine),
    request: { type: 'http', method: 'POST', url: `https://${address}${pathOf(call)}` },
    timeoutMicros: call.timeoutSeconds * 1_000_000,
    replyTo: apiServerName,
    replyKind: 'apiserver.webhookAnswered',
    context: asked,
  };
  const { review, webhook } = call;
  sim.note({
    verb: 'WebhookCalled',
    resource: review.resource.resource,
    key: review.namespace === '' ? review.name : `${review.namespace}/${review.name}`,
    text: `webhook ${webhook} is asked, at pod ${target.pod}`,
  });
  sim.after(0, 'kernel.connect', connect, { target: `kernel/${machine}` });
}

/** Answers of webhooks' pods. */
export const webhookHandlers = {
  'apiserver.webhookAnswered': (sim: Sim, connected: ConnectAnswer): void => {
    const asked = connected.context as Asked;
    const { requestId, call, sentAt } = asked;
    const left = sentAt + call.timeoutSeconds * 1_000_000 - sim.now;
    const { answer, takes } = answerFrom(sim, asked, connected);
    if (takes >= left) {
      const error = `Post "${urlOf(call)}": context deadline exceeded`;
      say(sim, Math.max(0, left), requestId, call, { type: 'failed', error });
    } else say(sim, takes, requestId, call, answer);
  },
};

function say(sim: Sim, after: Micros, requestId: string, { key }: WebhookCall, answer: WebhookAnswer): void {
  const said: WebhookSaid = { requestId, key, answer };
  sim.after(after, 'apiserver.webhookSaid', said, { target: apiServerName });
}

function answerFrom(
  sim: Sim,
  { call, pod, address }: Asked,
  connected: ConnectAnswer,
): { readonly answer: WebhookAnswer; readonly takes: Micros } {
  const failed = (why: string): WebhookAnswer => ({ type: 'failed', error: why });
  const post = `Post "${urlOf(call)}"`;
  if (!connected.ok) return { answer: failed(`${post}: ${dialError(connected, address)}`), takes: 0 };
  const stored = getStored(sim, pods.etcdPrefix, pod)?.object as Pod | undefined;
  const model = stored === undefined ? {} : modelOf(stored);
  if ('error' in model) return { answer: failed(model.error), takes: 0 };
  // What the image's own program says to a POST does not count: the model stands in its place, once it is ready.
  const status = model.httpStatus ?? (connected.status === notReady ? notReady : 200);
  const takes = Math.max(0, Math.round((model.takesSeconds ?? 0) * 1_000_000));
  if (status >= 400) return { answer: failed(statusError(status)), takes };
  return { answer: answerOf(model, call.review), takes };
}

/** Models: client-go rest/request.go transformResponse, apimachinery api/errors NewGenericServerResponse (v1.37). */
function statusError(status: number): string {
  if (status === 404) return 'the server could not find the requested resource';
  if (status === 503) return 'the server is currently unable to handle the request';
  return 'an error on the server ("") has prevented the request from succeeding';
}

function dialError({ error }: ConnectAnswer, address: string): string {
  if (error === 'Connection refused') return `dial tcp ${address}: connect: connection refused`;
  if (error === 'Connection reset by peer') return 'EOF';
  return 'context deadline exceeded';
}

function portOf({ clientConfig }: WebhookCall): number {
  return clientConfig.service?.port ?? 443;
}

function pathOf({ clientConfig, timeoutSeconds }: WebhookCall): string {
  const path = clientConfig.service?.path ?? '/';
  return `${path.startsWith('/') ? path : `/${path}`}?timeout=${timeoutSeconds}s`;
}

/** As messages name it. */
function urlOf(call: WebhookCall): string {
  const { service, url = '' } = call.clientConfig;
  if (service === undefined) return `${url}?timeout=${call.timeoutSeconds}s`;
  return `https://${service.name}.${service.namespace}.svc:${portOf(call)}${pathOf(call)}`;
}

function addressOf(sim: Sim, machine: string): string {
  const node = getStored(sim, nodes.etcdPrefix, machine)?.object as Node | undefined;
  return node === undefined ? '' : internalIPOf(node);
}

const notReady = 503;

interface Target {
  readonly ip: string;
  readonly port: number;
  readonly pod: string;
}

/** One of the ready pods behind the webhook's Service, by chance from the seed. */
function resolve(sim: Sim, requestId: string, call: WebhookCall): Target | { readonly error: string } {
  const { service } = call.clientConfig;
  if (service === undefined) {
    const host = /^https:\/\/([^/:]+)/.exec(call.clientConfig.url ?? '')?.[1] ?? '';
    return { error: `dial tcp: lookup ${host}: no such host` };
  }
  const { namespace, name } = service;
  const stored = getStored(sim, servicesPrefix, `${namespace}/${name}`)?.object as Service | undefined;
  if (stored === undefined) return { error: `service "${name}" not found` };
  const wanted = (stored.spec?.ports ?? []).find(({ port }) => port === portOf(call));
  if (wanted === undefined) return { error: `no service port ${portOf(call)} found for service "${name}"` };
  const targets = readyTargets(sim, namespace, name, wanted.name ?? '');
  const chosen = targets[Math.floor(sim.random('webhook', requestId, 0) * targets.length)];
  return chosen ?? { error: `no endpoints available for service "${name}"` };
}

function readyTargets(sim: Sim, namespace: string, service: string, portName: string): Target[] {
  const targets: Target[] = [];
  for (const { object } of rangeStored(sim, slices.etcdPrefix)) {
    const { metadata, endpoints, ports } = object as EndpointSlice;
    if (metadata?.namespace !== namespace || metadata.labels?.[serviceLabel] !== service) continue;
    const port = (ports ?? []).find(({ name = '' }) => name === portName)?.port;
    if (port === undefined) continue;
    for (const { addresses, conditions, targetRef } of endpoints) {
      const [ip] = addresses;
      if (conditions?.ready === false || ip === undefined) continue;
      targets.push({ ip, port, pod: storageKey(pods, namespace, targetRef?.name ?? '') });
    }
  }
  return targets.sort((a, b) => (a.ip < b.ip ? -1 : 1));
}
