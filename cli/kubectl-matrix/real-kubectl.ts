/** The kubectl of this machine, for tests against a gateway. */
import { execFile, execFileSync } from 'node:child_process';
import { consoleWords } from './words.ts';

/** Oldest version that speaks to a pod by WebSocket without being told to. */
const minorMin = 30;

/** A kubectl, or why there is none to test with. */
export type FoundKubectl = { readonly program: string; readonly minor: number } | { readonly missing: string };

/** Looks for a kubectl: the one that `KUBARIUM_KUBECTL` names, or else the one on the PATH. */
export function findKubectl(): FoundKubectl {
  const program = process.env['KUBARIUM_KUBECTL'] ?? 'kubectl';
  try {
    const text = execFileSync(program, ['version', '--client', '-o', 'json'], { encoding: 'utf8', stdio: 'pipe' });
    const { clientVersion } = JSON.parse(text) as { clientVersion: { major: string; minor: string } };
    const minor = Number.parseInt(clientVersion.minor, 10);
    if (clientVersion.major === '1' && minor >= minorMin) return { program, minor };
    return { missing: `${program} is ${clientVersion.major}.${clientVersion.minor}; 1.${minorMin} or newer is needed` };
  } catch (error) {
    return { missing: `no ${program} to run: ${error instanceof Error ? (error.message.split('\n')[0] ?? '') : ''}` };
  }
}

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface Surroundings {
  readonly program: string;
  readonly kubeconfig: string;
  /** Folder to work in, and to keep caches in. */
  readonly folder: string;
}

const patienceMs = 25_000;

/** Runs kubectl with the words of a line, and nothing but a kubeconfig from around it. */
export function runKubectl({ program, kubeconfig, folder }: Surroundings, line: string, input = ''): Promise<Ran> {
  const env = {
    PATH: process.env['PATH'],
    HOME: folder,
    KUBECONFIG: kubeconfig,
    EDITOR: "sed -i -e 's/^  replicas: 2$/  replicas: 3/'",
  };
  return new Promise((resolve) => {
    const child = execFile(program, consoleWords(line), { env, cwd: folder, timeout: patienceMs }, (error, out, err) =>
      resolve({ code: error === null ? 0 : Number(error.code ?? 124), out, err }),
    );
    child.stdin?.end(input);
  });
}
