/**
 * The image of a container on its way to the node: found there, or pulled, or failing with a back-off.
 *
 * Owner: the kubelet, one instance for each pod and image (the kubelet's back-off has that key too). It sends
 * - `image.found` when the node has the image and the pull policy does not ask for more, at any time;
 * - else `image.requested` at each try of the container to start (while it fails, that shows ImagePullBackOff);
 * - `pull.granted` when it is this pull's turn (the node pulls one at a time), and its outcome: `image.pulled`, or `pull.failed` with the
 *   message and the wait from the shared back-off (10 s doubling to 300 s).
 *
 * Actions to carry out: `useImage` (the container goes on), `enqueuePull`, `pullImage` (event Pulling, CRI PullImage), `reportPulled`
 * (event Pulled), `reportFailed` (event Failed, waiting reason ErrImagePull), `reportBackOff` (event BackOff, waiting reason
 * ImagePullBackOff), `retryPull` (the wait is over: sync the pod, which asks again).
 *
 * Models: pkg/kubelet/images/image_manager.go EnsureImageExists, puller.go serialImagePuller (v1.37).
 */

import { setup } from 'xstate';
import { setupOf } from '../engine/machine-definition.ts';
import { compileMachine } from '../engine/machine-table.ts';

export interface ImagePullContext {
  readonly image: string;
  /** Failed pulls in a row. */
  readonly failures: number;
  readonly backoffMicros: number;
  /** What the registry or the runtime said last; empty after a success. */
  readonly message: string;
}

export type ImagePullEvent =
  | { readonly type: 'image.found' }
  | { readonly type: 'image.requested' }
  | { readonly type: 'pull.granted' }
  | { readonly type: 'image.pulled' }
  | { readonly type: 'pull.failed'; readonly message: string; readonly backoffMicros: number };

export type ImagePullAction = (typeof effects)[number];

type Context = ImagePullContext;
type Event = ImagePullEvent;

const effects = [
  'useImage',
  'enqueuePull',
  'pullImage',
  'reportPulled',
  'reportFailed',
  'reportBackOff',
  'retryPull',
] as const;

const implementations = {
  guards: {},
  updates: {
    countFailure: (context: Context, event: Event): Context =>
      event.type === 'pull.failed'
        ? { ...context, failures: context.failures + 1, backoffMicros: event.backoffMicros, message: event.message }
        : context,
    clearFailures: (context: Context): Context =>
      context.failures === 0 ? context : { ...context, failures: 0, backoffMicros: 0, message: '' },
  },
  delays: { backoff: (context: Context) => context.backoffMicros },
  effects,
};

/** The definition; drawn by the inspector. */
export const imagePullMachine = setup({
  types: {} as { context: Context; events: Event; input: Context },
  ...setupOf(implementations),
}).createMachine({
  id: 'imagePull',
  context: ({ input }) => input,
  initial: 'absent',
  on: { 'image.found': { target: '.present', actions: ['clearFailures', 'useImage'] } },
  states: {
    absent: { on: { 'image.requested': 'queued' } },
    queued: { entry: 'enqueuePull', on: { 'pull.granted': 'pulling' } },
    pulling: {
      entry: 'pullImage',
      on: {
        'image.pulled': { target: 'present', actions: ['clearFailures', 'reportPulled', 'useImage'] },
        'pull.failed': { target: 'failing', actions: 'countFailure' },
      },
    },
    present: { on: { 'image.requested': 'queued' } },
    failing: {
      initial: 'ErrImagePull',
      after: { backoff: { target: 'retrying', actions: 'retryPull' } },
      states: {
        ErrImagePull: { entry: 'reportFailed', on: { 'image.requested': 'ImagePullBackOff' } },
        ImagePullBackOff: { entry: 'reportBackOff', on: { 'image.requested': { actions: 'reportBackOff' } } },
      },
    },
    retrying: { on: { 'image.requested': 'queued' } },
  },
});

/** The table that the owner steps. */
export const imagePullTable = compileMachine<Context, Event, ImagePullAction>(imagePullMachine, implementations);

/** Context of an image that the pod has not asked for yet. */
export function newImagePull(image: string): ImagePullContext {
  return { image, failures: 0, backoffMicros: 0, message: '' };
}
