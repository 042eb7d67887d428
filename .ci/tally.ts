/** How many checks passed and failed. */
export interface Tally {
  passed: number;
  failed: number;
}

/** A check that is one of its own: lint, a type check, the build. */
export function oneCheck(isOk: boolean): Tally {
  return isOk ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/** The sum of several. */
export function sumOf(tallies: readonly Tally[]): Tally {
  return tallies.reduce((sum, { passed, failed }) => ({ passed: sum.passed + passed, failed: sum.failed + failed }), {
    passed: 0,
    failed: 0,
  });
}

/** The part of Vitest's JSON report that is counted. */
export interface VitestReport {
  numPassedTests: number;
  numFailedTests: number;
  testResults: { status: string; assertionResults: unknown[] }[];
}

/**
 * @param report Vitest's JSON report; undefined when it wrote none.
 * @param isOk Whether Vitest itself ended well.
 * @returns Each test once; a file that could not be loaded and an error outside of every test count as failures too.
 */
export function tallyOfVitest(report: VitestReport | undefined, isOk: boolean): Tally {
  if (report === undefined) return oneCheck(false);
  const unloaded = report.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0);
  return withExit({ passed: report.numPassedTests, failed: report.numFailedTests + unloaded.length }, isOk);
}

/** The part of Playwright's JSON report that is counted. */
export interface PlaywrightReport {
  stats: { expected: number; unexpected: number; flaky: number; skipped: number };
  suites: readonly PlaywrightSuite[];
}

/** A file, or a group of tests in it. */
export interface PlaywrightSuite {
  specs: readonly { title: string; file: string; tests: readonly { status: string }[] }[];
  suites?: readonly PlaywrightSuite[];
}

/**
 * @param report Playwright's JSON report; undefined when it wrote none.
 * @param isOk Whether Playwright itself ended well.
 * @returns Each test once. Skipped tests count as neither; a flaky one failed and then passed when it was tried again, so it passed.
 */
export function tallyOfPlaywright(report: PlaywrightReport | undefined, isOk: boolean): Tally {
  if (report === undefined) return oneCheck(false);
  const { expected, unexpected, flaky } = report.stats;
  return withExit({ passed: expected + flaky, failed: unexpected }, isOk);
}

/** File and title of each test that passed only when it was tried again. */
export function flakyOfPlaywright(suites: readonly PlaywrightSuite[]): string[] {
  return suites.flatMap((suite) => [
    ...suite.specs
      .filter((spec) => spec.tests.some((test) => test.status === 'flaky'))
      .map((spec) => `${spec.file}: ${spec.title}`),
    ...flakyOfPlaywright(suite.suites ?? []),
  ]);
}

/**
 * @param output What `kubarium conformance` printed; its last line sums up.
 * @param isOk Whether it ended well.
 */
export function tallyOfConformance(output: string, isOk: boolean): Tally {
  const sum = /^(\d+) passed, (\d+) failed(?:, \d+ skipped)?$/.exec(output.trimEnd().split('\n').at(-1) ?? '');
  if (sum === null) return oneCheck(false);
  return withExit({ passed: Number(sum[1]), failed: Number(sum[2]) }, isOk);
}

/** A tool that ended badly though it counted no failure has failed all the same. */
function withExit(tally: Tally, isOk: boolean): Tally {
  return !isOk && tally.failed === 0 ? { passed: tally.passed, failed: 1 } : tally;
}
