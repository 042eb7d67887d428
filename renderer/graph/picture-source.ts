import { readIcons } from './icons.ts';
import type { PictureSource } from './paint/scene-parts.ts';
import type { Scene } from './scene.ts';

/**
 * What the painters of the resting picture see of a scene, always as it is now.
 *
 * @param fade opacity of an element by its relation to the selection.
 */
export function pictureSource(scene: Scene, fade: (id: string) => number): PictureSource {
  return {
    get layout() {
      return scene.layout;
    },
    get level() {
      return scene.level;
    },
    icons: readIcons(),
    element: scene.element,
    podsOf: scene.podsOf,
    podRect: scene.podRect,
    tally: scene.tally,
    isMoving: scene.moves.has,
    fade,
  };
}
