import { describe, expect, it } from 'vitest';
import { Engine } from '../engine/engine.ts';
import type { TraceRow } from '../engine/trace.ts';
import type { KubeObject, Pod, PodSpec, Service } from '../api/types.ts';
import { handle } from '../apiserver/server.ts';
import type { ObjectList } from '../apiserver/types.ts';
import { bootMicros, buildCluster, clusterHandlers, performAction } from '../scenario/cluster.ts';
import { defaultWorld } from '../scenario/formats/default-world.ts';
import {
  iptablesSave,
  leasesOf,
  requestRecords,
  sendAppRequest,
  serviceRulesText,
  type AppRequest,
  type RequestRecord,
} from './index.ts';
import { servicesOnNode } from './kube-proxy/node-rules.ts';
import { writtenServices } from './kube-proxy/state.ts';
import { countServiceRules } from './kube-proxy/count.ts';
import { buildServiceRules } from './kube-proxy/rules.ts';

const second = 1_000_000;

/** A cluster of three workers with pods that are bound by hand. */
class World {
  readonly engine = new Engine({ seed: 1, handlers: clusterHandlers, freeze: true, startAt: -bootMicros });

  constructor() {
    buildCluster(this.engine, defaultWorld({}));
  }

  runFor(seconds: number): void {
    this.engine.run(this.engine.now + seconds * second);
  }

  create(resource: string, body: KubeObject): void {
    this.engine.runAs('user', (sim) => {
      const response = handle(sim, { verb: 'create', resource, namespace: 'default', body });
      expect(response.code).toBe(201);
    });
  }

  pod(name: string, nodeName: string, labels: Record<string, string> = {}, spec: Partial<PodSpec> = {}): void {
    const containers = [{ name: 'c', image: 'nginx:1.27', ports: [{ containerPort: 80 }] }];
    this.create('pods', {
      kind: 'Pod',
      apiVersion: 'v1',
      metadata: { name, labels },
      spec: { containers, nodeName, ...spec },
    } as Pod);
  }

  service(name: string, spec: Service['spec'] = {}): void {
    const body: Service = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name },
      spec: { selector: { app: name }, ports: [{ port: 80 }], ...spec },
    };
    this.create('services', body);
  }

  get<T extends KubeObject>(resource: string, name: string): T {
    let found: KubeObject | undefined;
    this.engine.runAs('user', (sim) => {
      const { items } = handle(sim, { verb: 'list', resource }).body as ObjectList;
      found = items.find(({ metadata }) => metadata?.name === name);
    });
    return found as T;
  }

  /** Sends one request and gives what came of it. */
  request(request: AppRequest): RequestRecord {
    const { length } = requestRecords(this.engine);
    this.engine.runAs('user', (sim) => sendAppRequest(sim, request));
    this.runFor(20);
    const records = requestRecords(this.engine);
    expect(records).toHaveLength(length + 1);
    return records[length] as RequestRecord;
  }

  power(node: string, on: boolean): void {
    this.engine.runAs('user', (sim) => performAction(sim, { action: 'nodePower', node, on }));
  }

  rows(from: number, protocols: readonly string[]): string[] {
    const rows: TraceRow[] = [];
    for (let n = from; n < this.engine.trace.count; n++) {
      const row = this.engine.trace.row(n);
      if (row !== undefined && protocols.includes(row.protocol)) rows.push(row);
    }
    return rows.map(
      ({ from: sender, to, protocol, verb, status }) => `${protocol} ${sender} > ${to} ${verb} ${status}`,
    );
  }
}

/** Two pods of service `web` on two nodes, and a client on the third. */
function webWorld(spec: Service['spec'] = {}): World {
  const world = new World();
  world.service('web', spec);
  world.pod('web-1', 'worker-1', { app: 'web' });
  world.pod('web-2', 'worker-2', { app: 'web' });
  world.pod('client', 'worker-3');
  world.runFor(30);
  return world;
}

describe('addresses of pods', () => {
  it('are handed out in turn and used again only when the range is through', () => {
    const world = new World();
    world.pod('a', 'worker-1');
    world.runFor(20);
    const first = world.get<Pod>('pods', 'a').status?.podIP ?? '';
    expect(first).toMatch(/^10\.244\.\d+\.\d+$/);
    world.engine.runAs('user', (sim) =>
      handle(sim, { verb: 'delete', resource: 'pods', namespace: 'default', name: 'a' }),
    );
    world.runFor(60);
    expect(leasesOf(world.engine, 'worker-1').some(({ ip }) => ip === first)).toBe(false);
    world.pod('b', 'worker-1');
    world.runFor(20);
    const next = world.get<Pod>('pods', 'b').status?.podIP ?? '';
    expect(Number(next.split('.')[3])).toBe(Number(first.split('.')[3]) + 1);
  });
});

