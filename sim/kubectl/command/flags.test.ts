import { describe, expect, it } from 'vitest';
import { parseFlags, type FlagDef, type Flags } from './flags.ts';

const defs: readonly FlagDef[] = [
  { name: 'all', short: 'A', type: 'bool', initial: 'false', help: '' },
  { name: 'watch', short: 'w', type: 'bool', initial: 'false', help: '' },
  { name: 'output', short: 'o', type: 'string', initial: '', help: '' },
  { name: 'filename', short: 'f', type: 'strings', help: '' },
  { name: 'env', short: 'e', type: 'array', help: '' },
  { name: 'replicas', type: 'int', initial: '1', help: '' },
  { name: 'timeout', type: 'duration', initial: '30s', help: '' },
  { name: 'dry-run', type: 'optional', bare: 'unchanged', initial: 'none', help: '' },
];
const read = (...words: string[]): Flags => {
  const parsed = parseFlags(words, defs);
  if ('error' in parsed) throw new Error(parsed.error);
  return parsed.flags;
};
const error = (...words: string[]): string => {
  const parsed = parseFlags(words, defs);
  return 'error' in parsed ? parsed.error : '';
};

describe('parseFlags', () => {
  it('takes values after = and after a blank, long and short, and letters together', () => {
    expect(read('--output=yaml').text('output')).toBe('yaml');
    expect(read('--output', 'yaml').text('output')).toBe('yaml');
    expect(read('-oyaml').text('output')).toBe('yaml');
    expect(read('-o=yaml').text('output')).toBe('yaml');
    const both = read('-Awo', 'wide', 'pods');
    expect([both.bool('all'), both.bool('watch'), both.text('output'), both.args]).toEqual([
      true,
      true,
      'wide',
      ['pods'],
    ]);
  });

  it('splits lists at commas, arrays not, and remembers every use', () => {
    expect(read('-f', 'a,b', '-f', 'c').list('filename')).toEqual(['a', 'b', 'c']);
    expect(read('-e', 'A=1,2', '--env=B=3').list('env')).toEqual(['A=1,2', 'B=3']);
  });

  it('leaves what follows -- alone', () => {
    const flags = read('pod', '--', 'ls', '-l');
    expect([flags.args, flags.dashAt]).toEqual([['pod', 'ls', '-l'], 1]);
  });

  it('knows flags that may stand bare', () => {
    expect([
      read().text('dry-run'),
      read('--dry-run').text('dry-run'),
      read('--dry-run=client').text('dry-run'),
    ]).toEqual(['none', 'unchanged', 'client']);
  });

  it.each([
    [['--foo'], 'unknown flag: --foo'],
    [['-zA'], "unknown shorthand flag: 'z' in -zA"],
    [['--output'], 'flag needs an argument: --output'],
    [['-o'], "flag needs an argument: 'o' in -o"],
    [['--replicas=x'], 'invalid argument "x" for "--replicas" flag: strconv.ParseInt: parsing "x": invalid syntax'],
    [['--all=x'], 'invalid argument "x" for "--all" flag: strconv.ParseBool: parsing "x": invalid syntax'],
    [['--timeout=5'], 'invalid argument "5" for "--timeout" flag: time: missing unit in duration "5"'],
  ])('complains of %j as pflag does', (words, message) => {
    expect(error(...words)).toBe(message);
  });
});
