import { expect, it } from 'vitest';
import { hasDisplay, parseStartOptions } from './options.ts';

it('opens Electron with files, or the browser when it is asked for', () => {
  expect(parseStartOptions(['web.yaml'])).toMatchObject({ isBrowser: false, files: ['web.yaml'] });
  expect(parseStartOptions(['--browser'])).toMatchObject({ isBrowser: true, isServeOnly: false });
  expect(parseStartOptions(['--no-open', '--port', '0'])).toMatchObject({
    isBrowser: true,
    isServeOnly: true,
    port: 0,
  });
});

it.each([['--borwser'], ['--port', 'x'], ['--port', '70000']])('refuses %s %s', (...argv) => {
  expect(() => parseStartOptions(argv)).toThrow();
});

it('needs a display on Linux only', () => {
  expect(hasDisplay({}, 'linux')).toBe(false);
  expect(hasDisplay({ DISPLAY: ':0' }, 'linux')).toBe(true);
  expect(hasDisplay({ WAYLAND_DISPLAY: 'wayland-0' }, 'linux')).toBe(true);
  expect(hasDisplay({}, 'darwin')).toBe(true);
});
