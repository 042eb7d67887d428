import { describe, expect, it } from 'vitest';
import { Engine, type Sim } from '../engine/engine.ts';
import type { Node } from '../api/types.ts';
import { moveInOrder, nodeOrder } from './node-order.ts';

function node(name: string, zone = '', region = ''): Node {
  const labels = {
    ...(zone === '' ? {} : { 'topology.kubernetes.io/zone': zone }),
    ...(region === '' ? {} : { 'topology.kubernetes.io/region': region }),
  };
  return { metadata: { name, labels } };
}

function orderAfter(work: (sim: Sim) => void): readonly string[] {
  const engine = new Engine({ seed: 1, handlers: {}, freeze: true });
  engine.runAs('kube-scheduler/cp-1', work);
  return nodeOrder(engine);
}

const join = (sim: Sim, ...nodes: Node[]): void => nodes.forEach((each) => moveInOrder(sim, undefined, each));

describe('the order in which nodes are looked at', () => {
  it('takes one node of each zone in turn, until the larger zones are left', () => {
    const order = orderAfter((sim) =>
      join(sim, node('a1', 'a'), node('a2', 'a'), node('a3', 'a'), node('b1', 'b'), node('c1', 'c'), node('c2', 'c')),
    );
    expect(order).toEqual(['a1', 'b1', 'c1', 'a2', 'c2', 'a3']);
  });

  it('is that of arrival where nodes have no zone', () => {
    expect(orderAfter((sim) => join(sim, node('n2'), node('n1')))).toEqual(['n2', 'n1']);
  });

  it('keeps zones of one name in two regions apart', () => {
    const order = orderAfter((sim) => join(sim, node('x1', 'a', 'x'), node('x2', 'a', 'x'), node('y1', 'a', 'y')));
    expect(order).toEqual(['x1', 'y1', 'x2']);
  });

  it('puts a node that changes its zone at the end of the other one', () => {
    const order = orderAfter((sim) => {
      join(sim, node('a1', 'a'), node('a2', 'a'), node('b1', 'b'), node('b2', 'b'));
      moveInOrder(sim, node('a1', 'a'), node('a1', 'b'));
    });
    expect(order).toEqual(['a2', 'b1', 'b2', 'a1']);
  });

  it('forgets a zone without nodes, which comes last when it comes again', () => {
    const order = orderAfter((sim) => {
      join(sim, node('a1', 'a'), node('b1', 'b'));
      moveInOrder(sim, node('a1', 'a'), undefined);
      join(sim, node('a1', 'a'));
    });
    expect(order).toEqual(['b1', 'a1']);
  });
});
