/** What is counted against a color: each signal is a number of bad calls among those that count for it. */
export type Signal = 'fault' | 'overload' | 'slow' | `quality:${string}`

export interface Sample {
  readonly calls: number
  readonly bad: number
}

/** Counts of the calls that started in one slice. A call that is still running is only in `started`. */
export interface Counts {
  readonly started: number
  readonly success: number
  readonly neutral: number
  readonly fault: number
  readonly overload: number
  readonly slow: number
  /** Of the neutral ones: the other color failed them as well. */
  readonly concordant: number
  /** Of the faults: the other color answered them well. */
  readonly discordant: number
}

/** Calls by what became of them, and by the grades that their answers got. */
export interface Counted {
  readonly counts: Counts
  readonly quality: Readonly<Record<string, Sample>>
}

/** What one group of callers saw in one slice: answered calls, and the bad ones among them. Short, as there are many. */
export type CallerRow = readonly [
  caller: number,
  answered: number,
  fault: number,
  overload: number,
  slow: number,
]

export const noCounts: Counts = {
  started: 0,
  success: 0,
  neutral: 0,
  fault: 0,
  overload: 0,
  slow: 0,
  concordant: 0,
  discordant: 0,
}

/** The signals that a cohort has something to say about. */
export function signalsIn(cohort: Counted): readonly Signal[] {
  const graded = Object.keys(cohort.quality).map((name): Signal => `quality:${name}`)
  const signals: readonly Signal[] = ['fault', 'overload', 'slow', ...graded]
  return signals.filter((signal) => sampleIn(cohort, signal).calls > 0)
}

/** Neutral calls count for nothing; busy answers say nothing about faults. */
export function sampleIn({ counts, quality }: Counted, signal: Signal): Sample {
  const answered = counts.started - counts.neutral
  switch (signal) {
    case 'fault':
      return { calls: answered - counts.overload, bad: counts.fault }
    case 'overload':
      return { calls: answered, bad: counts.overload }
    case 'slow':
      return { calls: answered, bad: counts.slow }
    default:
      return quality[signal.slice('quality:'.length)] ?? { calls: 0, bad: 0 }
  }
}

/** The bad calls of one group of callers. Grades are not told apart by caller. */
export function badOf(row: CallerRow, signal: Signal): number {
  switch (signal) {
    case 'fault':
      return row[2]
    case 'overload':
      return row[3]
    case 'slow':
      return row[4]
    default:
      return 0
  }
}

export function sumOf(samples: readonly Sample[]): Sample {
  return samples.reduce(
    (sum, { calls, bad }) => ({ calls: sum.calls + calls, bad: sum.bad + bad }),
    { calls: 0, bad: 0 }
  )
}

/** All that was seen of a signal since the evidence began. */
export function totalOf(
  { totals, quality }: { readonly totals: Counts; readonly quality: Counted['quality'] },
  signal: Signal
): Sample {
  return sampleIn({ counts: totals, quality }, signal)
}
