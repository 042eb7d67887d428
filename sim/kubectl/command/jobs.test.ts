import { describe, expect, it } from 'vitest';
import { defaultWorld } from '../../scenario/formats/default-world.ts';
import type { TimedAction } from '../../scenario/formats/types.ts';
import { Simulation } from '../../scenario/simulation.ts';
import { consoleOutput } from './jobs.ts';

const line = (at: number, text: string): TimedAction => ({
  at: at * 1_000_000,
  action: { action: 'kubectl', line: text },
});
const pod = 'apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: c, image: nginx}]}\n';

const actions: readonly TimedAction[] = [
  line(1, 'kubectl get pods -w | grep -v kube'),
  line(2, `kubectl apply -f - <<EOF\n${pod}EOF\nkubectl get pod p -o yaml > p.yaml`),
  line(10, 'kubectl label pod p a=b && kubectl delete -f p.yaml && kubectl get pods || echo none'),
  { at: 60_000_000, action: { action: 'interrupt', job: '1000000' } },
];

const simulationOf = (): Simulation =>
  new Simulation({
    seed: 3,
    world: defaultWorld({ topology: { workers: 1 } }),
    actions,
    keepsPast: false,
    freeze: true,
  });

function told({ engine }: Simulation): string {
  const output = consoleOutput(engine, 0).chunks.map(({ job, stream, text }) => `${job} ${stream} ${text}`);
  return `${engine.trace.digest()}\n${output.join('')}`;
}

describe('lines of the console', () => {
  it('go on from a saved state as if nothing had been: same text, same trace', () => {
    const plain = simulationOf();
    plain.run(70_000_000);
    const saved = simulationOf();
    let events = 0;
    while (saved.run(70_000_000, () => ++events % 97 === 0) === 'stopped') {
      saved.engine.fromData(
        JSON.parse(JSON.stringify(saved.engine.toData())) as ReturnType<typeof saved.engine.toData>,
      );
    }
    expect(told(saved)).toBe(told(plain));
    expect(told(plain)).toContain('pod/p created');
    expect(told(plain)).toContain('Terminating');
    expect(told(plain)).toContain('1000000 exit 130');
  });

  it('leave no watch behind', () => {
    const simulation = simulationOf();
    simulation.run(70_000_000);
    const watchers = simulation.engine.store.multimap<{ component: string }>('apiserver/watchers');
    const mine: string[] = [];
    watchers.forEach('/registry/pods', ({ component }) => mine.push(component));
    expect(mine).not.toContain('user');
  });
});
