import type { ResourceInfo } from '../../api/resources.ts';
import type { Micros } from '../../api/time.ts';
import type { ShellState } from './shell-state.ts';

/** What the page is asked to open: the editor with a text, or the panel for requests. */
export type Opening =
  | { readonly what: 'editor'; readonly name: string; readonly text: string }
  | { readonly what: 'request'; readonly resource: string; readonly key: string; readonly port: number };

/** What a program sees of the console and of the world around it. */
export interface Kubectl {
  /** Present instant in micros since 1970. */
  readonly now: Micros;
  /** Kubernetes version of the cluster, with its `v`. */
  readonly version: string;
  readonly resources: readonly ResourceInfo[];
  readonly stdin: string | null;
  /** What a program that waited for events kept, when it is taken up again; null at first. */
  readonly resumed: unknown;
  shell: ShellState;
  out(text: string): void;
  err(text: string): void;
  open(opening: Opening): void;
}

/** The text of a file of the session, or undefined. */
export function fileText(kubectl: Kubectl, name: string): string | undefined {
  const { files } = kubectl.shell;
  const plain = name.replace(/^\.\//, '');
  if (Object.hasOwn(files, plain)) return files[plain];
  return undefined;
}

/** Names of the session's files in a folder, or of that name, sorted. */
export function filesIn(kubectl: Kubectl, folder: string): string[] {
  const prefix = folder.replace(/^\.\/?/, '').replace(/\/$/, '');
  const names = Object.keys(kubectl.shell.files).sort();
  return prefix === '' ? names : names.filter((name) => name.startsWith(`${prefix}/`));
}
