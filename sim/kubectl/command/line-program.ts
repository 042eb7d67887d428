/** Runs a whole line of the console: pipelines one after the other, filters behind their commands, output into files. */
import { builtinOf } from './builtins.ts';
import { filterOf, freshFilter, type Filter, type FilterState } from './filters.ts';
import { fileText, type Kubectl } from './kubectl.ts';
import { CommandFailure, type Program } from './program.ts';
import { parseLine, type Pipeline, type SimpleCommand } from './shell-line.ts';
import { withFile } from './shell-state.ts';
import { kubectlProgram } from './verbs/index.ts';

/** Where a line was when it began to wait for events. Plain data. */
interface Resumption {
  readonly pipeline: number;
  readonly segment: number;
  readonly input: string | null;
  readonly filters: readonly FilterState[];
  readonly held: string;
  readonly status: number;
  readonly inner: unknown;
}

/** A command with the filters directly behind it. */
interface Segment {
  readonly command: SimpleCommand;
  readonly filters: readonly Filter[];
}

const notFound = 127;

/** The program of a line. It prints to `kubectl`, and returns the exit code of the last command. */
export function* lineProgram(kubectl: Kubectl, line: string): Program {
  const parsed = parseLine(line, kubectl.shell.variables);
  if ('error' in parsed) {
    kubectl.err(`${parsed.error}\n`);
    return 2;
  }
  const resumed = kubectl.resumed as Resumption | null;
  let status = resumed?.status ?? 0;
  for (let index = resumed?.pipeline ?? 0; index < parsed.pipelines.length; index++) {
    // Variables that an earlier command of the line has set count for later ones.
    const again = parseLine(line, kubectl.shell.variables);
    const pipeline = 'error' in again ? undefined : again.pipelines[index];
    if (pipeline === undefined) break;
    const isResumed = resumed?.pipeline === index;
    if (!isResumed && pipeline.connector === '&&' && status !== 0) continue;
    if (!isResumed && pipeline.connector === '||' && status === 0) continue;
    status = yield* runPipeline(kubectl, pipeline, index, isResumed ? resumed : null);
  }
  return status;
}

function* runPipeline(kubectl: Kubectl, pipeline: Pipeline, index: number, resumed: Resumption | null): Program {
  const made = segmentsOf(pipeline);
  if ('error' in made) {
    kubectl.err(`${made.error}\n`);
    return made.code;
  }
  const { segments } = made;
  let input = resumed?.input ?? null;
  let status = 0;
  for (let number = resumed?.segment ?? 0; number < segments.length; number++) {
    const run = new SegmentRun(kubectl, segments[number] as Segment, {
      isLast: number === segments.length - 1,
      resumed: resumed?.segment === number ? resumed : null,
      place: { pipeline: index, segment: number, status },
      input,
    });
    status = yield* run.program();
    input = run.held;
  }
  return status;
}

function segmentsOf({ commands }: Pipeline): { segments: Segment[] } | { error: string; code: number } {
  const segments: { command: SimpleCommand; filters: Filter[] }[] = [];
  for (const command of commands) {
    const filter = segments.length === 0 || command.stdin !== null ? undefined : filterOf(command.words);
    if (filter === undefined) segments.push({ command, filters: [] });
    else if ('error' in filter) return filter;
    else {
      const last = segments.at(-1) as { command: SimpleCommand; filters: Filter[] };
      last.filters.push(filter);
      last.command = { ...last.command, outputFile: command.outputFile, appends: command.appends };
    }
  }
  return { segments };
}

interface SegmentOptions {
  readonly isLast: boolean;
  readonly resumed: Resumption | null;
  readonly place: Pick<Resumption, 'pipeline' | 'segment' | 'status'>;
  readonly input: string | null;
}

/** One command at work: its output goes line by line through the filters, to the console, a file or the next command. */
class SegmentRun {
  readonly #kubectl: Kubectl;
  readonly #segment: Segment;
  readonly #options: SegmentOptions;
  #filters: FilterState[];
  #partial = '';
  #isDone = false;
  #hasWatch: boolean;
  /** Output that does not go to the console. */
  held: string;

  constructor(kubectl: Kubectl, segment: Segment, options: SegmentOptions) {
    this.#kubectl = kubectl;
    this.#segment = segment;
    this.#options = options;
    const { resumed } = options;
    this.#filters = segment.filters.map((_, index) => resumed?.filters[index] ?? freshFilter);
    this.held = resumed?.held ?? '';
    this.#hasWatch = resumed !== null;
  }

