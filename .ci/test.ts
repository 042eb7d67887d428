/** `npm test`: everything that can be checked, each thing once; the last line says how many passed and failed. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { findElectron } from '../electron/start/electron-binary.ts';
import { hasDisplay } from '../electron/start/options.ts';
import { ensureBrowser } from './browser.ts';
import { inPairs } from './in-pairs.ts';
import { projectRoot } from './project.mjs';
import { runCommand, tool } from './run-command.ts';
import type { CommandResult } from './run-command.ts';
import { flakyOfPlaywright, oneCheck, sumOf, tallyOfConformance, tallyOfPlaywright, tallyOfVitest } from './tally.ts';
import type { PlaywrightReport, Tally, VitestReport } from './tally.ts';
import { typeChecks } from './type-projects.ts';

const reports = join(projectRoot, 'test-results');
const lines: string[] = [];
const tallies: Tally[] = [];

rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });
const missingBrowser = await ensureBrowser();
await runStaticChecks();
await runUnitTests();
await runConformance();
await runBuild();
await runJourneys();

const { passed, failed } = sumOf(tallies);
process.stdout.write(`\n${lines.join('\n')}\n\n`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
process.stdout.write(`${passed} passed, ${failed} failed\n`);

async function runStaticChecks(): Promise<void> {
  heading('Static checks');
  const folders = ['electron', 'renderer', 'sim', 'cli', 'gateway', 'e2e'].filter((folder) =>
    existsSync(join(projectRoot, folder)),
  );
  const checks = [
    { name: 'lint', command: [...tool('eslint', 'bin/eslint.js'), '--max-warnings', '0', '.'] },
    ...typeChecks.map((check) => ({ ...check, name: `types: ${check.name}` })),
    { name: 'format', command: [...tool('prettier', 'bin/prettier.cjs'), '--check', '--log-level', 'warn', '.'] },
    { name: 'dead code', command: [...tool('knip', 'bin/knip.js'), '--no-progress'] },
    {
      name: 'imports',
      command: [
        ...tool('dependency-cruiser', 'bin/dependency-cruise.mjs'),
        '--config',
        '.dependency-cruiser.cjs',
        ...folders,
      ],
    },
  ];
  await inPairs(checks, async ({ name, command }) => {
    const result = await runCommand(command);
    if (!result.isOk) process.stdout.write(`\n${result.output.trimEnd()}\n\n`);
    note(name, oneCheck(result.isOk), result);
  });
}

async function runUnitTests(): Promise<void> {
  heading('Unit tests');
  const report = join(reports, 'vitest.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const result = await runCommand([...tool('vitest', 'vitest.mjs'), 'run', ...reporters], { isLive: true });
  note('unit tests', tallyOfVitest(readReport<VitestReport>(report), result.isOk), result);
}

async function runConformance(): Promise<void> {
  if (!existsSync(join(projectRoot, 'sim', 'conformance'))) return;
  heading('Conformance');
  const script = (
    JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as { scripts: { conformance: string } }
  ).scripts.conformance;
  const result = await runCommand(script.split(' '), { isLive: true });
  note('conformance', tallyOfConformance(result.output, result.isOk), result);
}

async function runBuild(): Promise<void> {
  heading('Build');
  const result = await runCommand(['node', '.ci/run-ts.mjs', '.ci/build.ts'], { isLive: true });
  note('build', oneCheck(result.isOk), result);
}

async function runJourneys(): Promise<void> {
  heading('End-to-end');
  if (!hasSpecs()) return;
  if (missingBrowser !== undefined) {
    process.stdout.write(`${missingBrowser}\n`);
    note('end-to-end', oneCheck(false));
    return;
  }
  const report = join(reports, 'playwright.json');
  const command = [...tool('@playwright/test', 'cli.js'), 'test', '--config', 'e2e/playwright.config.ts'];
  const result = await runCommand([...virtualDisplay(), ...command, '--reporter=list,json'], {
    isLive: true,
    environment: { PLAYWRIGHT_JSON_OUTPUT_FILE: report },
  });
  const counted = readReport<PlaywrightReport>(report);
  const { skipped = 0, flaky = 0 } = counted?.stats ?? {};
  note('end-to-end', tallyOfPlaywright(counted, result.isOk), result, { skipped, flaky });
  for (const name of flakyOfPlaywright(counted?.suites ?? [])) lines.push(`     flaky: ${name}`);
}

/** Electron needs a display; where there is none, a virtual one. The browser needs none. */
function virtualDisplay(): string[] {
  const hasElectron = findElectron(join(projectRoot, 'node_modules', 'electron'), process.env) !== undefined;
  if (!hasElectron || hasDisplay(process.env, process.platform) || !existsSync('/usr/bin/xvfb-run')) return [];
  return ['xvfb-run', '-a'];
}

function hasSpecs(): boolean {
  return readdirSync(join(projectRoot, 'e2e'), { recursive: true }).some((name) => String(name).endsWith('.spec.ts'));
}

function readReport<Report>(path: string): Report | undefined {
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Report) : undefined;
}

function heading(text: string): void {
  process.stdout.write(`\n── ${text} ${'─'.repeat(Math.max(0, 70 - text.length))}\n`);
}

/** Adds to the sum and to the summary; prints static checks as they end. */
function note(name: string, tally: Tally, result?: CommandResult, aside: Record<string, number> = {}): void {
  tallies.push(tally);
  const counts = tally.passed + tally.failed > 1 ? `${tally.passed} passed, ${tally.failed} failed` : '';
  const extra = Object.entries(aside).flatMap(([word, count]) => (count > 0 ? `, ${count} ${word}` : []));
  const time = result === undefined ? '' : `${result.seconds.toFixed(1)} s`;
  const line =
    `${tally.failed === 0 ? 'ok  ' : 'FAIL'} ${name.padEnd(40)} ${time.padStart(8)}  ${counts}${extra.join('')}`.trimEnd();
  lines.push(line);
  process.stdout.write(`${line}\n`);
}
