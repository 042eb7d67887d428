import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { contentSecurityPolicy, resolveContent } from './content.ts';

const root = resolve('/srv/page');

describe('resolveContent', () => {
  it('serves the page at the root, and files below it with their type', () => {
    expect(resolveContent(root, '/')).toEqual({
      path: join(root, 'index.html'),
      mediaType: 'text/html; charset=utf-8',
    });
    expect(resolveContent(root, '/assets/a%20b.js')?.path).toBe(join(root, 'assets', 'a b.js'));
    expect(resolveContent(root, '/fonts/inter.woff2')?.mediaType).toBe('font/woff2');
  });

  it.each([
    '/../secret.json',
    '/assets/../../secret.json',
    '/%2e%2e/secret.json',
    '/..%2fsecret.json',
    '/assets/%2e%2e%2f%2e%2e%2fsecret.json',
    '/..\\secret.json',
    '/%5c..%5csecret.json',
    '/C:/secret.json',
    '/a%00.js',
    '/%',
    '/%c0%ae.js',
    'index.html',
    '',
  ])('refuses a path that leaves the folder or is not well-formed: %s', (path) => {
    expect(resolveContent(root, path)).toBeUndefined();
  });

  it('refuses types that the page has no use for', () => {
    expect(resolveContent(root, '/run.exe')).toBeUndefined();
    expect(resolveContent(root, '/folder')).toBeUndefined();
  });
});

describe('contentSecurityPolicy', () => {
  it('allows scripts from the program alone', () => {
    expect(contentSecurityPolicy).toContain("default-src 'none'");
    expect(contentSecurityPolicy).toMatch(/script-src 'self'(;|$)/);
    expect(contentSecurityPolicy).not.toMatch(/unsafe-eval|https?:/);
  });
});
