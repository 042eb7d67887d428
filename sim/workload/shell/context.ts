/**
 * What a running program can reach: its output, input, files, variables and frames. It lives for one step: it starts from
 * a state, works on copies, and gives the next state.
 */
import { fnv32a } from '../../api/fnv.ts';
import type { Shell } from './commands/command.ts';
import { framesMax, outputCharactersMax } from './state.ts';
import type { Effect, Files, Frame, OutputPiece, ShellState, StepInput, Surroundings } from './state.ts';
import { resolvePath, sharedKey, withFile, withoutFile } from './variables.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** A command read input that has not come: it runs again when more has. */
export class NeedsInput extends Error {}

/** What the end of input is on a terminal. */
const endOfInput = '\u0004';

export abstract class ShellContext implements Shell {
  readonly input: StepInput;
  readonly state: Mutable<ShellState>;
  shared: Files;
  effect: Effect | null = null;
  protected pieces: OutputPiece[] = [];
  #written = 0;

  constructor(state: ShellState, input: StepInput) {
    this.state = { ...state };
    this.input = input;
    this.shared = input.shared;
  }

  // ------------------------------------------------------------------------------------------------ what commands see

  get status(): number {
    return this.state.status;
  }
  get directory(): string {
    return this.state.directory;
  }
  set directory(path: string) {
    this.state.directory = path;
  }

  write(text: string, fd = 1): void {
    let stream = fd;
    for (let i = this.state.frames.length - 1; i >= 0; i--) {
      const frame = this.state.frames[i];
      if (frame?.kind === 'redirect') {
        const path = frame.outputs[stream];
        if (path !== undefined) {
          if (path !== '') this.writeFile(path, text, true);
          return;
        }
        stream = frame.copies[stream] ?? stream;
      } else if (frame?.kind === 'capture' && stream === 1) {
        const kept = (frame.text + text).slice(0, outputCharactersMax);
        this.replaceFrame(i, { ...frame, text: kept });
        return;
      }
    }
    this.#emit(text, stream === 2 ? 2 : 1);
  }

