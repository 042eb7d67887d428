import { describe, expect, it } from 'vitest';
import { containerMachine } from '../kubelet/container.machine.ts';
import { imagePullMachine } from '../kubelet/image-pull.machine.ts';
import { stateChart } from './charts.ts';

describe('stateChart', () => {
  it('draws a short way to the present as the past', () => {
    const chart = stateChart(imagePullMachine, 'Image', 'failing.ImagePullBackOff');
    expect(chart.visited).toEqual(['absent', 'queued', 'pulling', 'failing.ErrImagePull']);
    expect(chart.lastTransition).toMatchObject({ from: 'failing.ErrImagePull', to: 'failing.ImagePullBackOff' });
  });

  it('goes by way of what is known to have been', () => {
    expect(stateChart(imagePullMachine, 'Image', 'present').visited).not.toContain('pulling');
    expect(stateChart(imagePullMachine, 'Image', 'present', ['pulling']).visited).toContain('pulling');
    const via = ['waiting.ContainerCreating', 'running.notReady'];
    const { visited } = stateChart(containerMachine, 'Container', 'running.ready', via);
    expect(visited).toEqual(expect.arrayContaining(['none', 'waiting.ContainerCreating', 'running.notReady']));
    expect(visited).not.toContain('waiting.PodInitializing');
  });

  it('has no past at the beginning', () => {
    const chart = stateChart(imagePullMachine, 'Image', 'absent');
    expect(chart.visited).toEqual([]);
    expect(chart.lastTransition).toBeNull();
  });
});
