/** What a benchmark measured. */
export interface BenchResult {
  readonly name: string;
  /** How many things it did. */
  readonly n: number;
  readonly wallMs: number;
  readonly perSecond: number;
  readonly peakRssBytes: number;
  /** Further figures, such as percentiles. */
  readonly [figure: string]: number | string;
}

/** What a benchmark gives: how many things it did in how long, and further figures. */
export type Measured = { n: number; wallMs: number } & Record<string, number | string>;
