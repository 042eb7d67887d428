import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { cruise } from 'dependency-cruiser';
import type { IConfiguration, ICruiseResult } from 'dependency-cruiser';
import { afterAll, beforeAll, expect, it } from 'vitest';

const config = createRequire(import.meta.url)('../../.dependency-cruiser.cjs') as IConfiguration;

/** Importing file, imported file, whether by type only, and the rule that it breaks; none where it is allowed. */
type Case = [from: string, to: string, kind: 'value' | 'type', rule: string | undefined];

const cases: Case[] = [
  ['sim/engine/a1.ts', 'sim/api/b.ts', 'value', 'sim-layer-engine'],
  ['sim/api/a1.ts', 'sim/etcd/b.ts', 'type', 'sim-layer-api'],
  ['sim/apiserver/a1.ts', 'sim/client/b.ts', 'value', 'sim-layer-apiserver'],
  ['sim/client/a1.ts', 'sim/controllers/b.ts', 'value', 'sim-layer-client'],
  ['sim/scheduler/a1.ts', 'sim/controllers/b.ts', 'value', 'sim-component-scheduler'],
  ['sim/kubelet/a1.ts', 'sim/runtime/b.ts', 'type', 'sim-component-kubelet'],
  ['sim/kubelet/a2.ts', 'sim/view/b.ts', 'value', 'sim-component-kubelet'],
  ['sim/runtime/a1.ts', 'sim/workload/b.ts', 'value', undefined],
  ['sim/runtime/a2.ts', 'sim/network/b.ts', 'value', 'sim-component-runtime'],
  ['sim/controllers/a1.ts', 'sim/client/b.ts', 'value', undefined],
  ['sim/scenario/a1.ts', 'sim/scheduler/b.ts', 'value', undefined],
  ['sim/engine/a2.ts', 'renderer/app/b.ts', 'value', 'sim-is-pure'],
  ['sim/protocol.ts', 'sim/view/b.ts', 'value', 'protocol-is-data'],
  ['renderer/app/a1.ts', 'sim/engine/b.ts', 'type', 'renderer-sees-the-protocol'],
  ['renderer/app/a2.ts', 'sim/view/b.ts', 'value', 'renderer-takes-types-of-view'],
  ['renderer/app/a3.ts', 'sim/view/b.ts', 'type', undefined],
  ['renderer/app/a4.ts', 'sim/protocol.ts', 'value', undefined],
  ['renderer/app/a5.ts', 'gateway/b.ts', 'value', 'renderer-is-a-web-page'],
  ['renderer/app/a6.ts', 'electron/contract.ts', 'type', 'renderer-electron-contract'],
  ['renderer/app/a7.ts', 'renderer/worker/b.ts', 'value', 'page-knows-no-worker-code'],
  ['renderer/host/a1.ts', 'electron/contract.ts', 'type', undefined],
  ['renderer/host/a2.ts', 'electron/contract.ts', 'value', 'host-takes-types-only'],
  ['renderer/host/a3.ts', 'electron/b.ts', 'type', 'host-takes-the-contract'],
  ['renderer/worker/a1.ts', 'sim/engine/b.ts', 'value', undefined],
  ['renderer/worker/a2.ts', 'renderer/app/b.ts', 'type', 'worker-knows-no-page'],
  ['renderer/components/a1.ts', 'renderer/state/b.ts', 'type', 'components-know-no-state'],
  ['electron/a1.ts', 'sim/engine/b.ts', 'value', 'electron-stands-alone'],
  ['electron/a2.ts', 'gateway/b.ts', 'value', undefined],
  ['gateway/a1.ts', 'sim/engine/b.ts', 'type', 'gateway-takes-the-protocol'],
  ['gateway/a2.ts', 'sim/protocol.ts', 'value', 'gateway-takes-types-only'],
  ['cli/a1.ts', 'renderer/app/b.ts', 'value', 'cli-knows-no-page'],
  ['cli/a2.ts', 'sim/scenario/b.ts', 'value', undefined],
  ['e2e/a1.ts', 'cli/b.ts', 'value', 'nothing-imports-cli'],
];

let folder = '';
let violations: { from: string; to: string; rule: string }[] = [];

beforeAll(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'kubarium-imports-')));
  for (const [, to] of cases) write(to, 'export const b = 1;\nexport type B = number;\n');
  for (const [from, to, kind] of cases) {
    const up = '../'.repeat(from.split('/').length - 1);
    const [what, use] = kind === 'type' ? ['type { B }', 'export type A = B;'] : ['{ b }', 'export const a = b;'];
    write(from, `import ${what} from '${up}${to}';\n${use}\n`);
  }
  write('sim/engine/node.ts', "import { readFileSync } from 'node:fs';\nexport const a = readFileSync;\n");
  write('renderer/app/node.ts', "import { readFileSync } from 'node:fs';\nexport const a = readFileSync;\n");
  write('sim/client/circle1.ts', "import { b } from './circle2.ts';\nexport const a = () => b;\n");
  write('sim/client/circle2.ts', "import { a } from './circle1.ts';\nexport const b = () => a;\n");
  const { cache: _cache, tsConfig: _tsConfig, ...options } = config.options ?? {};
  const { output } = await cruise(['sim', 'renderer', 'electron', 'gateway', 'cli', 'e2e'], {
    ...options,
    baseDir: folder,
    validate: true,
    ruleSet: { forbidden: config.forbidden ?? [] },
  });
  violations = (output as ICruiseResult).summary.violations.map(({ from, to, rule }) => ({
    from,
    to,
    rule: rule.name,
  }));
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

it.each(cases)('%s → %s by %s: %s', (from, to, _kind, rule) => {
  const broken = violations.filter((violation) => violation.from === from && violation.to === to);
  if (rule === undefined) expect(broken).toEqual([]);
  else expect(broken.map((violation) => violation.rule)).toContain(rule);
});

it('forbids Node in the simulator and in the page, and circles', () => {
  const rulesOf = (from: string): string[] => violations.filter((v) => v.from === from).map((v) => v.rule);
  expect(rulesOf('sim/engine/node.ts')).toContain('sim-no-node');
  expect(rulesOf('renderer/app/node.ts')).toContain('renderer-no-node');
  expect([...rulesOf('sim/client/circle1.ts'), ...rulesOf('sim/client/circle2.ts')]).toContain('no-circles');
});
