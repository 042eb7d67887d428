/** Reads what was typed into the console: a few words of shell around commands. */

/** One command of a pipeline. */
export interface SimpleCommand {
  readonly words: readonly string[];
  /** Text of a here-document or here-string; null when there is none. */
  readonly stdin: string | null;
  /** File that stdin is read from; empty for none. */
  readonly inputFile: string;
  /** File that the output goes to; empty for the console. */
  readonly outputFile: string;
  readonly appends: boolean;
}

export type Connector = ';' | '&&' | '||';

/** Commands joined by `|`, run when the one before ended as `connector` asks for. */
export interface Pipeline {
  readonly connector: Connector;
  readonly commands: readonly SimpleCommand[];
}

export type ParsedLine = { readonly pipelines: readonly Pipeline[] } | { readonly error: string };

/** Ends the reading of a line with a message of the shell. */
class LineError extends Error {}

interface Mutable {
  words: string[];
  stdin: string | null;
  inputFile: string;
  outputFile: string;
  appends: boolean;
}

interface HereDocument {
  readonly command: Mutable;
  readonly end: string;
  readonly stripsTabs: boolean;
}

const wordEnd = /[\s|;&<>]/;

/**
 * Splits a line into pipelines, with quotes, `|`, `;`, `&&`, `||`, `>`, `>>`, `<`, `<<EOF`, `<<<` and comments.
 *
 * @param variables values of `$name` and `${name}`; unknown names are empty
 * Differs: a shell knows much more; command substitution and globs are not there, and a `$name` is never split into several words unless
 *   it stands alone without quotes.
 */
export function parseLine(text: string, variables: Readonly<Record<string, string>> = {}): ParsedLine {
  try {
    return { pipelines: new LineReader(text, variables).read() };
  } catch (error) {
    if (error instanceof LineError) return { error: error.message };
    throw error;
  }
}

class LineReader {
  readonly #text: string;
  readonly #variables: Readonly<Record<string, string>>;
  #at = 0;
  #pipelines: { connector: Connector; commands: Mutable[] }[] = [];
  #command: Mutable = emptyCommand();
  #commands: Mutable[] = [];
  #connector: Connector = ';';
  #hereDocuments: HereDocument[] = [];

  constructor(text: string, variables: Readonly<Record<string, string>>) {
    this.#text = text;
    this.#variables = variables;
  }

  read(): Pipeline[] {
    while (this.#at < this.#text.length) this.#token();
    if (this.#hereDocuments.length > 0) this.#takeHereDocuments();
    this.#endPipeline(';');
    return this.#pipelines;
  }

  #token(): void {
    const rest = this.#text.slice(this.#at, this.#at + 3);
    const char = rest[0] as string;
    if (char === '\n') this.#endLine();
    else if (/\s/.test(char)) this.#at += 1;
    else if (rest.startsWith('\\\n')) this.#at += 2;
    else if (char === '#') this.#skipComment();
    else if (rest.startsWith('&&') || rest.startsWith('||')) this.#operator(rest.slice(0, 2) as Connector);
    else if (char === ';') this.#operator(';');
    else if (char === '|') this.#pipe();
    else if (char === '&') throw new LineError('syntax error: background jobs are not supported');
    else if (char === '<' || char === '>') this.#redirect();
    else this.#words();
  }

  #skipComment(): void {
    const end = this.#text.indexOf('\n', this.#at);
    this.#at = end < 0 ? this.#text.length : end;
  }

  #endLine(): void {
    this.#at += 1;
    if (this.#hereDocuments.length > 0) this.#takeHereDocuments();
    this.#endPipeline(';');
  }

