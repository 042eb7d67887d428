/** The few commands of a shell that the console itself carries out. */
import { fileText, filesIn, type Kubectl } from './kubectl.ts';
import { CommandFailure, sleep, type Program } from './program.ts';

type Builtin = (kubectl: Kubectl, words: readonly string[]) => Program | number;

/** The console's own command of a name, or undefined. */
export function builtinOf(name: string): Builtin | undefined {
  return Object.hasOwn(builtins, name) ? builtins[name] : undefined;
}

/** Names of all of them, for completion. */
export const builtinNames = (): string[] => Object.keys(builtins);

const builtins: Readonly<Record<string, Builtin>> = {
  echo(kubectl, words) {
    const isOpen = words[0] === '-n';
    kubectl.out(`${(isOpen ? words.slice(1) : words).join(' ')}${isOpen ? '' : '\n'}`);
    return 0;
  },
  cat(kubectl, words) {
    if (words.length === 0 || words[0] === '-') kubectl.out(kubectl.stdin ?? '');
    for (const name of words.filter((word) => word !== '-')) {
      const text = fileText(kubectl, name);
      if (text === undefined) throw new CommandFailure(`cat: ${name}: No such file or directory`);
      kubectl.out(text);
    }
    return 0;
  },
  ls(kubectl, words) {
    for (const name of filesIn(kubectl, words.find((word) => !word.startsWith('-')) ?? '')) kubectl.out(`${name}\n`);
    return 0;
  },
  rm(kubectl, words) {
    for (const name of words.filter((word) => !word.startsWith('-'))) {
      if (fileText(kubectl, name) === undefined) {
        throw new CommandFailure(`rm: cannot remove '${name}': No such file or directory`);
      }
      const { [name]: _gone, ...files } = kubectl.shell.files;
      kubectl.shell = { ...kubectl.shell, files };
    }
    return 0;
  },
  tee(kubectl, words) {
    const text = kubectl.stdin ?? '';
    const files = Object.fromEntries(words.filter((word) => !word.startsWith('-')).map((name) => [name, text]));
    kubectl.shell = { ...kubectl.shell, files: { ...kubectl.shell.files, ...files } };
    kubectl.out(text);
    return 0;
  },
  export(kubectl, words) {
    for (const word of words) {
      const [, name = '', value = ''] = /^([A-Za-z_]\w*)=([^]*)$/.exec(word) ?? [];
      if (name === '') continue;
      kubectl.shell = { ...kubectl.shell, variables: { ...kubectl.shell.variables, [name]: value } };
    }
    return 0;
  },
  alias(kubectl, words) {
    for (const word of words) {
      const [, name = '', value = ''] = /^([\w-]+)=([^]*)$/.exec(word) ?? [];
      if (name === '') continue;
      kubectl.shell = { ...kubectl.shell, aliases: { ...kubectl.shell.aliases, [name]: value } };
    }
    if (words.length > 0) return 0;
    const all = Object.entries(kubectl.shell.aliases).sort(([a], [b]) => (a < b ? -1 : 1));
    for (const [name, value] of all) kubectl.out(`alias ${name}='${value}'\n`);
    return 0;
  },
  *sleep(_kubectl, words) {
    const seconds = Number((words[0] ?? '').replace(/s$/, ''));
    if (!Number.isFinite(seconds) || seconds < 0) {
      throw new CommandFailure(`sleep: invalid time interval ‘${words[0] ?? ''}’`);
    }
    yield* sleep(Math.round(seconds * 1_000_000));
    return 0;
  },
  true() {
    return 0;
  },
  false() {
    return 1;
  },
};
