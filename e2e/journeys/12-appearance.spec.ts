import type { Page } from '@playwright/test';
import { expect, test } from '../fixtures/app.ts';

/** Themes, small windows, large letters, calm motion. */

for (const theme of ['Light', 'Dark', 'High contrast']) {
  test(`${theme}: chosen once, remembered, and readable`, async ({ app, page }) => {
    await app.openEmpty();
    await page.getByRole('button', { name: /^Theme/ }).click();
    await page.getByRole('menuitemradio', { name: theme }).click();
    const name = theme === 'High contrast' ? 'contrast' : theme.toLowerCase();
    await expect(page.locator('html')).toHaveAttribute('data-theme', name);
    await app.reload();
    await expect(page.locator('html')).toHaveAttribute('data-theme', name);
    expect(await contrastOf(page, 'h1')).toBeGreaterThan(name === 'contrast' ? 10 : 4.5);
  });
}

test('the system’s dark theme is followed', async ({ app, page }) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  await app.visit();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await page.emulateMedia({ colorScheme: 'light' });
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light');
});

for (const { width, height } of [
  { width: 1024, height: 700 },
  { width: 1600, height: 1000 },
]) {
  test(`at ${width} × ${height} nothing scrolls sideways and no control is cut off`, async ({ app, page }) => {
    await page.setViewportSize({ width, height });
    await app.visit();
    await expect.poll(() => cutOff(page)).toEqual([]);
    await page.setViewportSize({ width: 1440, height: 900 });
    await app.openSettledApp();
    await page.setViewportSize({ width, height });
    await expect.poll(() => cutOff(page)).toEqual([]);
    if (width === 1600) await expect.poll(() => areaOf(page)).toBeGreaterThan(0.595 * width * height);
    await app.find('web deployment', /^web.*Deployment/);
    await expect(app.inspector.getByRole('button', { name: 'Scale' })).toBeVisible();
    await expect.poll(() => cutOff(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.keyboard.press('n');
    await expect(app.editor).toBeVisible();
    await expect.poll(() => cutOff(page)).toEqual([]);
    const play = await app.placeOf(app.deck.getByRole('button', { name: 'Play', exact: true }));
    const tab = await app.placeOf(app.deck.getByRole('tab', { name: 'Timeline' }));
    expect(Math.abs(play.y - tab.y)).toBeLessThan(10);
  });
}

test('letters twice as large still fit', async ({ app, page }) => {
  await app.openEmpty();
  await page.keyboard.press('ControlOrMeta+,');
  await page.getByRole('dialog', { name: 'Settings' }).getByText('200 %').click();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog', { name: 'Settings' })).toBeHidden();
  const excess = (): Promise<number> => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  await expect.poll(excess).toBeLessThanOrEqual(0);
  await expect(page.getByRole('button', { name: 'Run a first app' })).toBeVisible();
});

test('reduced motion lights the wires instead, and the cluster runs as before', async ({ app, page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await app.openExample('Web server');
  await expect(page.locator('html')).toHaveAttribute('data-motion', 'reduced');
  await app.setFactor(1000);
  await app.settle();
  await expect(app.listed('web 3/3 ready')).toBeVisible();
});

/** Pixels that the stage has. */
async function areaOf(page: Page): Promise<number> {
  const stage = await page.getByRole('group', { name: 'The cluster, drawn' }).boundingBox();
  return (stage?.width ?? 0) * (stage?.height ?? 0);
}

/** Names of controls that reach out of the window or out of a parent that cannot be scrolled, and the page when it scrolls sideways. */
function cutOff(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const names: string[] = [];
    if (document.documentElement.scrollWidth > window.innerWidth) names.push('the page scrolls sideways');
    for (const control of document.querySelectorAll<HTMLElement>(
      'button, input, select, [role="tab"], [role="slider"]',
    )) {
      const box = control.getBoundingClientRect();
      const isHidden = box.width < 2 || box.height < 2 || control.closest('[aria-hidden="true"], .twin') !== null;
      if (isHidden || !control.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
      const name = control.getAttribute('aria-label') ?? control.innerText;
      if (box.left < -1 || box.right > window.innerWidth + 1) names.push(name);
      for (let parent = control.parentElement; parent !== null; parent = parent.parentElement) {
        const { overflowX, overflowY } = getComputedStyle(parent);
        const frame = parent.getBoundingClientRect();
        if (overflowX === 'hidden' && (box.left < frame.left - 2 || box.right > frame.right + 2))
          names.push(`${name} (sideways)`);
        if (overflowY === 'hidden' && (box.top < frame.top - 2 || box.bottom > frame.bottom + 2))
          names.push(`${name} (upright)`);
        if (overflowX !== 'visible') break;
      }
    }
    return names;
  });
}

/** Contrast of an element's text against the nearest painted background, as WCAG counts it. */
function contrastOf(page: Page, selector: string): Promise<number> {
  return page.locator(selector).evaluate((element) => {
    const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
    const luminance = (colour: string): number => {
      if (canvas === null) return 0;
      canvas.clearRect(0, 0, 1, 1);
      canvas.fillStyle = colour;
      canvas.fillRect(0, 0, 1, 1);
      const [r = 0, g = 0, b = 0] = [...canvas.getImageData(0, 0, 1, 1).data].map((value) => {
        const share = value / 255;
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    let behind: Element | null = element;
    while (behind !== null && /rgba\(0, 0, 0, 0\)|transparent/.test(getComputedStyle(behind).backgroundColor)) {
      behind = behind.parentElement;
    }
    const text = luminance(getComputedStyle(element).color);
    const ground = luminance(behind === null ? 'white' : getComputedStyle(behind).backgroundColor);
    return (Math.max(text, ground) + 0.05) / (Math.min(text, ground) + 0.05);
  });
}
