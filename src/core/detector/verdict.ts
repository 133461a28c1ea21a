import type { Signal } from './counts.ts'

/** The numbers behind a verdict: those of the test that decided it. */
export interface Finding {
  readonly signal: Signal
  /** Label of the route class, where the test looked at one alone. */
  readonly route?: string
  /** Calls that count for the signal, how many of them were bad, and in how many seconds. */
  readonly calls: number
  readonly bad: number
  readonly seconds: number
  /** The rate that is allowed: the operator's limit, or more when stable shows more. */
  readonly baseline: number
  /** A color within its baseline shows as much evidence once in this many seconds with traffic, or more rarely. */
  readonly srStatistic: number
}

/** What the evidence says about a color. `summary` says it in one sentence. */
export type Verdict =
  | ({ readonly kind: 'healthy'; readonly summary: string } & Finding)
  /** Going back to stable helps, as far as the evidence tells. */
  | ({ readonly kind: 'faulty'; readonly summary: string } & Finding)
  | ({
      readonly kind: 'undecided'
      readonly summary: string
      /** The color is faulty, and stable is no better: alert, and leave traffic where it is. */
      readonly hold: boolean
      /** Good calls that are still needed for `healthy`. */
      readonly samplesNeeded: number
    } & Finding)
