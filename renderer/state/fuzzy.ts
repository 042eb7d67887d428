/**
 * How well a text answers what was typed: higher is better, `null` when it does not.
 *
 * All letters must come in order; whole words, beginnings of words and neighbours count more.
 */
export function fuzzyScore(query: string, text: string): number | null {
  const wanted = query.toLowerCase().replace(/\s+/g, '');
  const lower = text.toLowerCase();
  if (wanted === '') return 0;
  const whole = lower.indexOf(query.trim().toLowerCase());
  if (whole !== -1) return 1000 - whole - text.length / 100 + (whole === 0 ? 500 : 0);
  let score = 0;
  let at = -1;
  for (const letter of wanted) {
    const next = lower.indexOf(letter, at + 1);
    if (next === -1) return null;
    if (next === at + 1) score += 5;
    if (next === 0 || /[\s\-/.:]/.test(lower[next - 1] ?? '')) score += 8;
    score -= (next - at) * 0.2;
    at = next;
  }
  return score - text.length / 100;
}

/** The best `max` items for a query, best first; ties keep their order. */
export function fuzzyFind<T>(items: readonly T[], query: string, textOf: (item: T) => string, max: number): T[] {
  const found: { item: T; score: number; index: number }[] = [];
  items.forEach((item, index) => {
    const score = fuzzyScore(query, textOf(item));
    if (score !== null) found.push({ item, score, index });
  });
  found.sort((a, b) => b.score - a.score || a.index - b.index);
  return found.slice(0, max).map(({ item }) => item);
}
