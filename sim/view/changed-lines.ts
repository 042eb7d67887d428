const linesMax = 1_500;
/** Lines that each write changes and that tell nothing. */
const dullLine = /^\s*resourceVersion:/;

/**
 * Lines of `after` (from 1) that `before` does not have at that place.
 *
 * Beyond a bound on the size only what lies between the first and the last difference is told.
 */
export function changedLines(before: string, after: string): number[] {
  const old = before.split('\n');
  const now = after.split('\n');
  let start = 0;
  while (start < old.length && start < now.length && old[start] === now[start]) start++;
  let oldEnd = old.length;
  let end = now.length;
  while (oldEnd > start && end > start && old[oldEnd - 1] === now[end - 1]) {
    oldEnd--;
    end--;
  }
  const kept =
    (oldEnd - start) * (end - start) > linesMax * linesMax
      ? new Set<number>()
      : commonLines(old.slice(start, oldEnd), now.slice(start, end));
  const changed: number[] = [];
  for (let n = start; n < end; n++) {
    if (!kept.has(n - start) && !dullLine.test(now[n] ?? '') && now[n] !== '') changed.push(n + 1);
  }
  return changed;
}

/** Indexes in `b` of a longest common subsequence. */
function commonLines(a: readonly string[], b: readonly string[]): Set<number> {
  const width = b.length + 1;
  const lengths = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      const cell = i * width + j;
      lengths[cell] =
        a[i] === b[j]
          ? (lengths[cell + width + 1] as number) + 1
          : Math.max(lengths[cell + width] as number, lengths[cell + 1] as number);
    }
  }
  const common = new Set<number>();
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    if (a[i] === b[j]) {
      common.add(j);
      i++;
      j++;
    } else if ((lengths[(i + 1) * width + j] as number) >= (lengths[i * width + j + 1] as number)) i++;
    else j++;
  }
  return common;
}