describe('kube-proxy', () => {
  it('writes chains of equal shares that read as iptables-save prints them', () => {
    const world = webWorld();
    const text = iptablesSave(world.engine, 'worker-3');
    const service = world.get<Service>('services', 'web');
    const entry = `-d ${service.spec?.clusterIP ?? ''} --dport 80 -j KUBE-SVC-LOLE4ISW44XBNF3G`;
    expect(text).toContain(`--comment "default/web cluster IP" -m tcp -p tcp ${entry}`);
    expect(text).toMatch(
      /default\/web -> 10\.244\.\d+\.\d+:80" -m statistic --mode random --probability 0\.5000000000 -j KUBE-SEP-/,
    );
    for (const line of serviceRulesText(world.engine, 'worker-3', 'default/web')) expect(text).toContain(`${line}\n`);
    expect(text.match(/-j DNAT --to-destination 10\.244\.\d+\.\d+:80/g)).toHaveLength(2);
  });

  it('counts the rules that it writes', () => {
    const world = webWorld({ type: 'NodePort', externalTrafficPolicy: 'Local', sessionAffinity: 'ClientIP' });
    writtenServices(world.engine).forEach(({ service, slices }) => {
      const node = { name: 'other', zone: '', ips: ['10.0.0.99'], podCIDR: '10.244.0.0/16' };
      const { chains, ...entries } = buildServiceRules(service, slices, node);
      const lists = [...Object.values(entries as Record<string, readonly unknown[]>), ...chains.values()];
      const written = lists.reduce((sum, rules) => sum + rules.length, 0);
      expect(countServiceRules(service, slices)).toBe(written);
    });
  });

  it('leaves a machine whose proxy is down with the rules that it had', () => {
    const world = webWorld();
    const before = iptablesSave(world.engine, 'worker-3');
    world.engine.stop('kube-proxy/worker-3');
    world.engine.runAs('user', (sim) =>
      handle(sim, { verb: 'delete', resource: 'services', namespace: 'default', name: 'web' }),
    );
    world.runFor(5);
    expect(iptablesSave(world.engine, 'worker-3')).toBe(before);
    const onOther = servicesOnNode(world.engine, 'worker-1').map(({ key }) => key);
    expect(onOther).toEqual(['default/kubernetes', 'kube-system/kube-dns']);
  });

  it('rests when nothing changes', () => {
    const world = webWorld();
    expect(world.engine.isSettled).toBe(true);
  });
});

