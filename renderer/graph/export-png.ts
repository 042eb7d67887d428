import { visibleWorld } from './camera.ts';
import type { Camera } from './camera.ts';
import type { Rect } from './geometry.ts';
import { Pen } from './paint/pen.ts';
import type { Palette } from './theme.ts';

/** The stage as it is seen, and how large its picture becomes. */
export interface Shot {
  /** Size of the stage in pixels. */
  readonly w: number;
  readonly h: number;
  readonly camera: Camera;
  /** Pixels of the picture for one pixel of the stage. */
  readonly scale: number;
  /** Sentence at the top left; empty for none. */
  readonly caption: string;
  readonly captionHeight: number;
}

/** Draws both layers: the resting one in world units, the other in pixels of the stage. */
export interface ShotPainters {
  rest(pen: Pen, view: Rect): void;
  live(pen: Pen): void;
}

/** Makes a PNG of the stage; rejected when the browser cannot make one of that size. */
export async function drawPng(palette: Palette, shot: Shot, painters: ShotPainters): Promise<Blob> {
  await document.fonts.load(`19px ${palette.serif}`);
  const { w, h, camera, scale } = shot;
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(w * scale);
  canvas.height = Math.round(h * scale);
  const ctx = canvas.getContext('2d', { alpha: false });
  if (!ctx) throw new Error(`Picture of the stage: no canvas of ${canvas.width} x ${canvas.height}`);
  ctx.setTransform(camera.zoom * scale, 0, 0, camera.zoom * scale, camera.x * scale, camera.y * scale);
  painters.rest(new Pen(ctx, palette, camera.zoom, camera.zoom * scale), visibleWorld(camera, w, h));
  ctx.setTransform(scale, 0, 0, scale, 0, 0);
  const pen = new Pen(ctx, palette, 1, scale);
  painters.live(pen);
  if (shot.caption !== '') {
    pen.shape({ x: 0, y: 0, w, h: shot.captionHeight }, 0, 'desk', null);
    pen.text(24, 34, shot.caption, { size: 19, voice: 'serif', max: w - 48 });
  }
  return await new Promise((resolve, reject) => {
    canvas.toBlob(
      (blob) => (blob ? resolve(blob) : reject(new Error('Picture of the stage: the browser made none'))),
      'image/png',
    );
  });
}
