import sprite from '../theme/icons.svg?raw';

/** An icon as paths on a grid of 24. */
export interface IconPaths {
  readonly lines: Path2D;
  readonly dots: Path2D;
}

/** The icons of the design by name, ready for a canvas. */
export type IconSet = ReadonlyMap<string, IconPaths>;

/** Reads the sprite that the rest of the interface uses, so that there is one drawing of each icon. */
export function readIcons(): IconSet {
  const icons = new Map<string, IconPaths>();
  const document = new DOMParser().parseFromString(sprite, 'image/svg+xml');
  for (const symbol of document.querySelectorAll('symbol')) {
    const lines = new Path2D();
    const dots = new Path2D();
    for (const shape of symbol.children) addShape(shape.classList.contains('f') ? dots : lines, shape);
    icons.set(symbol.id.replace(/^i-/, ''), { lines, dots });
  }
  return icons;
}

function addShape(path: Path2D, shape: globalThis.Element): void {
  const value = (name: string): number => Number(shape.getAttribute(name) ?? 0);
  switch (shape.tagName) {
    case 'path':
      path.addPath(new Path2D(shape.getAttribute('d') ?? ''));
      return;
    case 'rect':
      path.roundRect(value('x'), value('y'), value('width'), value('height'), value('rx'));
      return;
    case 'circle':
      path.moveTo(value('cx') + value('r'), value('cy'));
      path.arc(value('cx'), value('cy'), value('r'), 0, Math.PI * 2);
      return;
    case 'ellipse':
      path.moveTo(value('cx') + value('rx'), value('cy'));
      path.ellipse(value('cx'), value('cy'), value('rx'), value('ry'), 0, 0, Math.PI * 2);
      return;
    default:
      throw new Error(`Icon: expected path, rect, circle or ellipse, got ${shape.tagName}`);
  }
}
