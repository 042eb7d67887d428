import { describe, expect, it } from 'vitest';
import { Engine } from '../engine/engine.ts';
import { handle } from '../apiserver/server.ts';
import { bootMicros, buildCluster, clusterHandlers } from '../scenario/cluster.ts';
import { defaultWorld } from '../scenario/formats/default-world.ts';
import { requestRecords, sendAppRequest } from './index.ts';

function newEngine(): Engine {
  return new Engine({ seed: 3, handlers: clusterHandlers, startAt: -bootMicros });
}

/** A service with two pods, and requests that all end otherwise. */
function begin(): Engine {
  const engine = newEngine();
  buildCluster(engine, defaultWorld({}));
  engine.runAs('user', (sim) => {
    const service = { metadata: { name: 'web' }, spec: { selector: { app: 'web' }, ports: [{ port: 80 }] } };
    handle(sim, { verb: 'create', resource: 'services', namespace: 'default', body: service });
    for (const n of [1, 2]) {
      const containers = [{ name: 'c', image: 'nginx:1.27', ports: [{ containerPort: 80 }] }];
      const metadata = { name: `web-${n}`, labels: { app: 'web' } };
      const body = { metadata, spec: { nodeName: `worker-${n}`, containers } };
      handle(sim, { verb: 'create', resource: 'pods', namespace: 'default', body });
    }
  });
  engine.run(30_000_000);
  engine.runAs('user', (sim) => {
    sendAppRequest(sim, { from: 'pod/default/web-1', url: 'web', count: 20 });
    sendAppRequest(sim, { from: 'pod/default/web-1', url: 'nowhere' });
    sendAppRequest(sim, { from: 'node/worker-3', url: '10.244.200.2' });
    sendAppRequest(sim, { url: '10.96.0.10:53' });
  });
  return engine;
}

describe('the network', () => {
  it('goes on the same after it was saved and restored after every 97th event', () => {
    const straight = begin();
    straight.run(50_000_000);
    let engine = begin();
    let events = 0;
    while (engine.now < 50_000_000 && engine.nextAt !== undefined && engine.nextAt <= 50_000_000) {
      engine.step();
      if (++events % 97 !== 0) continue;
      const data = JSON.parse(JSON.stringify(engine.toData())) as ReturnType<Engine['toData']>;
      engine = newEngine();
      engine.fromData(data);
    }
    expect(engine.trace.digest()).toBe(straight.trace.digest());
    expect(requestRecords(engine)).toEqual(requestRecords(straight));
    expect(requestRecords(engine)).toHaveLength(23);
  });
});
