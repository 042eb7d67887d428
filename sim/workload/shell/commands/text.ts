/** Filters: they read what is piped in, or files, and write lines. Models: busybox. Differs: the common options only. */
import { complain, linesOf, splitOptions } from './command.ts';
import type { Command, Shell } from './command.ts';

function inputOf(shell: Shell, paths: readonly string[]): string {
  if (paths.length === 0) return shell.readInput();
  return paths.map((path) => (path === '-' ? shell.readInput() : (shell.readFile(path) ?? ''))).join('');
}

function writeLines(shell: Shell, lines: readonly string[]): void {
  if (lines.length > 0) shell.write(`${lines.join('\n')}\n`);
}

const patternCharactersMax = 200;
const quantifiersMax = 3;

/** A regular expression of the user; with little repetition and none of groups, so that it cannot take forever. */
function compilePattern(pattern: string, isExtended: boolean, flags: string): RegExp | undefined {
  if (pattern.length > patternCharactersMax) return undefined;
  let source = pattern;
  if (!isExtended) {
    source = pattern.replace(
      /\\([(){}|+?])|([(){}|+?])/g,
      (_, escaped: string | undefined, plain: string | undefined) => escaped ?? `\\${plain ?? ''}`,
    );
  }
  source = source.replace(
    /\[\[:(\w+):\]\]/g,
    (_, name: string) => ({ digit: '\\d', space: '\\s', alpha: '[A-Za-z]', alnum: '[A-Za-z0-9]' })[name] ?? '.',
  );
  if (/\)[+*{]/.test(source) || (source.match(/[+*{]/g) ?? []).length > quantifiersMax) return undefined;
  try {
    return new RegExp(source, flags);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function grep(shell: Shell, args: readonly string[]): number {
  const { flags, values, rest } = splitOptions(args, 'emABC');
  const [first = '', ...others] = rest;
  const given = values.get('e');
  const pattern = given ?? first;
  const isFixed = flags.has('F');
  const source = isFixed ? pattern.replace(/\W/g, '\\$&') : pattern;
  const regex = compilePattern(
    flags.has('w') ? `\\b${source}\\b` : source,
    flags.has('E') || isFixed,
    flags.has('i') ? 'i' : '',
  );
  if (regex === undefined) return complain(shell, 'grep', `bad regex '${pattern}'`, 2);
  const lines = linesOf(inputOf(shell, given === undefined ? others : rest));
  const found = lines.filter((line) => regex.test(line) !== flags.has('v'));
  const limited = found.slice(0, values.has('m') ? Number(values.get('m')) : found.length);
  if (flags.has('c')) shell.write(`${limited.length}\n`);
  else if (flags.has('o'))
    writeLines(
      shell,
      limited.map((line) => regex.exec(line)?.[0] ?? ''),
    );
  else if (!flags.has('q')) writeLines(shell, limited);
  return limited.length > 0 ? 0 : 1;
}

function head(shell: Shell, args: readonly string[]): number {
  const dashed = args.map((arg) => (/^-\d+$/.test(arg) ? `-n${arg.slice(1)}` : arg));
  const { values, rest } = splitOptions(dashed, 'nc');
  const text = inputOf(shell, rest);
  const bytes = values.get('c');
  if (bytes !== undefined) shell.write(text.slice(0, Number(bytes) || 0));
  else writeLines(shell, linesOf(text).slice(0, Number(values.get('n') ?? '10')));
  return 0;
}

function wc(shell: Shell, args: readonly string[]): number {
  const { flags, rest } = splitOptions(args);
  const text = inputOf(shell, rest);
  const counts = { l: linesOf(text).length, w: text.split(/\s+/).filter((word) => word !== '').length, c: text.length };
  const chosen = (['l', 'w', 'c'] as const).filter((key) => flags.size === 0 || flags.has(key));
  shell.write(`${chosen.map((key) => counts[key]).join(' ')}${rest.length === 1 ? ` ${rest[0] ?? ''}` : ''}\n`);
  return 0;
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function sort(shell: Shell, args: readonly string[]): number {
  const { flags, rest } = splitOptions(args, 'kt');
  const byNumber = (a: string, b: string): number =>
    (Number.parseFloat(a) || 0) - (Number.parseFloat(b) || 0) || byText(a, b);
  let lines = linesOf(inputOf(shell, rest)).sort(flags.has('n') ? byNumber : byText);
  if (flags.has('u')) lines = [...new Set(lines)];
  writeLines(shell, flags.has('r') ? lines.reverse() : lines);
  return 0;
}

function uniq(shell: Shell, args: readonly string[]): number {
  const { flags, rest } = splitOptions(args);
  const runs: { line: string; count: number }[] = [];
  for (const line of linesOf(inputOf(shell, rest))) {
    const last = runs.at(-1);
    if (last?.line === line) last.count++;
    else runs.push({ line, count: 1 });
  }
  writeLines(
    shell,
    runs.map(({ line, count }) => (flags.has('c') ? `${String(count).padStart(7)} ${line}` : line)),
  );
  return 0;
}

function expandSet(set: string): string[] {
  const named = set
    .replaceAll('[:upper:]', 'A-Z')
    .replaceAll('[:lower:]', 'a-z')
    .replaceAll('[:digit:]', '0-9')
    .replaceAll('[:space:]', ' \t\n')
    .replaceAll('\\n', '\n')
    .replaceAll('\\t', '\t');
  const characters: string[] = [];
  for (let i = 0; i < named.length; i++) {
    const end = named.charCodeAt(i + 2);
    if (named.charAt(i + 1) === '-' && i + 2 < named.length) {
      for (let code = named.charCodeAt(i); code <= end && characters.length < 512; code++)
        characters.push(String.fromCharCode(code));
      i += 2;
    } else characters.push(named.charAt(i));
  }
  return characters;
}

function tr(shell: Shell, args: readonly string[]): number {
  const { flags, rest } = splitOptions(args);
  const from = expandSet(rest[0] ?? '');
  const to = expandSet(rest[1] ?? '');
  const isIn = (character: string): boolean => from.includes(character) !== flags.has('c');
  let text = '';
  for (const character of shell.readInput()) {
    const at = from.indexOf(character);
    const mapped = !isIn(character)
      ? character
      : flags.has('d')
        ? ''
        : flags.has('c')
          ? (to.at(-1) ?? '')
          : (to[Math.min(at, to.length - 1)] ?? character);
    if (flags.has('s') && isIn(character) && text.endsWith(mapped)) continue;
    text += mapped;
  }
  shell.write(text);
  return 0;
}

/** `1,3-5` as a test of positions from 1. */
function positions(list: string): (position: number) => boolean {
  const ranges = list.split(',').map((part) => part.split('-').map((end) => (end === '' ? undefined : Number(end))));
  return (position) =>
    ranges.some(([from, to = from], index) => {
      const isOpen = list.split(',')[index]?.endsWith('-') === true;
      return position >= (from ?? 1) && (isOpen || position <= (to ?? from ?? 1));
    });
}

function cut(shell: Shell, args: readonly string[]): number {
  const { values, rest } = splitOptions(args, 'dfcb');
  const isField = values.has('f');
  const separator = isField ? (values.get('d') ?? '\t') : '';
  const isChosen = positions(values.get('f') ?? values.get('c') ?? values.get('b') ?? '1');
  writeLines(
    shell,
    linesOf(inputOf(shell, rest)).map((line) => {
      if (isField && !line.includes(separator)) return line;
      return line
        .split(separator)
        .filter((_, index) => isChosen(index + 1))
        .join(separator);
    }),
  );
  return 0;
}

function sed(shell: Shell, args: readonly string[]): number {
  const { flags, values, rest } = splitOptions(args, 'e');
  const script = values.get('e') ?? rest[0] ?? '';
  const paths = values.has('e') ? rest : rest.slice(1);
  const match = /^s(.)((?:\\.|(?!\1).)*)\1((?:\\.|(?!\1).)*)\1([gi]*)$/s.exec(script);
  if (match === null) return complain(shell, 'sed', `unsupported command ${script}`);
  const [, , pattern = '', replacement = '', options = ''] = match;
  const regex = compilePattern(
    pattern,
    flags.has('E') || flags.has('r'),
    `${options.includes('g') ? 'g' : ''}${options.includes('i') ? 'i' : ''}`,
  );
  if (regex === undefined) return complain(shell, 'sed', `bad regex '${pattern}'`);
  const target = replacement
    .replaceAll('$', '$$$$')
    .replace(/\\(\d)/g, '$$$1')
    .replace(/(^|[^\\])&/g, '$1$$&')
    .replaceAll('\\n', '\n')
    .replace(/\\(.)/g, '$1');
  writeLines(
    shell,
    linesOf(inputOf(shell, paths)).map((line) => line.replace(regex, target)),
  );
  return 0;
}

/** `{print $1, $3}` with an optional separator, which is what scripts ask of awk. */
function awk(shell: Shell, args: readonly string[]): number {
  const { values, rest } = splitOptions(args, 'F');
  const match = /^\s*(?:\/(.*)\/)?\s*\{\s*print\s*(.*?)\s*;?\s*\}\s*$/.exec(rest[0] ?? '');
  if (match === null) return complain(shell, 'awk', 'only {print …} is understood here', 2);
  const [, filter, list = ''] = match;
  const regex = filter === undefined ? undefined : compilePattern(filter, true, '');
  const separator = values.get('F');
  const lines = linesOf(inputOf(shell, rest.slice(1))).filter((line) => regex?.test(line) !== false);
  writeLines(
    shell,
    lines.map((line) => {
      const fields = separator === undefined ? line.trim().split(/\s+/) : line.split(separator);
      const field = (name: string): string =>
        name === '0' ? line : name === 'NF' ? (fields.at(-1) ?? '') : (fields[Number(name) - 1] ?? '');
      const items = list === '' ? ['$0'] : list.split(',');
      return items
        .map((item) =>
          item
            .trim()
            .replace(/\$(NF|\d+)|"([^"]*)"|\s+/g, (_, name: string | undefined, text: string | undefined) =>
              name === undefined ? (text ?? '') : field(name),
            ),
        )
        .join(' ');
    }),
  );
  return 0;
}

function reverse(shell: Shell): number {
  writeLines(
    shell,
    linesOf(shell.readInput()).map((line) => [...line].reverse().join('')),
  );
  return 0;
}

export const textCommands: Readonly<Record<string, Command>> = {
  grep: { run: grep },
  egrep: { run: (shell, args) => grep(shell, ['-E', ...args]) },
  fgrep: { run: (shell, args) => grep(shell, ['-F', ...args]) },
  head: { run: head },
  wc: { run: wc },
  sort: { run: sort },
  uniq: { run: uniq },
  tr: { run: tr },
  cut: { run: cut },
  sed: { run: sed },
  awk: { run: awk },
  rev: { run: reverse },
  yes: {
    run: (shell, args) => {
      shell.write(`${args.join(' ') || 'y'}\n`.repeat(100));
      return 0;
    },
  },
};
