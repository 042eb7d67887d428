import { benches } from './benches/index.ts';
import { growthTable } from './benches/growth-table.ts';
import type { BenchResult } from './benches/result.ts';
import { readArguments } from './arguments.ts';
import type { Io } from './io.ts';
import { UsageError } from './usage-error.ts';

/**
 * `bench [NAME …] [--json]`: runs benchmarks, one line each.
 *
 * @returns 0; budgets are judged by people, since machines differ
 */
export async function bench(args: string[], io: Io): Promise<number> {
  const { values, positionals } = readArguments(args, { json: { type: 'boolean' } });
  const unknown = positionals.find((name) => !Object.hasOwn(benches, name));
  if (unknown !== undefined) {
    throw new UsageError(`bench: no benchmark "${unknown}"; known are ${Object.keys(benches).join(', ')}`);
  }
  const results: BenchResult[] = [];
  for (const name of positionals.length > 0 ? positionals : Object.keys(benches)) {
    const work = benches[name];
    if (work === undefined) continue;
    const { n, wallMs, ...figures } = await work();
    const result: BenchResult = {
      name,
      n,
      wallMs: Math.round(wallMs),
      perSecond: Math.round((n * 1000) / wallMs),
      peakRssBytes: process.resourceUsage().maxRSS * 1024,
      ...figures,
    };
    results.push(result);
    io.out(`${values['json'] === true ? JSON.stringify(result) : lineOf(result)}\n`);
  }
  const shaped = results.filter(({ shape }) => shape !== undefined);
  if (values['json'] !== true && shaped.length > 1) io.out(`\n${growthTable(shaped)}`);
  return 0;
}

function lineOf({ name, n, wallMs, perSecond, peakRssBytes, ...figures }: BenchResult): string {
  const more = Object.entries(figures).map(([figure, value]) => `${figure} ${value}`);
  const memory = `${Math.round(peakRssBytes / 1048576)} MiB`;
  return [name.padEnd(24), `${n} in ${wallMs} ms`, `${perSecond}/s`, memory, ...more].join('  ');
}
