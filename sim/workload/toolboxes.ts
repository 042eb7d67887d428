/** Which of the programs that we have an image brings: a learner who looks for curl in busybox does not find it there either. */
import { parseImageName } from '../api/defaults/image.ts';
import type { WorkloadModelSpec } from './model.ts';
import type { ProgramSurroundings, Toolbox } from './shell/state.ts';
import { isForeignProgram } from './program.ts';

/** Names of ours that a system does not have unless somebody installs them. */
const lackedBy: Readonly<Record<Toolbox, readonly string[]>> = {
  none: [],
  busybox: ['curl', 'dig', 'host', 'getent', 'bash', 'dash', 'tini', 'dumb-init'],
  alpine: ['curl', 'dig', 'host', 'bash', 'dash', 'tini', 'dumb-init'],
  debian: [
    'wget',
    'curl',
    'nslookup',
    'dig',
    'host',
    'nc',
    'netcat',
    'ping',
    'ps',
    'ash',
    'usleep',
    'tini',
    'dumb-init',
  ],
};

/** The tools of an image. Those of an image that nobody knows have all that we have. */
export function toolboxOf(
  image: string,
  model: WorkloadModelSpec | undefined,
): Pick<ProgramSurroundings, 'toolbox' | 'lacks'> {
  const { tag } = parseImageName(image);
  if (model?.toolbox === undefined) return { toolbox: /alpine/.test(tag) ? 'alpine' : 'busybox', lacks: [] };
  const isAlpine = model.toolbox === 'debian' && /alpine/.test(tag);
  const toolbox = isAlpine ? 'alpine' : model.toolbox;
  const { tools = [] } = model;
  return { toolbox, lacks: lackedBy[toolbox].filter((name) => !tools.includes(name)) };
}

/** Parts of the shell itself: no files that could be started. */
const shellParts: ReadonlySet<string> = new Set([
  'alias',
  'break',
  'builtin',
  'cd',
  'command',
  'continue',
  'declare',
  'eval',
  'exec',
  'exit',
  'export',
  'local',
  'read',
  'readonly',
  'return',
  'set',
  'shift',
  'source',
  'trap',
  'type',
  'ulimit',
  'umask',
  'unset',
  'wait',
  '.',
  ':',
]);

/**
 * Whether a container can start a program.
 *
 * @returns why not, in the runtime's words; empty when it can
 * Models: runc libcontainer exec.LookPath.
 */
export function hasExecutable(argv: readonly string[], { toolbox, lacks }: ProgramSurroundings): string {
  const [name = ''] = argv;
  const base = name.slice(name.lastIndexOf('/') + 1);
  const isKnown = !isForeignProgram(argv) && !shellParts.has(base) && !lacks.includes(base) && toolbox !== 'none';
  const isPath = name.includes('/');
  if (isKnown && (!isPath || /^(\/usr)?(\/local)?\/s?bin\/[^/]+$/.test(name))) return '';
  const problem = isPath ? `stat ${name}: no such file or directory` : 'executable file not found in $PATH';
  return `exec: ${JSON.stringify(name)}: ${problem}`;
}
