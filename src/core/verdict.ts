import type { Signal } from './signal.ts'

/** The numbers behind a verdict: those of the signal that decided it. */
export interface Finding {
  readonly signal: Signal
  /** Calls that count for the signal, and how many of them were bad. */
  readonly calls: number
  readonly bad: number
  /** The rate that was allowed: the operator's limit, or more when stable shows more. */
  readonly allowed: number
  /** A healthy color shows this once in so many seconds with traffic, or more rarely. */
  readonly luck: number
}

/** What the evidence says of a color. `sentence` says it to people. */
export type Verdict =
  | ({ readonly kind: 'healthy'; readonly sentence: string } & Finding)
  /** Going back to stable helps, as far as the evidence tells. */
  | ({ readonly kind: 'faulty'; readonly sentence: string } & Finding)
  | ({
      readonly kind: 'undecided'
      readonly sentence: string
      /** The color is bad, and stable is no better: alert, and go nowhere. */
      readonly hold: boolean
      /** Calls without trouble that are still missing for `healthy`. */
      readonly missing: number
    } & Finding)
