import { describe, expect, it } from 'vitest';
import type { Node, Pod } from '../api/types.ts';
import { compileConfiguration, defaultConfiguration, defaultSchedulerName } from './configuration.ts';
import { findNodesThatFit } from './cycle.ts';
import { newCycle } from './framework.ts';
import { dryRun } from './preemption.ts';
import type { Profile } from './profile.ts';
import { staticCluster } from './static-cluster.ts';
import type { ClusterModel } from './cluster-model.ts';

const profile = compileConfiguration(defaultConfiguration).profiles.get(defaultSchedulerName) as Profile;
const nodes: Node[] = ['a', 'b'].map((name) => ({
  metadata: { name },
  status: { allocatable: { cpu: '2', memory: '8Gi', pods: '10' } },
}));

function pod(name: string, priority: number, cpu: string, nodeName?: string): Pod {
  const containers = [{ name: 'c', image: 'x', resources: { requests: { cpu } } }];
  return {
    metadata: { name, namespace: 'default', uid: name, labels: { app: 'web' } },
    spec: { priority, containers, ...(nodeName === undefined ? {} : { nodeName }) },
  };
}

/** Victims by node, as `name/name`, and budgets that they break. */
function victims(cluster: ClusterModel, wanted: Pod): Record<string, string> {
  const cycle = newCycle(wanted, cluster);
  const { prepared, refusals } = findNodesThatFit(profile, cycle, 0);
  const { candidates } = dryRun(profile, prepared, cycle, refusals, 0, Infinity);
  return Object.fromEntries(
    candidates.map(({ nodeName, victims: all, violations }) => [
      nodeName,
      `${all.map(({ metadata }) => metadata?.name ?? '').join('/')} ${violations}`,
    ]),
  );
}

const pods = [pod('a1', 1, '1', 'a'), pod('a2', 5, '1', 'a'), pod('b1', 3, '2', 'b')];

describe('dry runs of preemption', () => {
  it('come out as they are for another priority, another request and another pod alike', () => {
    const cluster = staticCluster({ nodes, pods });
    expect(victims(cluster, pod('p', 4, '1'))).toEqual({ a: 'a1 0', b: 'b1 0' });
    expect(victims(cluster, pod('q', 4, '1'))).toEqual({ a: 'a1 0', b: 'b1 0' });
    expect(victims(cluster, pod('r', 2, '1'))).toEqual({ a: 'a1 0' });
    expect(victims(cluster, pod('s', 9, '2'))).toEqual({ a: 'a2/a1 0', b: 'b1 0' });
    expect(victims(cluster, pod('t', 4, '1'))).toEqual({ a: 'a1 0', b: 'b1 0' });
  });

  it('see pods that have come or changed', () => {
    const cluster = staticCluster({ nodes, pods });
    expect(victims(cluster, pod('p', 4, '1'))).toEqual({ a: 'a1 0', b: 'b1 0' });
    cluster.addPod('default/a1', pod('a1', 8, '1', 'a'), 'a');
    expect(victims(cluster, pod('p', 4, '1'))).toEqual({ b: 'b1 0' });
  });

  it('see budgets that have changed', () => {
    const budget = (disruptionsAllowed: number): object => ({
      metadata: { name: 'web', namespace: 'default' },
      spec: { selector: { matchLabels: { app: 'web' } } },
      status: { disruptionsAllowed },
    });
    const strict = staticCluster({ nodes, pods, podDisruptionBudgets: [budget(0)] as never });
    const lax = staticCluster({ nodes, pods, podDisruptionBudgets: [budget(9)] as never });
    lax.nodes.splice(0, 2, ...strict.nodes);
    expect(victims(strict, pod('p', 4, '1'))).toEqual({ a: 'a1 1', b: 'b1 1' });
    expect(victims(lax, pod('p', 4, '1'))).toEqual({ a: 'a1 0', b: 'b1 0' });
  });
});
