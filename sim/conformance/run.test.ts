import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { scenarioChecks } from '../testing/scenario-checks.ts';
import { requiredPart, type Required } from './required.ts';
import { parseSuite, runSuite } from './run.ts';
import type { KnownDifference } from './types.ts';

const here = import.meta.dirname;
const readJson = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));
const required = readJson(`${here}/required.json`) as Required;
const { differences } = readJson(`${here}/known-differences.json`) as { differences: KnownDifference[] };
const suites = readdirSync(`${here}/vectors`)
  .filter((name) => name.endsWith('.json'))
  .sort()
  .map((name) => parseSuite(readJson(`${here}/vectors/${name}`)));

const parts = suites.map((suite) => requiredPart(suite, required)).filter(({ cases }) => cases.length > 0);

describe('required conformance cases', () => {
  for (const suite of parts) {
    it(`${suite.suite}: every case passes`, () => {
      expect(runSuite(suite, { checks: scenarioChecks, knownDifferences: differences }).failed).toEqual([]);
    });
  }

  it('are there: each kind has at least one case, each named case exists', () => {
    const present = new Set(suites.flatMap(({ cases }) => cases.map(({ check }) => check)));
    expect(required.kinds.filter((kind) => !present.has(kind))).toEqual([]);
    for (const [name, cases] of Object.entries(required.cases)) {
      const known = suites.find(({ suite }) => suite === name)?.cases.map((item) => item.name) ?? [];
      expect(cases.filter((item) => !known.includes(item))).toEqual([]);
    }
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
