import { flushSync, mount, unmount } from 'svelte';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Element, Frame, PodElement } from '../../sim/protocol.ts';
import type { StageFeed } from '../state/feed.ts';
import StageTree from './StageTree.svelte';
import { busyCluster } from './testing/clusters.ts';

function feedOf(elements: Map<string, Element>): StageFeed & { send: (frame: Partial<Frame>) => void } {
  const listeners = new Set<(frame: Frame) => void>();
  return {
    elements,
    version: 1,
    frame: null,
    onFrame: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    clock: () => 0,
    send: (frame) => {
      for (const listener of listeners)
        listener({ reset: false, upsert: [], remove: [], ...frame } as unknown as Frame);
    },
  };
}

let mounted: Record<string, unknown> | null = null;

function show(feed: StageFeed, selection: string | null, isOpen: boolean, onselect = vi.fn()): typeof onselect {
  const props = { feed, selection, isOpen, onselect, onopenmessage: onselect };
  mounted = mount(StageTree, { target: document.body, props });
  flushSync();
  return onselect;
}

const find = (selector: string): HTMLElement => {
  const found = document.querySelector<HTMLElement>(selector);
  expect(found, selector).not.toBeNull();
  return found as HTMLElement;
};

beforeEach(() => {
  HTMLElement.prototype.scrollIntoView = () => undefined;
  vi.useFakeTimers();
});
afterEach(() => {
  if (mounted) void unmount(mounted);
  mounted = null;
  vi.useRealTimers();
});

describe('the tree for screen readers', () => {
  test('opens down to the selected element and marks it', () => {
    show(feedOf(busyCluster().elements), 'pod/web:m4t7z', true);
    const line = find('[role="treeitem"][aria-selected="true"]');
    expect(line.textContent.trim()).toMatch(/^Pod web-m4t7z, ImagePullBackOff.*, in shop$/);
    expect(line.getAttribute('aria-level')).toBe('3');
  });

  test('is walked with the arrow keys, and Enter selects', () => {
    const onselect = show(feedOf(busyCluster().elements), null, true);
    for (const key of ['ArrowDown', 'ArrowDown', 'Enter']) {
      find('[role="tree"]').dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
      flushSync();
    }
    expect(onselect).toHaveBeenCalledWith('machine/worker-1');
  });

  test('lists the messages on their way, and Enter opens one', () => {
    const { elements, flights } = busyCluster();
    const now = flights[0]?.sentAt ?? 0;
    const feed = { ...feedOf(elements), frame: { flights, now } as unknown as Frame };
    const onopenmessage = show(feed, null, true);
    for (const key of ['End', 'Enter']) {
      find('[role="tree"]').dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
      flushSync();
    }
    const flying = flights.filter((flight) => flight.sentAt <= now && now < flight.arrivesAt);
    expect(onopenmessage).toHaveBeenCalledWith(flying.at(-1)?.id);
  });

  test('says politely what has changed, once it has been quiet', () => {
    const { elements } = busyCluster();
    const feed = feedOf(elements);
    show(feed, null, false);
    const old = elements.get('pod/web:m4t7z') as PodElement;
    const fresh = { ...old, tone: 'Running' as const, reason: '' };
    elements.set(old.id, fresh);
    feed.send({ upsert: [fresh] });
    flushSync();
    expect(find('[role="status"]').textContent).toBe('');
    vi.advanceTimersByTime(1000);
    flushSync();
    expect(find('[role="status"]').textContent).toBe('Pod web-m4t7z on worker-3 is Running and ready.');
  });
});
