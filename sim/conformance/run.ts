/** Runs conformance vectors through the code of the simulator. */
import { allChecks } from './checks/index.ts';
import { isJsonObject, observationMatches } from './compare.ts';
import type {
  Check,
  CheckTable,
  ConformanceCase,
  ConformanceFailure,
  ConformanceSuite,
  KnownDifference,
  SuiteResult,
} from './types.ts';

/** What a run may be given beside the vectors. */
export interface RunOptions {
  /** Further kinds of check, such as `scenario`, whose driver needs the whole simulator. */
  readonly checks?: CheckTable;
  readonly knownDifferences?: readonly KnownDifference[];
}

/** Why a parsed file is no vector file. */
export class MalformedSuite extends Error {}

function parseCase(value: unknown, where: string): ConformanceCase {
  if (!isJsonObject(value)) throw new MalformedSuite(`${where}: expected an object`);
  const { name, check, given, expect } = value;
  if (typeof name !== 'string' || typeof check !== 'string' || !isJsonObject(given) || !isJsonObject(expect)) {
    throw new MalformedSuite(`${where}: expected name, check, given and expect`);
  }
  return { name, check, given, expect };
}

/** Checks that parsed JSON has the form of a vector file; throws MalformedSuite with the place. */
export function parseSuite(value: unknown): ConformanceSuite {
  if (!isJsonObject(value) || typeof value['suite'] !== 'string' || !Array.isArray(value['cases'])) {
    throw new MalformedSuite('expected an object with suite and cases');
  }
  const suite = value['suite'];
  const cases: readonly unknown[] = value['cases'];
  return { suite, cases: cases.map((item, index) => parseCase(item, `suite ${suite}, case ${index}`)) };
}

/** An observation, or the error that the check threw, as a value to show. */
function observeSafely(check: Check, item: ConformanceCase): { readonly got: unknown; readonly isRight: boolean } {
  try {
    const got = check.observe(item.given, item.expect);
    return { got, isRight: observationMatches(check, item.expect, got) };
  } catch (error) {
    return { got: { threw: error instanceof Error ? error.message : String(error) }, isRight: false };
  }
}

/**
 * Runs one suite.
 * @param suite parsed JSON of a vector file; throws MalformedSuite when it is none.
 * @returns counts and failures. A kind of check that is not known counts as failed; known differences count as skipped.
 */
export function runSuite(suite: unknown, options: RunOptions = {}): SuiteResult {
  const { suite: name, cases } = parseSuite(suite);
  const differing = new Set(
    (options.knownDifferences ?? []).filter((known) => known.suite === name).map((known) => known.case),
  );
  const failed: ConformanceFailure[] = [];
  let passed = 0;
  let skipped = 0;
  for (const item of cases) {
    const check = options.checks?.[item.check] ?? allChecks[item.check];
    if (differing.has(item.name)) {
      skipped++;
      continue;
    }
    const { got, isRight } =
      check === undefined ? { got: { unknownCheck: item.check }, isRight: false } : observeSafely(check, item);
    if (isRight) passed++;
    else failed.push({ suite: name, case: item.name, check: item.check, expected: item.expect, got });
  }
  return { suite: name, passed, skipped, failed };
}
