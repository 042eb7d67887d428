import sprite from './icons.svg?raw';

/** Puts the icons' symbols into the page once, so that `<use href="#i-…">` finds them under any origin. */
export function insertIcons(page: Document): void {
  const parsed = new DOMParser().parseFromString(sprite, 'image/svg+xml').documentElement;
  const svg = page.importNode(parsed, true);
  svg.setAttribute('width', '0');
  svg.setAttribute('height', '0');
  svg.setAttribute('style', 'position:absolute');
  svg.setAttribute('aria-hidden', 'true');
  page.body.prepend(svg);
}
