import { describe, expect, it } from 'vitest';
import { parseLine, type SimpleCommand } from './shell-line.ts';

function commands(text: string, variables?: Record<string, string>): readonly SimpleCommand[] {
  const parsed = parseLine(text, variables);
  if ('error' in parsed) throw new Error(parsed.error);
  return parsed.pipelines.flatMap((pipeline) => pipeline.commands);
}
const words = (text: string, variables?: Record<string, string>): (readonly string[])[] =>
  commands(text, variables).map((command) => command.words);
const error = (text: string): string => {
  const parsed = parseLine(text);
  return 'error' in parsed ? parsed.error : '';
};

describe('parseLine', () => {
  it('splits at blanks, and keeps what stands in quotes together', () => {
    expect(words(`a  'b c' "d \\"e\\"" f\\ g h'i'j`)).toEqual([['a', 'b c', 'd "e"', 'f g', 'hij']]);
  });

  it('knows pipes, and what joins commands', () => {
    const parsed = parseLine('a | b -x && c || d; e');
    const joined =
      'pipelines' in parsed ? parsed.pipelines.map(({ connector, commands: all }) => [connector, all.length]) : [];
    expect(joined).toEqual([
      [';', 2],
      ['&&', 1],
      ['||', 1],
      [';', 1],
    ]);
  });

  it('reads here-documents and here-strings into the input', () => {
    const [first, second] = commands('cat <<EOF | k apply -f -\na: 1\n b: $x\nEOF\nk get pods');
    expect(first?.stdin).toBe('a: 1\n b: $x\n');
    expect(second?.words).toEqual(['k', 'apply', '-f', '-']);
    expect(commands('cat <<< "x y"')[0]?.stdin).toBe('x y\n');
  });

  it('sends output to files', () => {
    expect(commands('a > f')[0]).toMatchObject({ words: ['a'], outputFile: 'f', appends: false });
    expect(commands('a >>f')[0]).toMatchObject({ outputFile: 'f', appends: true });
    expect(commands('a < f')[0]).toMatchObject({ inputFile: 'f' });
  });

  it('puts variables in, as several words where they stand alone', () => {
    expect(words('k run x $do "$do" ${do}', { do: '-o yaml' })).toEqual([
      ['k', 'run', 'x', '-o', 'yaml', '-o yaml', '-o', 'yaml'],
    ]);
    expect(words("echo '$do' a$", { do: 'x' })).toEqual([['echo', '$do', 'a$']]);
  });

  it('goes on over a backslash at the end of a line, and leaves comments out', () => {
    expect(words('k get \\\n  pods # all of them\nk version')).toEqual([
      ['k', 'get', 'pods'],
      ['k', 'version'],
    ]);
  });

  it('says what it cannot read', () => {
    expect(error(`a 'b`)).toBe("unexpected EOF while looking for matching `''");
    expect(error('a |')).toBe('syntax error: unexpected end of file');
    expect(error('| a')).toBe("syntax error near unexpected token `|'");
    expect(error('a $(b)')).toBe('command substitution is not supported here');
    expect(error('a &')).toBe('syntax error: background jobs are not supported');
  });
});