  #emit(text: string, stream: OutputPiece['stream']): void {
    const room = outputCharactersMax - this.#written;
    if (room < 0 || text === '') return;
    this.#written += text.length;
    const kept = text.length <= room ? text : `${text.slice(0, room)}\n[output cut]\n`;
    const last = this.pieces.at(-1);
    if (last?.stream === stream) this.pieces[this.pieces.length - 1] = { stream, text: last.text + kept };
    else this.pieces.push({ stream, text: kept });
  }

  readInput(): string {
    for (let i = this.state.frames.length - 1; i >= 0; i--) {
      const frame = this.state.frames[i];
      if (frame?.kind === 'redirect' && frame.input !== null) return frame.input;
      if (frame?.kind === 'input') return frame.text;
    }
    return this.#liveInput();
  }

  /** All that comes over standard input up to its end. */
  #liveInput(): string {
    const { stdin } = this.state;
    if (stdin === undefined) return '';
    const end = stdin.isTerminal ? stdin.text.indexOf(endOfInput) : -1;
    if (end < 0 && stdin.isOpen) throw new NeedsInput();
    this.state.stdin = { ...stdin, text: end < 0 ? '' : stdin.text.slice(end + 1) };
    return end < 0 ? stdin.text : stdin.text.slice(0, end);
  }

  get isTerminal(): boolean {
    const goesElsewhere = this.state.frames.some(
      (frame) => frame.kind === 'capture' || (frame.kind === 'redirect' && frame.outputs[1] !== undefined),
    );
    return this.state.stdin?.isTerminal === true && !goesElsewhere;
  }

  get readsLive(): boolean {
    const { stdin, frames } = this.state;
    const isGiven = frames.some(
      (frame) => frame.kind === 'input' || (frame.kind === 'redirect' && frame.input !== null),
    );
    return stdin !== undefined && !isGiven;
  }

  takeInput(): { readonly text: string; readonly isEnd: boolean } {
    const { stdin } = this.state;
    if (stdin === undefined) return { text: '', isEnd: true };
    const end = stdin.isTerminal ? stdin.text.indexOf(endOfInput) : -1;
    this.state.stdin = { ...stdin, text: end < 0 ? '' : stdin.text.slice(end + 1) };
    return end < 0 ? { text: stdin.text, isEnd: !stdin.isOpen } : { text: stdin.text.slice(0, end), isEnd: true };
  }

  /** Takes a line off standard input: null at its end, undefined when it has not come. */
  takeLiveLine(): string | null | undefined {
    const { stdin } = this.state;
    if (stdin === undefined) return null;
    const ends = [stdin.text.indexOf('\n'), stdin.isTerminal ? stdin.text.indexOf(endOfInput) : -1];
    const end = ends.filter((at) => at >= 0).sort((a, b) => a - b)[0] ?? -1;
    if (end < 0) {
      if (stdin.isOpen) return undefined;
      this.state.stdin = { ...stdin, text: '' };
      return stdin.text === '' ? null : stdin.text;
    }
    this.state.stdin = { ...stdin, text: stdin.text.slice(end + 1) };
    return stdin.text[end] === endOfInput && end === 0 ? null : stdin.text.slice(0, end);
  }

  /** Takes one line off the input; null when there is none. */
  readLine(): string | null {
    for (let i = this.state.frames.length - 1; i >= 0; i--) {
      const frame = this.state.frames[i];
      const text = frame?.kind === 'redirect' ? frame.input : frame?.kind === 'input' ? frame.text : null;
      if (text === null || frame === undefined) continue;
      if (text === '') return null;
      const end = text.indexOf('\n');
      const rest = end < 0 ? '' : text.slice(end + 1);
      if (frame.kind === 'redirect') this.replaceFrame(i, { ...frame, input: rest });
      else this.replaceFrame(i, { kind: 'input', text: rest });
      return end < 0 ? text : text.slice(0, end);
    }
    const line = this.takeLiveLine();
    if (line === undefined) throw new NeedsInput();
    return line;
  }

  #content(path: string): { text: string; dropped: number } | undefined {
    const absolute = resolvePath(this.state.directory, path);
    const key = sharedKey(this.input.mounts, absolute);
    return key === null ? this.state.files[absolute] : this.shared[key];
  }

  readFile(path: string): string | undefined {
    if (path === '/dev/null') return '';
    if (path === '/dev/stdin') return this.readInput();
    if (path === '/etc/hostname') return `${this.input.hostname}\n`;
    if (path.endsWith('/')) return undefined;
    const { given } = this.input;
    const absolute = given === undefined ? '' : resolvePath(this.state.directory, path);
    return given !== undefined && Object.hasOwn(given, absolute) ? given[absolute] : this.#content(path)?.text;
  }

  fileLength(path: string): number {
    const content = this.#content(path);
    return content === undefined ? 0 : content.text.length + content.dropped;
  }

  writeFile(path: string, text: string, isAppended: boolean): void {
    if (path === '/dev/stdout' || path === '/proc/1/fd/1' || path === '/dev/stderr' || path === '/proc/1/fd/2') {
      this.#emit(text, path === '/dev/stderr' || path === '/proc/1/fd/2' ? 2 : 1);
      return;
    }
    if (path.startsWith('/dev/')) return;
    const absolute = resolvePath(this.state.directory, path);
    const key = sharedKey(this.input.mounts, absolute);
    if (key === null) this.state.files = withFile(this.state.files, absolute, text, isAppended);
    else this.shared = withFile(this.shared, key, text, isAppended);
  }

  removeFile(path: string): void {
    const absolute = resolvePath(this.state.directory, path);
    const key = sharedKey(this.input.mounts, absolute);
    if (key === null) this.state.files = withoutFile(this.state.files, absolute);
    else this.shared = withoutFile(this.shared, key);
  }

  listFiles(directory: string): string[] {
    const absolute = resolvePath(this.state.directory, directory).replace(/\/$/, '');
    const key = sharedKey(this.input.mounts, absolute === '' ? '/' : absolute);
    const prefix = key === null ? `${absolute}/` : key.endsWith(':') ? key : `${key}/`;
    const names = Object.keys(key === null ? this.state.files : this.shared).filter((name) => name.startsWith(prefix));
    const given = Object.keys(this.input.given ?? {}).filter((path) => path.startsWith(`${absolute}/`));
    const all = [
      ...names.map((name) => name.slice(prefix.length)),
      ...given.map((path) => path.slice(absolute.length + 1)),
    ];
    return [...new Set(all)].filter((name) => name !== '').sort();
  }

  isDirectory(path: string): boolean {
    const absolute = resolvePath(this.state.directory, path).replace(/\/$/, '');
    if (
      absolute === '' ||
      ['/tmp', '/etc', '/var', '/usr', '/bin', '/home', '/root', '/dev', '/proc', '/run', '/opt'].includes(absolute)
    )
      return true;
    return (
      Object.hasOwn(this.input.mounts, absolute) ||
      Object.hasOwn(this.state.files, `${absolute}/`) ||
      this.listFiles(absolute).length > 0
    );
  }

  variable(name: string): string | undefined {
    if (name === '?') return String(this.state.status);
    if (name === '#') return String(this.state.args.length);
    if (name === '@' || name === '*') return this.state.args.join(' ');
    if (name === '$') return '1';
    if (name === '!') return String(this.state.nextPid - 1);
    if (name === '-') return this.state.options.errexit ? 'e' : '';
    if (name === '0') return 'sh';
    if (/^[1-9]\d*$/.test(name)) return this.state.args[Number(name) - 1];
    if (name === 'RANDOM') return String(this.draw(32_768));
    if (name === 'PWD') return this.state.directory;
    return Object.hasOwn(this.state.variables, name) ? this.state.variables[name] : undefined;
  }

  setVariable(name: string, value: string): void {
    this.state.variables = { ...this.state.variables, [name]: value };
  }

  unsetVariable(name: string): void {
    const { [name]: _removed, ...rest } = this.state.variables;
    this.state.variables = rest;
  }

  exportVariable(name: string): void {
    if (!this.state.exported.includes(name)) this.state.exported = [...this.state.exported, name];
  }

  environment(): [string, string][] {
    const names = this.state.exported.filter((name) => Object.hasOwn(this.state.variables, name));
    return [...names].sort().map((name) => [name, this.state.variables[name] ?? '']);
  }

  draw(bound: number): number {
    return fnv32a(`${this.input.hostname}/${this.state.draws++}`) % bound;
  }

  // --------------------------------------------------------------------------------------------------------- frames

  protected replaceFrame(index: number, frame: Frame): void {
    this.state.frames = this.state.frames.map((old, at) => (at === index ? frame : old));
  }

  push(frame: Frame): void {
    if (this.state.frames.length >= framesMax) {
      this.write('sh: too many nested commands\n', 2);
      this.end(2);
    } else this.state.frames = [...this.state.frames, frame];
  }

  pop(): Frame | undefined {
    const frame = this.state.frames.at(-1);
    this.state.frames = this.state.frames.slice(0, -1);
    return frame;
  }

  /** Drops frames above the last one that fits, or above all. Returns its index, -1 for none. */
  unwindTo(fits: (frame: Frame) => boolean): number {
    const index = this.state.frames.findLastIndex(fits);
    if (index >= 0) this.state.frames = this.state.frames.slice(0, index + 1);
    return index;
  }

  /** Runs a text in the place of the next instructions; what comes after goes on then. */
  runText(text: string, kind: 'eval' | 'trap' | 'shell'): void {
    const { script, pc, status } = this.state;
    const outer = kind === 'shell' ? this.surroundings() : null;
    this.push({ kind: 'script', script, pc, trapStatus: kind === 'trap' ? status : null, outer });
    this.state.script = text;
    this.state.pc = 0;
  }

  protected surroundings(): Surroundings {
    const { variables, directory, args } = this.state;
    return { variables, directory, args };
  }

  /** `exit`: of the innermost subshell, or of the program. */
  exit(code: number): void {
    this.state.status = code;
    const isSubshell = (frame: Frame): boolean =>
      frame.kind === 'scope' || (frame.kind === 'script' && frame.outer !== null);
    const frame = this.state.frames[this.unwindTo(isSubshell)];
    if (frame?.kind === 'scope') {
      this.state.script = frame.script;
      this.state.pc = frame.endPc;
      return;
    }
    if (frame?.kind === 'script') {
      this.pop();
      Object.assign(this.state, { script: frame.script, pc: frame.pc, ...frame.outer });
      return;
    }
    const handler = this.state.traps['EXIT'];
    if (handler !== undefined && handler !== '') {
      const { EXIT: _done, ...traps } = this.state.traps;
      this.state.traps = traps;
      this.state.frames = [];
      this.state.script = `${handler}\nexit ${code}`;
      this.state.pc = 0;
    } else this.end(code);
  }

  /** Ends the whole program. */
  end(code: number): void {
    this.state.status = code & 255;
    this.state.exitCode = code & 255;
    this.state.frames = [];
    this.effect = { kind: 'exit', code: code & 255 };
  }
}
