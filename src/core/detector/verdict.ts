import type { Signal } from './counts.ts'

/** The numbers behind a verdict: those of the signal that decided it. */
export interface Finding {
  readonly signal: Signal
  /** Calls that count for the signal, how many of them were bad, and in how many seconds. */
  readonly calls: number
  readonly bad: number
  readonly seconds: number
  /** The rate that is allowed: the operator's limit, or more when stable shows more. */
  readonly baseline: number
  /** A color within what is allowed shows this once in so many seconds with traffic, or more rarely. */
  readonly srStatistic: number
}

/** What the evidence says of a color. `summary` says it to people. */
export type Verdict =
  | ({ readonly kind: 'healthy'; readonly summary: string } & Finding)
  /** Going back to stable helps, as far as the evidence tells. */
  | ({ readonly kind: 'faulty'; readonly summary: string } & Finding)
  | ({
      readonly kind: 'undecided'
      readonly summary: string
      /** The color is bad, and stable is no better: alert, and go nowhere. */
      readonly hold: boolean
      /** Calls without trouble that are still missing for `healthy`. */
      readonly samplesNeeded: number
    } & Finding)
