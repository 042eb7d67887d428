import type { Model } from './model.ts';

const soonMs = 500;
const oftenMs = 20_000;

/**
 * Autosaves half a second after a change and after time stops or starts, however soon the next one follows, and now and then besides.
 *
 * To be called while a component is set up. Only the first of several failures is shown: each would be the same.
 */
export function autosave({ document, playback, session, surface }: Model): void {
  let soon: ReturnType<typeof setTimeout> | undefined;
  let hasFailed = false;

  async function save(): Promise<void> {
    soon = undefined;
    if (!session.isOpen || session.crash !== null) return;
    try {
      await document.autosave();
      hasFailed = false;
    } catch (error) {
      if (!hasFailed && session.crash === null) surface.report(error);
      hasFailed = true;
    }
  }

  $effect(() => {
    void session.changes;
    void playback.isPlaying;
    if (session.isOpen) soon ??= setTimeout(() => void save(), soonMs);
  });
  $effect(() => {
    const often = setInterval(() => void save(), oftenMs);
    return () => {
      clearInterval(often);
      clearTimeout(soon);
    };
  });
}
