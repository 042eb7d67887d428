import { describe, expect, it } from 'vitest';
import { clusterWith, deployment, Picture, pod } from './testing/cluster.ts';

const seconds = 1_000_000;
const web = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'default', name: 'web' } as const;

describe('captions', () => {
  it('speak of an empty cluster and of one that runs', () => {
    const simulation = clusterWith([]);
    const picture = new Picture(simulation);
    expect(picture.look().caption).toBe('Nothing is here yet.');
    simulation.act({ action: 'apply', objects: [deployment('web', 2)] });
    simulation.run(60 * seconds);
    expect(picture.look().caption).toBe('Everything runs and is still.');
  });

  it('tell each step while it can be followed', () => {
    const simulation = clusterWith([deployment('web', 1)]);
    const picture = new Picture(simulation);
    const told = new Set<string>();
    for (let at = 0; at < 3 * seconds; at += 400) {
      simulation.run(at);
      told.add(picture.look().caption.replace(/web-\S+?([.,]? |\.$)/g, 'POD$1'));
    }
    expect([...told]).toEqual(
      expect.arrayContaining([
        'kubectl asks whether Deployment web exists.',
        'kubectl sends Deployment web to the API server.',
        'The Deployment controller makes a ReplicaSet for the pod template of web.',
        'The scheduler hears of POD, a pod without a node.',
        expect.stringMatching(/^The scheduler chose worker-\d for POD\.$/),
        expect.stringMatching(/^containerd on worker-\d starts a container of POD\.$/),
      ]),
    );
  });

  it('tell how far an update has come when time runs fast', () => {
    const simulation = clusterWith([deployment('web', 6)]);
    const picture = new Picture(simulation);
    simulation.run(20 * seconds);
    picture.look('whole');
    simulation.act({ action: 'setImage', image: 'nginx:1.28', ...web });
    const told = new Set<string>();
    for (let at = simulation.now; at < 40 * seconds; at += 100_000) {
      simulation.run(at);
      told.add(picture.look('whole').caption);
    }
    expect([...told].some((text) => /^Updating web to 1\.28: (none|two|three) of six replaced\.$/.test(text))).toBe(
      true,
    );
  });

  it('name what keeps a still cluster from being well', () => {
    const simulation = clusterWith([pod('big', { image: 'nginx', resources: { requests: { cpu: '64' } } })]);
    simulation.run(60 * seconds);
    expect(new Picture(simulation).look().caption).toBe('Everything is still, but pod big fits on no node.');
  });
});
