const ln2 = 0.6931471805599453;

/** Natural logarithm of a number of at least 1, by its series: the same on every engine. */
export function naturalLog(value: number): number {
  let halvings = 0;
  let x = value;
  while (x > 1.5) {
    x /= 2;
    halvings++;
  }
  const t = (x - 1) / (x + 1);
  let term = t;
  let sum = 0;
  for (let n = 1; n < 60; n += 2) {
    sum += term / n;
    term *= t * t;
  }
  return 2 * sum + halvings * ln2;
}