  #operator(connector: Connector): void {
    this.#at += connector.length;
    if (this.#commands.length === 0 && isEmpty(this.#command)) {
      throw new LineError(`syntax error near unexpected token \`${connector}'`);
    }
    this.#endPipeline(connector);
  }

  #pipe(): void {
    this.#at += 1;
    if (isEmpty(this.#command)) throw new LineError("syntax error near unexpected token `|'");
    this.#commands.push(this.#command);
    this.#command = emptyCommand();
  }

  #endPipeline(next: Connector): void {
    const hasCommand = !isEmpty(this.#command);
    if (!hasCommand && this.#commands.length > 0) throw new LineError('syntax error: unexpected end of file');
    if (hasCommand) {
      this.#pipelines.push({ connector: this.#connector, commands: [...this.#commands, this.#command] });
    }
    this.#commands = [];
    this.#command = emptyCommand();
    this.#connector = next;
  }

  #redirect(): void {
    const operator = /^(<<<|<<-|<<|<|>>|>)/.exec(this.#text.slice(this.#at, this.#at + 3))?.[0] as string;
    this.#at += operator.length;
    while (this.#text[this.#at] === ' ') this.#at += 1;
    const command = this.#command;
    if (operator === '<<' || operator === '<<-') {
      const end = this.#word().text;
      this.#hereDocuments.push({ command, end, stripsTabs: operator === '<<-' });
      return;
    }
    const { text } = this.#word();
    if (text === '') throw new LineError("syntax error near unexpected token `newline'");
    if (operator === '<<<') command.stdin = `${text}\n`;
    else if (operator === '<') command.inputFile = text;
    else {
      command.outputFile = text;
      command.appends = operator === '>>';
    }
  }

  #takeHereDocuments(): void {
    for (const { command, end, stripsTabs } of this.#hereDocuments) {
      const lines: string[] = [];
      for (;;) {
        if (this.#at >= this.#text.length) break;
        const stop = this.#text.indexOf('\n', this.#at);
        const raw = this.#text.slice(this.#at, stop < 0 ? this.#text.length : stop);
        this.#at = stop < 0 ? this.#text.length : stop + 1;
        const line = stripsTabs ? raw.replace(/^\t+/, '') : raw;
        if (line === end) break;
        lines.push(line);
      }
      command.stdin = lines.length === 0 ? '' : `${lines.join('\n')}\n`;
    }
    this.#hereDocuments = [];
  }

  /** One word, or several when a variable stands alone without quotes. */
  #words(): void {
    const { text, isQuoted, isVariable } = this.#word();
    if (isVariable && !isQuoted) this.#command.words.push(...text.split(/\s+/).filter((part) => part !== ''));
    else this.#command.words.push(text);
  }

  #word(): { text: string; isQuoted: boolean; isVariable: boolean } {
    let text = '';
    let isQuoted = false;
    let isVariable = false;
    for (;;) {
      const char = this.#text[this.#at];
      if (char === undefined || wordEnd.test(char)) break;
      if (char === "'") {
        text += this.#singleQuoted();
        isQuoted = true;
      } else if (char === '"') {
        text += this.#doubleQuoted();
        isQuoted = true;
      } else if (char === '\\') {
        const next = this.#text[this.#at + 1] ?? '';
        text += next === '\n' ? '' : next;
        this.#at += 2;
      } else if (char === '$') {
        text += this.#variable();
        isVariable = true;
      } else if (char === '`') throw new LineError('command substitution is not supported here');
      else {
        text += char;
        this.#at += 1;
      }
    }
    return { text, isQuoted, isVariable };
  }

  #singleQuoted(): string {
    const end = this.#text.indexOf("'", this.#at + 1);
    if (end < 0) throw new LineError("unexpected EOF while looking for matching `''");
    const text = this.#text.slice(this.#at + 1, end);
    this.#at = end + 1;
    return text;
  }

  #doubleQuoted(): string {
    let text = '';
    this.#at += 1;
    for (;;) {
      const char = this.#text[this.#at];
      if (char === undefined) throw new LineError('unexpected EOF while looking for matching `"\'');
      if (char === '"') break;
      if (char === '\\' && /["\\$`\n]/.test(this.#text[this.#at + 1] ?? '')) {
        const next = this.#text[this.#at + 1] as string;
        text += next === '\n' ? '' : next;
        this.#at += 2;
      } else if (char === '$') text += this.#variable();
      else {
        text += char;
        this.#at += 1;
      }
    }
    this.#at += 1;
    return text;
  }

  #variable(): string {
    const rest = this.#text.slice(this.#at + 1);
    if (rest.startsWith('(')) throw new LineError('command substitution is not supported here');
    const match = /^(?:\{(\w+)\}|([A-Za-z_]\w*))/.exec(rest);
    if (match === null) {
      this.#at += 1;
      return '$';
    }
    this.#at += 1 + match[0].length;
    const name = match[1] ?? match[2] ?? '';
    return Object.hasOwn(this.#variables, name) ? (this.#variables[name] ?? '') : '';
  }
}

function emptyCommand(): Mutable {
  return { words: [], stdin: null, inputFile: '', outputFile: '', appends: false };
}

function isEmpty(command: Mutable): boolean {
  return command.words.length === 0 && command.outputFile === '' && command.stdin === null;
}
