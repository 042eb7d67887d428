/** Differences of two texts, as `diff -u` writes them. */

type Edit = readonly [' ' | '-' | '+', string];

const contextLines = 3;
/** Beyond this many lines the middle is taken as wholly changed: the table of the comparison would be too big. */
const comparedMax = 4_000;

/** The differences from one text to another with three lines around them; empty when there are none. */
export function unifiedDiff(before: string, after: string, beforeName: string, afterName: string): string {
  if (before === after) return '';
  const edits = editsBetween(linesOf(before), linesOf(after));
  const hunks = hunksOf(edits).map((hunk) => hunkText(edits, hunk));
  return `--- ${beforeName}\n+++ ${afterName}\n${hunks.join('')}`;
}

function linesOf(text: string): string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n');
}

/** The shortest way from one list of lines to another, by their longest common subsequence. */
function editsBetween(a: readonly string[], b: readonly string[]): Edit[] {
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  const [left, right] = [a.slice(start, a.length - end), b.slice(start, b.length - end)];
  const same = (line: string): Edit => [' ', line];
  return [...a.slice(0, start).map(same), ...middle(left, right), ...a.slice(a.length - end).map(same)];
}

function middle(a: readonly string[], b: readonly string[]): Edit[] {
  const changed = (): Edit[] => [...a.map((line): Edit => ['-', line]), ...b.map((line): Edit => ['+', line])];
  if (a.length === 0 || b.length === 0 || a.length > comparedMax || b.length > comparedMax) return changed();
  const width = b.length + 1;
  const lengths = new Uint16Array((a.length + 1) * width);
  const at = (i: number, j: number): number => lengths[i * width + j] as number;
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      lengths[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const edits: Edit[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      edits.push([' ', a[i] as string]);
      i++;
      j++;
    } else if (j >= b.length || (i < a.length && at(i + 1, j) >= at(i, j + 1))) edits.push(['-', a[i++] as string]);
    else edits.push(['+', b[j++] as string]);
  }
  return edits;
}

/** Stretches of edits to show: changes with what stands around them. */
function hunksOf(edits: readonly Edit[]): { from: number; to: number }[] {
  const hunks: { from: number; to: number }[] = [];
  edits.forEach(([kind], index) => {
    if (kind === ' ') return;
    const from = Math.max(0, index - contextLines);
    const to = Math.min(edits.length, index + contextLines + 1);
    const last = hunks.at(-1);
    if (last !== undefined && from <= last.to) last.to = to;
    else hunks.push({ from, to });
  });
  return hunks;
}

function hunkText(edits: readonly Edit[], { from, to }: { from: number; to: number }): string {
  const count = (list: readonly Edit[], without: string): number => list.filter(([kind]) => kind !== without).length;
  const [head, body] = [edits.slice(0, from), edits.slice(from, to)];
  const range = (without: string): string => {
    const length = count(body, without);
    const start = count(head, without) + (length === 0 ? 0 : 1);
    return length === 1 ? String(start) : `${start},${length}`;
  };
  return `@@ -${range('+')} +${range('-')} @@\n${body.map(([kind, line]) => `${kind}${line}\n`).join('')}`;
}