  *program(): Program {
    let status: number;
    try {
      status = yield* this.#drive();
    } catch (error) {
      if (!(error instanceof CommandFailure)) throw error;
      if (error.message !== '') this.#kubectl.err(`${error.message}\n`);
      status = error.code;
    }
    if (this.#hasWatch) yield { type: 'unwatch' };
    this.#end();
    this.#save();
    const last = this.#filters.length - 1;
    return last < 0 ? status : (this.#segment.filters[last] as Filter).status(this.#filters[last] as FilterState);
  }

  *#drive(): Program {
    const program = programOf(this.#inner(), this.#segment.command);
    if (typeof program === 'number') return program;
    let step = program.next();
    while (step.done !== true && !this.#isDone) {
      const asked = step.value;
      if (asked.type === 'watch') this.#hasWatch = true;
      const isRest = asked.type === 'next' && asked.state !== undefined;
      const answer = yield isRest ? { ...asked, state: this.#resumption(asked.state) } : asked;
      step = program.next(answer);
    }
    return step.done === true ? step.value : 0;
  }

  #resumption(inner: unknown): Resumption {
    const { place, input } = this.#options;
    return { ...place, input, filters: [...this.#filters], held: this.held, inner };
  }

  /** What the command itself sees. */
  #inner(): Kubectl {
    const outer = this.#kubectl;
    const { command } = this.#segment;
    const fromFile = command.inputFile === '' ? undefined : fileText(outer, command.inputFile);
    if (command.inputFile !== '' && fromFile === undefined) {
      throw new CommandFailure(`bash: ${command.inputFile}: No such file or directory`);
    }
    const stdin = command.stdin ?? fromFile ?? this.#options.input;
    return {
      get now() {
        return outer.now;
      },
      get shell() {
        return outer.shell;
      },
      set shell(shell) {
        outer.shell = shell;
      },
      version: outer.version,
      resources: outer.resources,
      stdin,
      resumed: this.#options.resumed?.inner ?? null,
      out: (text) => this.#write(text),
      err: (text) => outer.err(text),
      open: (opening) => outer.open(opening),
    };
  }

  #write(text: string): void {
    if (this.#filters.length === 0) {
      this.#put(text);
      return;
    }
    const lines = (this.#partial + text).split('\n');
    this.#partial = lines.pop() ?? '';
    for (const line of lines) this.#through(line, 0);
  }

  /** Sends a line through the filters from one on. */
  #through(line: string, from: number): void {
    let lines: readonly string[] = [line];
    for (let index = from; index < this.#filters.length; index++) {
      const filter = this.#segment.filters[index] as Filter;
      const next: string[] = [];
      for (const one of lines) {
        const state = this.#filters[index] as FilterState;
        if (state.isDone) break;
        const output = filter.line(state, one);
        this.#filters[index] = output.state;
        next.push(...output.lines);
      }
      if ((this.#filters[index] as FilterState).isDone) this.#isDone = true;
      lines = next;
    }
    for (const one of lines) this.#put(`${one}\n`);
  }

  /** The input has come to its end: each filter says what it has kept. */
  #end(): void {
    if (this.#partial !== '') this.#through(this.#partial, 0);
    this.#partial = '';
    this.#segment.filters.forEach((filter, index) => {
      for (const line of filter.end(this.#filters[index] as FilterState)) this.#through(line, index + 1);
    });
  }

  #put(text: string): void {
    if (this.#options.isLast && this.#segment.command.outputFile === '') this.#kubectl.out(text);
    else this.held += text;
  }

  /** Writes the output into its file. */
  #save(): void {
    const { outputFile, appends } = this.#segment.command;
    if (outputFile === '' || outputFile === '/dev/null') return;
    const kubectl = this.#kubectl;
    const before = appends ? (fileText(kubectl, outputFile) ?? '') : '';
    const saved = withFile(kubectl.shell, outputFile, before + this.held);
    if (saved === undefined) kubectl.err(`bash: ${outputFile}: file too large\n`);
    else kubectl.shell = saved;
    this.held = '';
  }
}

/** The program of one command: kubectl by any name, or one of the console's own. */
function programOf(kubectl: Kubectl, command: SimpleCommand): Program | number {
  const words = unaliased(kubectl, command.words);
  const [name = ''] = words;
  if (name === 'kubectl') return kubectlProgram(kubectl, words.slice(1));
  const builtin = builtinOf(name);
  if (builtin !== undefined) return builtin(kubectl, words.slice(1));
  throw new CommandFailure(name === '' ? '' : `bash: ${name}: command not found`, name === '' ? 0 : notFound);
}

function unaliased({ shell }: Kubectl, words: readonly string[]): readonly string[] {
  const [name = '', ...rest] = words;
  const meaning = Object.hasOwn(shell.aliases, name) ? shell.aliases[name] : undefined;
  return meaning === undefined ? words : [...meaning.split(/\s+/), ...rest];
}
