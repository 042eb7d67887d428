import type { Node, Pod } from '../../sim/api/types.ts';
import { attemptToPlace } from '../../sim/scheduler/attempt.ts';
import { compileConfiguration, defaultConfiguration, defaultSchedulerName } from '../../sim/scheduler/configuration.ts';
import { withoutPod, withPod } from '../../sim/scheduler/node-info.ts';
import { staticCluster } from '../../sim/scheduler/static-cluster.ts';
import type { Measured } from './result.ts';

const [nodeCount, perNode, preemptors] = [5_000, 4, 500];

function podOf(name: string, priority: number, cpu: string, nodeName?: string): Pod {
  const containers = [{ name: 'pause', image: 'pause:3.10', resources: { requests: { cpu, memory: '500Mi' } } }];
  return {
    metadata: { name, namespace: 'default', uid: name, labels: { app: name } },
    spec: { priority, containers, ...(nodeName === undefined ? {} : { nodeName }) },
    status: { startTime: '2026-01-01T00:00:00Z' },
  };
}

/**
 * Pods for which others have to leave: nodes full of pods of less priority, each attempt with its dry runs on 500 of them.
 * Models: test/integration/scheduler_perf PreemptionAsync (v1.37).
 */
export function preemption(): Measured {
  const profile = compileConfiguration(defaultConfiguration).profiles.get(defaultSchedulerName);
  if (profile === undefined) throw new Error('bench: no default profile');
  const nodes = Array.from({ length: nodeCount }, (_, n): Node => ({
    metadata: { name: `node-${n}` },
    status: { allocatable: { cpu: '4', memory: '32Gi', pods: '110' } },
  }));
  const pods = nodes.flatMap(({ metadata }, n) =>
    Array.from({ length: perNode }, (_, k) => podOf(`low-${n}-${k}`, 0, '900m', metadata?.name)),
  );
  const cluster = staticCluster({ nodes, pods });
  const wanted = Array.from({ length: preemptors }, (_, n) => podOf(`high-${n}`, 10, '3'));
  const startedAt = performance.now();
  let preempted = 0;
  wanted.forEach((pod, n) => {
    const draw = ((n * 7919) % 10_007) / 10_007;
    const attempt = attemptToPlace(profile, pod, cluster, 0, { tie: () => draw, preemption: () => draw });
    const chosen = attempt.isPlaced ? null : (attempt.preemption?.chosen ?? null);
    if (chosen === null) return;
    let info = cluster.nodes[chosen.index];
    for (const victim of chosen.victims) {
      if (info !== undefined) info = withoutPod(info, victim);
      cluster.removePod(`default/${victim.metadata?.name ?? ''}`, chosen.nodeName);
      preempted++;
    }
    if (info !== undefined) cluster.setNodeInfo(chosen.nodeName, withPod(info, pod));
    cluster.addPod(`default/high-${n}`, pod, chosen.nodeName);
  });
  return { n: preemptors, wallMs: performance.now() - startedAt, preempted };
}
