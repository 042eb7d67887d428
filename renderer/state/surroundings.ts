import type { SessionSurroundings } from './session.svelte.ts';

/** The page as the session sees it: an animation frame where there is one, a short timer while the page is hidden. */
export function pageSurroundings(page: Window & typeof globalThis): SessionSurroundings {
  return {
    now: () => page.performance.now(),
    nextPicture: (callback) => {
      if (page.document.hidden) page.setTimeout(callback, 50);
      else page.requestAnimationFrame(() => callback());
    },
  };
}
