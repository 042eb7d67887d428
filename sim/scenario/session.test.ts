import { describe, expect, it } from 'vitest';
import { deploymentManifest } from '../testing/user-world.ts';
import { defaultWorld } from './formats/default-world.ts';
import { readManifestFiles } from './manifests.ts';
import { openSession, sessionDocument } from './session.ts';
import { Simulation } from './simulation.ts';

function runSession(): Simulation {
  const simulation = new Simulation({ seed: 3, world: defaultWorld() });
  simulation.act({ action: 'apply', objects: [deploymentManifest('web', 2, 'nginx:1.27')] });
  simulation.run(5_000_000);
  simulation.act({ action: 'nodePower', node: 'worker-1', on: false });
  simulation.run(90_000_000);
  return simulation;
}

function withChange(change: (document: Record<string, unknown>) => void): string {
  const document = JSON.parse(JSON.stringify(sessionDocument(runSession()))) as Record<string, unknown>;
  change(document);
  return JSON.stringify(document);
}

describe('a saved session', () => {
  it('replays to the same trace hash', () => {
    const document = sessionDocument(runSession());
    const opened = openSession(JSON.stringify(document));
    if ('problems' in opened) throw new Error(JSON.stringify(opened.problems));
    opened.simulation.run(opened.document.until);
    expect(opened.simulation.engine.trace.digest()).toBe(document.traceHash);
    expect(opened.simulation.actionsDone).toBe(2);
  });

  it('says what is wrong with it, and where', () => {
    const problems = (text: string): unknown => {
      const opened = openSession(text);
      return 'problems' in opened ? opened.problems[0] : 'opened';
    };
    expect(problems('{"apiVersion": ')).toMatchObject({ line: 1, column: 16 });
    expect(problems(withChange((document) => (document['seed'] = 'x')))).toMatchObject({ path: 'seed' });
    expect(problems(withChange((document) => delete document['actions']))).toMatchObject({ path: 'actions' });
    const polluted = JSON.stringify(sessionDocument(runSession())).replace('{', '{"__proto__":{"a":1},');
    expect(problems(polluted)).toMatchObject({ message: expect.stringContaining('__proto__') as unknown });
  });
});

describe('manifests', () => {
  it('carry a world and models among the objects, checked at their lines', () => {
    const text = [
      'apiVersion: kubarium.dev/v1',
      'kind: World',
      'spec: {topology: {workers: 5}}',
      '---',
      'apiVersion: kubarium.dev/v1',
      'kind: WorkloadModel',
      'metadata: {name: slow}',
      'spec: {images: [slow], launchMicros: 5000000}',
      '---',
      'apiVersion: kubarium.dev/v1',
      'kind: World',
      'spec:',
      '  topology:',
      '    workers: many',
      '---',
      'apiVersion: v1',
      'kind: ConfigMap',
      'metadata: {name: c}',
    ].join('\n');
    const read = readManifestFiles([{ name: 'w.yaml', text }]);
    expect(read.world).toEqual({ topology: { workers: 5 } });
    expect(read.workloadModels).toEqual([{ name: 'slow', images: ['slow'], launchMicros: 5_000_000 }]);
    expect(read.objects).toHaveLength(1);
    expect(read.errors).toMatchObject([{ fileName: 'w.yaml', line: 14 }]);
  });
});
