import { describe, expect, it } from 'vitest';
import { flakyOfPlaywright, sumOf, tallyOfConformance, tallyOfPlaywright, tallyOfVitest } from './tally.ts';
import type { PlaywrightSuite } from './tally.ts';

describe('tallies', () => {
  it('sum up', () => {
    expect(sumOf([])).toEqual({ passed: 0, failed: 0 });
    expect(
      sumOf([
        { passed: 2, failed: 1 },
        { passed: 3, failed: 0 },
      ]),
    ).toEqual({ passed: 5, failed: 1 });
  });

  it('count a test file that could not be loaded as a failure', () => {
    const report = {
      numPassedTests: 4,
      numFailedTests: 1,
      testResults: [
        { status: 'failed', assertionResults: [] },
        { status: 'failed', assertionResults: [{}] },
        { status: 'passed', assertionResults: [{}] },
      ],
    };
    expect(tallyOfVitest(report, false)).toEqual({ passed: 4, failed: 2 });
  });

  it('count a bad end without a failed test as a failure', () => {
    expect(tallyOfVitest({ numPassedTests: 4, numFailedTests: 0, testResults: [] }, false).failed).toBe(1);
    expect(tallyOfVitest(undefined, true).failed).toBe(1);
    expect(tallyOfPlaywright(undefined, true).failed).toBe(1);
    const stats = { expected: 3, unexpected: 0, flaky: 0, skipped: 1 };
    expect(tallyOfPlaywright({ stats, suites: [] }, false)).toEqual({ passed: 3, failed: 1 });
  });

  it('count a flaky journey as passed, leave skipped ones out, and name the flaky', () => {
    const spec = (title: string, status: string): PlaywrightSuite['specs'][number] => ({
      title,
      file: 'journeys/01-start.spec.ts',
      tests: [{ status }],
    });
    const report = {
      stats: { expected: 3, unexpected: 1, flaky: 2, skipped: 2 },
      suites: [
        { specs: [spec('a', 'expected'), spec('b', 'flaky')], suites: [{ specs: [spec('c', 'flaky')] }] },
        { specs: [spec('d', 'unexpected'), spec('e', 'skipped')] },
      ],
    };
    expect(tallyOfPlaywright(report, false)).toEqual({ passed: 5, failed: 1 });
    expect(flakyOfPlaywright(report.suites)).toEqual(['journeys/01-start.spec.ts: b', 'journeys/01-start.spec.ts: c']);
  });

  it('read the last line of the conformance run', () => {
    expect(tallyOfConformance('a: 1 of 2\n10 passed, 2 failed, 3 skipped\n', false)).toEqual({ passed: 10, failed: 2 });
    expect(tallyOfConformance('10 passed, 0 failed, 0 skipped', true)).toEqual({ passed: 10, failed: 0 });
    expect(tallyOfConformance('usage: …', false)).toEqual({ passed: 0, failed: 1 });
    expect(tallyOfConformance('', true)).toEqual({ passed: 0, failed: 1 });
  });
});
