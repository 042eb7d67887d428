/** Shell patterns: `*`, `?`, `[a-z]`. */

/** Whether the whole text fits the pattern; in time proportional to their product. */
export function matchesPattern(pattern: string, text: string): boolean {
  let p = 0;
  let t = 0;
  let starAt = -1;
  let starText = 0;
  while (t < text.length) {
    const step = stepOver(pattern, p, text.charAt(t));
    if (pattern.charAt(p) === '*') {
      starAt = p++;
      starText = t;
    } else if (step > 0) {
      p += step;
      t++;
    } else if (starAt >= 0) {
      p = starAt + 1;
      t = ++starText;
    } else return false;
  }
  while (pattern.charAt(p) === '*') p++;
  return p === pattern.length;
}

/** Characters of the pattern that match one character of the text; 0 when they do not. */
function stepOver(pattern: string, at: number, character: string): number {
  const first = pattern.charAt(at);
  if (first === '?') return 1;
  if (first === '\\' && at + 1 < pattern.length) return pattern.charAt(at + 1) === character ? 2 : 0;
  if (first === '[') {
    const end = pattern.indexOf(']', at + 2);
    if (end > 0) return isInSet(pattern.slice(at + 1, end), character) ? end - at + 1 : 0;
  }
  return first === character && first !== '' ? 1 : 0;
}

function isInSet(set: string, character: string): boolean {
  const isNegated = set.startsWith('!') || set.startsWith('^');
  const members = isNegated ? set.slice(1) : set;
  let found = false;
  for (let i = 0; i < members.length; i++) {
    if (members.charAt(i + 1) === '-' && i + 2 < members.length) {
      found ||= character >= members.charAt(i) && character <= members.charAt(i + 2);
      i += 2;
    } else found ||= members.charAt(i) === character;
  }
  return found !== isNegated;
}

/** Takes what fits the pattern off the front or the end of a text: as little of it as possible, or as much. */
export function removeAffix(text: string, pattern: string, isPrefix: boolean, isLongest: boolean): string {
  const lengths = Array.from({ length: text.length + 1 }, (_, i) => (isLongest ? text.length - i : i));
  for (const length of lengths) {
    const part = isPrefix ? text.slice(0, length) : text.slice(text.length - length);
    if (matchesPattern(pattern, part)) return isPrefix ? text.slice(length) : text.slice(0, text.length - length);
  }
  return text;
}
