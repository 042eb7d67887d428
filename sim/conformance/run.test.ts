import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseSuite, runSuite } from './run.ts';
import type { ConformanceSuite, KnownDifference } from './types.ts';

const here = import.meta.dirname;
const readJson = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));
const { kinds } = readJson(`${here}/required.json`) as { kinds: string[] };
const { differences } = readJson(`${here}/known-differences.json`) as { differences: KnownDifference[] };
const suites = readdirSync(`${here}/vectors`)
  .filter((name) => name.endsWith('.json'))
  .sort()
  .map((name) => parseSuite(readJson(`${here}/vectors/${name}`)));

/** The part of a suite whose kinds are required. */
function requiredPart(suite: ConformanceSuite): ConformanceSuite {
  return { suite: suite.suite, cases: suite.cases.filter(({ check }) => kinds.includes(check)) };
}

describe('required conformance kinds', () => {
  for (const suite of suites.map(requiredPart).filter(({ cases }) => cases.length > 0)) {
    it(`${suite.suite}: every case passes`, () => {
      expect(runSuite(suite, { knownDifferences: differences }).failed).toEqual([]);
    });
  }

  it('each kind has at least one case', () => {
    const present = new Set(suites.flatMap(({ cases }) => cases.map(({ check }) => check)));
    expect(kinds.filter((kind) => !present.has(kind))).toEqual([]);
  });
});

describe('the runner', () => {
  const item = { name: 'a', given: { text: '1Gi' }, expect: { value: '1' }, check: 'quantity.parse' };

  it('reports expected and got of a failing case', () => {
    const { passed, failed } = runSuite({ suite: 's', cases: [item] });
    expect(passed).toBe(0);
    expect(failed).toEqual([
      {
        suite: 's',
        case: 'a',
        check: 'quantity.parse',
        expected: { value: '1' },
        got: { value: '1073741824', canonical: '1Gi' },
      },
    ]);
  });

  it('counts an unknown kind as failed', () => {
    const { failed } = runSuite({ suite: 's', cases: [{ ...item, check: 'no.such' }] });
    expect(failed[0]?.got).toEqual({ unknownCheck: 'no.such' });
  });

  it('skips a known difference', () => {
    const knownDifferences = [{ suite: 's', case: 'a', reason: 'for the test' }];
    expect(runSuite({ suite: 's', cases: [item] }, { knownDifferences })).toMatchObject({
      passed: 0,
      skipped: 1,
      failed: [],
    });
  });

  it('refuses a file that is no suite', () => {
    expect(() => runSuite({ cases: [] })).toThrow('expected an object with suite and cases');
    expect(() => runSuite({ suite: 's', cases: [{ name: 'x' }] })).toThrow('suite s, case 0: expected name');
  });
});
