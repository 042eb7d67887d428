const numbered = /^(.*?)(\d*)$/;

/** Orders names as people count: `worker-2` before `worker-10`. */
export function byNumberedName(a: string, b: string): number {
  const [, head = '', number = ''] = numbered.exec(a) ?? [];
  const [, otherHead = '', otherNumber = ''] = numbered.exec(b) ?? [];
  if (head !== otherHead) return head < otherHead ? -1 : 1;
  return Number(number) - Number(otherNumber) || (a < b ? -1 : 1);
}
