import type { CauseCounts } from './causes.ts'
import type { Signal } from './counts.ts'

/** The numbers behind a verdict: those of the test that decided it. */
export interface Finding {
  readonly signal: Signal
  /** Label of the route class, when the test is about one class. */
  readonly route?: string
  /**
   * Calls that count for the signal, the bad ones among them, and the seconds in which they came.
   */
  readonly calls: number
  readonly bad: number
  readonly seconds: number
  /** How the bad calls failed, when the signal is faults or overload. */
  readonly causes?: CauseCounts
  /** Of the bad calls, those that the other color answered well when they were repeated. */
  readonly discordant?: number
  /** The rate that is allowed: the operator's limit, or stable's rate if that is higher. */
  readonly baseline: number
  /**
   * A color within its baseline shows as much evidence at most once in this many seconds with
   * traffic, on average.
   */
  readonly srStatistic: number
}

/** The conclusion from the evidence on a color. `summary` gives it in one sentence. */
export type Verdict =
  | ({ readonly kind: 'healthy'; readonly summary: string } & Finding)
  /** A return to stable helps, as far as the evidence shows. */
  | ({ readonly kind: 'faulty'; readonly summary: string } & Finding)
  | ({
      readonly kind: 'undecided'
      readonly summary: string
      /**
       * The color is faulty, and stable is no better: raise an alert, and leave the traffic where
       * it is.
       */
      readonly hold: boolean
      /** Good calls that are still needed for `healthy`. */
      readonly samplesNeeded: number
    } & Finding)
