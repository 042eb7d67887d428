import { requiredPart, type Required } from '../sim/conformance/required.ts';
import { MalformedSuite, parseSuite, runSuite } from '../sim/conformance/run.ts';
import type { ConformanceFailure, KnownDifference, SuiteResult } from '../sim/conformance/types.ts';
import knownDifferences from '../sim/conformance/known-differences.json' with { type: 'json' };
import { scenarioChecks } from '../sim/testing/scenario-checks.ts';
import { readArguments } from './arguments.ts';
import { readFile, readFiles, type TextFile } from './files.ts';
import type { Io } from './io.ts';
import { UsageError } from './usage-error.ts';

const shownFailuresMax = 200;

/**
 * `conformance FILE|DIR … [--required FILE]`: runs vector files and prints each failure and the passed of each suite.
 *
 * @returns 1 when any case failed, else 0
 */
export function conformance(args: string[], io: Io): number {
  const { values, positionals } = readArguments(args, { required: { type: 'string' } });
  if (positionals.length === 0) throw new UsageError('conformance: which files or folders?');
  const required =
    typeof values['required'] === 'string' ? (parseJson(readFile(values['required'])) as Required) : undefined;
  const results: SuiteResult[] = [];
  for (const file of readFiles(positionals, ['.json'], io)) {
    const result = runFile(file, required);
    if (result.passed + result.failed.length + result.skipped > 0) results.push(result);
  }
  return report(results, io);
}

function runFile(file: TextFile, required: Required | undefined): SuiteResult {
  try {
    const suite = parseSuite(parseJson(file));
    const known: readonly KnownDifference[] = knownDifferences.differences;
    return runSuite(required === undefined ? suite : requiredPart(suite, required), {
      checks: scenarioChecks,
      knownDifferences: known,
    });
  } catch (error) {
    if (!(error instanceof MalformedSuite)) throw error;
    throw new UsageError(`${file.name}: no vector file: ${error.message}`);
  }
}

function parseJson(file: TextFile): unknown {
  try {
    return JSON.parse(file.text);
  } catch (error) {
    throw new UsageError(`${file.name}: not JSON: ${(error as Error).message}`);
  }
}

function report(results: readonly SuiteResult[], io: Io): number {
  const failures = results.flatMap((result) => result.failed);
  for (const failure of failures.slice(0, shownFailuresMax)) io.out(`${failureText(failure)}\n`);
  if (failures.length > shownFailuresMax) io.out(`and ${failures.length - shownFailuresMax} more failures\n`);
  for (const { suite, passed, failed, skipped } of results) {
    const total = passed + failed.length + skipped;
    io.out(`${suite}: ${passed} of ${total}${skipped === 0 ? '' : ` (${skipped} skipped)`}\n`);
  }
  const sum = (count: (result: SuiteResult) => number): number =>
    results.reduce((total, result) => total + count(result), 0);
  const passed = sum((result) => result.passed);
  io.out(`${passed} passed, ${failures.length} failed, ${sum((result) => result.skipped)} skipped\n`);
  return failures.length > 0 ? 1 : 0;
}

function failureText({ suite, case: name, check, expected, got }: ConformanceFailure): string {
  return `FAILED ${suite} / ${name} (${check})\n  expected ${JSON.stringify(expected)}\n  got      ${JSON.stringify(got)}`;
}
