/** The order of API versions. Models: apimachinery pkg/version CompareKubeAwareVersionStrings (v1.37). */

interface ParsedVersion {
  readonly major: number;
  /** 2 for stable, 1 for beta, 0 for alpha. */
  readonly stability: number;
  readonly minor: number;
}

const shape = /^v([1-9]\d*)(?:(alpha|beta)([1-9]\d*))?$/;

function parse(version: string): ParsedVersion | null {
  const match = shape.exec(version);
  if (match === null) return null;
  const [, major = '0', stability, minor = '0'] = match;
  return {
    major: Number(major),
    stability: stability === undefined ? 2 : stability === 'beta' ? 1 : 0,
    minor: Number(minor),
  };
}

/** Sorts the preferred version first: stable before beta before alpha, higher numbers before lower; others last, by their text. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [parse(a), parse(b)];
  if (left === null || right === null) {
    if (left !== null || right !== null) return left === null ? 1 : -1;
    return a < b ? -1 : a > b ? 1 : 0;
  }
  return right.stability - left.stability || right.major - left.major || right.minor - left.minor;
}
