import { describe, expect, it } from 'vitest';
import { Terminal } from './terminal.ts';

/** Types keys; gives the lines that the program gets, and what is shown. */
function typed(...keys: string[]): { lines: string[]; shown: string } {
  let shown = '';
  const terminal = new Terminal((text) => (shown += text));
  return { lines: keys.flatMap((key) => terminal.take(key)), shown };
}

describe('the terminal of a command', () => {
  it('shows keys as they come and gives whole lines', () => {
    expect(typed('l', 's', '\r')).toEqual({ lines: ['ls\n'], shown: 'ls\r\n' });
    expect(typed('echo a\recho b\n')).toMatchObject({ lines: ['echo a\n', 'echo b\n'] });
  });

  it('takes back what is rubbed out, one letter or the line', () => {
    expect(typed('lx', '\u007f', 's\r')).toEqual({ lines: ['ls\n'], shown: 'lx\b \bs\r\n' });
    expect(typed('oops', '\u0015', 'ls\r').lines).toEqual(['ls\n']);
    expect(typed('\u007f', '\r')).toEqual({ lines: ['\n'], shown: '\r\n' });
  });

  it('interrupts, and ends the input only on an empty line', () => {
    expect(typed('half', '\u0003')).toEqual({ lines: ['\u0003'], shown: 'half^C\r\n' });
    expect(typed('\u0004').lines).toEqual(['\u0004']);
    expect(typed('half', '\u0004').lines).toEqual(['half']);
  });

  it('drops keys that move in the line', () => {
    expect(typed('l', '\u001b[A', '\u001b[3~', 's\r').lines).toEqual(['ls\n']);
  });
});
