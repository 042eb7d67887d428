import { ESLint, Linter } from 'eslint';
import tseslint from 'typescript-eslint';
import { describe, expect, it } from 'vitest';
import { simRules } from './sim-rules.js';

/** Lints a piece of TypeScript by the rules of sim/ alone and returns the names of the rules it breaks. */
function brokenRules(code: string): string[] {
  const parser = tseslint.parser as Linter.Parser;
  const messages = new Linter().verify(
    code,
    [{ files: ['**/*.ts'], languageOptions: { parser, sourceType: 'module' }, rules: simRules }],
    'sim/engine/fixture.ts',
  );
  return messages.map((message) => message.ruleId ?? `syntax error: ${message.message}`);
}

describe('lint of sim/', () => {
  it.each([
    'export const now = Date.now();',
    'export const now = new Date(0);',
    'export const start = performance.now();',
    'setTimeout(() => {}, 1);',
    'setInterval(() => {}, 1);',
    'queueMicrotask(() => {});',
    'export const later = Promise.resolve(1);',
    'export const id = crypto.randomUUID();',
    'export const text = new Intl.NumberFormat().format(1);',
    'export const now = globalThis.performance;',
    'export const key = process.env.SEED;',
    'console.log(1);',
  ])('forbids what comes from the host: %s', (code) => {
    expect(brokenRules(code)).toContain('no-restricted-globals');
  });

  it.each([
    'export let at: Date;',
    'export function later(): Promise<void> { throw new Error(); }',
    'export const x = Math.random();',
    'export const x = Math.log(2);',
    'export const x = Math.pow(2, 0.5);',
    'export const x = Math["random"]();',
    'export const { random } = Math;',
    'export const m = Math;',
    'export const x = 2 ** 0.5;',
    'export let x = 2; x **= 0.5;',
    'export async function f() {}',
    'export const f = async () => {};',
    'export const f = () => import("./x.ts");',
    'export const s = (1234).toLocaleString();',
    'export const s = "a".toLocaleUpperCase();',
    'export const s = "a".localeCompare("b");',
    'export const s = "a"["localeCompare"]("b");',
  ])('forbids what differs between engines, turns or locales: %s', (code) => {
    expect(brokenRules(code)).toContain('no-restricted-syntax');
  });

  it.each([
    'export const x = Math.floor(1.5) + Math.imul(3, 5) + Math.sqrt(2);',
    'export type M = typeof Math.floor;',
    'export const big = 10n ** 9n;',
    'export const list = [3, 1].sort((a, b) => a - b);',
    'export function* walk() { yield 1; }',
    'export interface Job { schedule: { Date: string } }',
  ])('allows what is the same everywhere: %s', (code) => {
    expect(brokenRules(code)).toEqual([]);
  });

  it('holds for the simulator and not for its tests', async () => {
    const eslint = new ESLint();
    const severityOf = async (path: string): Promise<unknown> => {
      const config = (await eslint.calculateConfigForFile(path)) as { rules: Record<string, unknown[]> };
      return config.rules['no-restricted-globals']?.[0] ?? 0;
    };
    expect(await severityOf('sim/engine/clock.ts')).toBe(2);
    expect(await severityOf('sim/protocol.ts')).toBe(2);
    expect(await severityOf('sim/testing/builders.ts')).toBe(2);
    expect(await severityOf('sim/engine/clock.test.ts')).toBe(0);
    expect(await severityOf('cli/kubarium.ts')).toBe(0);
  });
});
