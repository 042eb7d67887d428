/** What the console remembers from one command to the next. Plain data, never changed in place. */
export interface ShellState {
  /** Namespace of the current context. */
  readonly namespace: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly aliases: Readonly<Record<string, string>>;
  /** Files that commands wrote with `>`, or that came with a command. */
  readonly files: Readonly<Record<string, string>>;
}

/** A console as it is opened. */
export const freshShell: ShellState = {
  namespace: 'default',
  variables: {},
  aliases: { k: 'kubectl' },
  files: {},
};

const filesMax = 200;
const fileTextMax = 3 * 1024 * 1024;

/** The state with a file in it; the oldest goes when there are too many. Returns undefined when the text is too long to keep. */
export function withFile(shell: ShellState, name: string, text: string): ShellState | undefined {
  if (text.length > fileTextMax) return undefined;
  const { [name]: _old, ...others } = shell.files;
  const kept = Object.entries(others).slice(-(filesMax - 1));
  return { ...shell, files: Object.fromEntries([...kept, [name, text]]) };
}
