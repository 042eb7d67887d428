import { describe, expect, it } from 'vitest';
import { Driven } from '../testing/drive.ts';
import { imagePullTable, newImagePull } from './image-pull.machine.ts';

const failed = { type: 'pull.failed', message: 'not found', backoffMicros: 10_000_000 } as const;

describe('an image pull', () => {
  it('shows ErrImagePull once, then ImagePullBackOff, then pulls again when the back-off is over', () => {
    const pull = new Driven(imagePullTable, newImagePull('nginx:nope'));
    pull.send({ type: 'image.requested' }, { type: 'pull.granted' });
    expect(pull.send(failed)).toBe('failing.ErrImagePull');
    expect(pull.send({ type: 'image.requested' })).toBe('failing.ImagePullBackOff');
    expect([...pull.timers.values()]).toEqual([10_000_000]);
    pull.takeActions();
    expect(pull.fire()).toBe('retrying');
    expect(pull.send({ type: 'image.requested' }, { type: 'pull.granted' })).toBe('pulling');
    expect(pull.takeActions()).toEqual(['retryPull', 'enqueuePull', 'pullImage']);
    expect(pull.send({ type: 'image.pulled' })).toBe('present');
    expect(pull.state.context).toEqual(newImagePull('nginx:nope'));
  });

  it('takes an image that another pod has pulled meanwhile', () => {
    const pull = new Driven(imagePullTable, newImagePull('nginx'));
    expect(pull.send({ type: 'image.requested' }, { type: 'image.found' })).toBe('present');
    expect(pull.takeActions()).toEqual(['enqueuePull', 'useImage']);
  });
});