describe('a request from a pod', () => {
  it('asks CoreDNS for the name, takes an endpoint by chance, and comes back the same way', () => {
    const world = webWorld();
    const { count } = world.engine.trace;
    const record = world.request({ from: 'pod/default/client', url: 'http://web/index.html' });
    expect(record).toMatchObject({ outcome: 'answered', status: 200, path: '/index.html', error: '' });
    expect(record.servedBy).toMatch(/^pod\/default\/web-[12]$/);
    expect(record.choices).toMatchObject([
      { node: 'worker-3', servicePort: 'default/web', choices: 2, isMasqueraded: false },
    ]);
    expect(record.steps.map(({ text }) => text).join('\n')).toMatch(
      /answered for web\.default\.svc\.cluster\.local: 10\./,
    );
    const node = record.servedBy === 'pod/default/web-1' ? 'worker-1' : 'worker-2';
    expect(world.rows(count, ['packet'])).toEqual([
      'packet pod/default/client > node/worker-3 GET 0',
      `packet node/worker-3 > node/${node} GET 0`,
      `packet node/${node} > ${record.servedBy} GET 0`,
      `packet ${record.servedBy} > node/${node} GET 200`,
      `packet node/${node} > node/worker-3 GET 200`,
      'packet node/worker-3 > pod/default/client GET 200',
    ]);
    expect(world.rows(count, ['dns'])[0]).toBe('dns pod/default/client > node/worker-3 A 0');
  });

  it('spreads over all endpoints', () => {
    const world = webWorld();
    world.engine.runAs('user', (sim) => sendAppRequest(sim, { from: 'pod/default/client', url: 'web', count: 40 }));
    world.runFor(20);
    const served = requestRecords(world.engine).map(({ servedBy }) => servedBy);
    expect(served).toHaveLength(40);
    for (const name of ['web-1', 'web-2']) {
      expect(served.filter((one) => one === `pod/default/${name}`).length).toBeGreaterThan(10);
    }
  });

  it('stays with its endpoint under session affinity', () => {
    const world = webWorld({ sessionAffinity: 'ClientIP' });
    world.engine.runAs('user', (sim) => sendAppRequest(sim, { from: 'pod/default/client', url: 'web', count: 10 }));
    world.runFor(20);
    expect(new Set(requestRecords(world.engine).map(({ servedBy }) => servedBy)).size).toBe(1);
  });

  it('fails on a name that does not exist, after the whole search list', () => {
    const world = webWorld();
    const record = world.request({ from: 'pod/default/client', url: 'nowhere' });
    expect(record).toMatchObject({ outcome: 'nameNotFound', error: 'Name or service not known', status: 0 });
    expect(record.steps).toHaveLength(4);
  });

  it('reaches the outside through CoreDNS’ upstream server', () => {
    const world = webWorld();
    const record = world.request({ from: 'pod/default/client', url: 'https://example.com/' });
    expect(record).toMatchObject({ outcome: 'answered', servedBy: 'internet', port: 443 });
  });

  it('is refused by a service without endpoints, and by a port that nobody serves', () => {
    const world = webWorld();
    world.service('empty');
    world.runFor(5);
    const rejected = world.request({ from: 'pod/default/client', url: 'empty' });
    expect(rejected).toMatchObject({ outcome: 'refused', error: 'Connection refused' });
    expect(rejected.reason).toBe('connection refused: default/empty has no endpoints');
    const ip = world.get<Pod>('pods', 'web-1').status?.podIP ?? '';
    const closed = world.request({ from: 'pod/default/client', url: `${ip}:81` });
    expect(closed.reason).toBe('connection refused: nothing listens on port 81 of pod default/web-1');
  });

  it('waits in vain for an endpoint whose node has lost its power', () => {
    const world = webWorld();
    const { podIP } = world.get<Pod>('pods', 'web-1').status ?? {};
    world.power('worker-1', false);
    world.runFor(1);
    const record = world.request({ from: 'pod/default/client', url: `http://${podIP ?? ''}/` });
    expect(record).toMatchObject({ outcome: 'timedOut', error: 'Operation timed out' });
    expect(record.reason).toBe('timed out (lost: worker-1 is down)');
    expect(record.endedAt - record.startedAt).toBe(5 * second);
  });

  it('is not sent by a pod that is not there, or has no power', () => {
    const world = webWorld();
    expect(world.request({ from: 'pod/default/nobody', url: 'web' }).outcome).toBe('notSent');
    world.power('worker-3', false);
    expect(world.request({ from: 'pod/default/client', url: 'web' }).reason).toMatch(/worker-3.*is down/);
  });
});

describe('a request from outside', () => {
  it('enters at a node port of any node', () => {
    const world = webWorld({ type: 'NodePort', ports: [{ port: 80, nodePort: 30080 }] });
    const record = world.request({ url: 'worker-3:30080' });
    expect(record).toMatchObject({ outcome: 'answered', status: 200 });
    expect(record.choices).toMatchObject([{ node: 'worker-3', isMasqueraded: true }]);
    const byName = world.request({ url: 'http://web/' });
    expect(byName.steps[0]?.text).toMatch(
      /^from outside, service default\/web is open at port 30080 of each node: worker-\d|cp-1 at/,
    );
    expect(byName.outcome).toBe('answered');
  });

  it('is dropped by a node without endpoints under policy Local', () => {
    const spec = { type: 'NodePort', externalTrafficPolicy: 'Local', ports: [{ port: 80, nodePort: 30080 }] };
    const world = webWorld(spec);
    expect(world.request({ url: 'worker-1:30080' })).toMatchObject({
      outcome: 'answered',
      servedBy: 'pod/default/web-1',
    });
    expect(world.request({ url: 'worker-3:30080' }).reason).toBe(
      'timed out (dropped: default/web has no local endpoints)',
    );
  });

  it('does not reach an address inside of the cluster', () => {
    const world = webWorld();
    const ip = world.get<Service>('services', 'web').spec?.clusterIP ?? '';
    expect(world.request({ url: ip }).reason).toContain('is an address inside of the cluster');
    expect(world.request({ url: 'web' }).outcome).toBe('nameNotFound');
  });
});

describe('a request from a node', () => {
  it('uses the node’s rules but not the cluster’s names', () => {
    const world = webWorld();
    const ip = world.get<Service>('services', 'web').spec?.clusterIP ?? '';
    const record = world.request({ from: 'node/worker-1', url: ip });
    expect(record).toMatchObject({ outcome: 'answered' });
    expect(record.choices).toMatchObject([{ node: 'worker-1', isMasqueraded: true }]);
    expect(world.request({ from: 'node/worker-1', url: 'web.default' }).outcome).toBe('nameNotFound');
  });
});
