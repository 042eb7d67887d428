import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from './project.mjs';
import { tool } from './run-command.ts';

/** One type check: its name and its command. */
export interface TypeCheck {
  name: string;
  command: string[];
}

const cacheFolder = 'node_modules/.cache/types';

/** The type checks of the project, each with the libraries that its code may use. */
export const typeChecks: readonly TypeCheck[] = [
  typescript('sim (without DOM and Node)', 'sim/tsconfig.json'),
  typescript('sim tests', 'sim/tsconfig.test.json', 'sim'),
  typescript('worker', 'renderer/worker/tsconfig.json'),
  typescript('electron, cli, gateway', 'tsconfig.json'),
  typescript('e2e', 'e2e/tsconfig.json'),
  {
    name: 'renderer',
    command: [
      ...tool('svelte-check', 'bin/svelte-check'),
      '--tsconfig',
      'renderer/tsconfig.json',
      '--fail-on-warnings',
      '--output',
      'human',
    ],
  },
].filter((check) => check !== undefined);

function typescript(name: string, project: string, testFolder?: string): TypeCheck | undefined {
  if (testFolder !== undefined && !hasTests(testFolder)) return undefined;
  const record = `${cacheFolder}/${project.replaceAll('/', '-')}.tsbuildinfo`;
  return {
    name,
    command: [...tool('typescript', 'bin/tsc'), '-p', project, '--incremental', '--tsBuildInfoFile', record],
  };
}

function hasTests(folder: string): boolean {
  return readdirSync(join(projectRoot, folder), { recursive: true }).some((name) => String(name).endsWith('.test.ts'));
}
