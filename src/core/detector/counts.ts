/**
 * The signals that count against a color. Each is a number of bad calls among those that count for
 * it.
 */
export type Signal = 'fault' | 'overload' | 'slow' | 'lost' | `quality:${string}`

/** The signals that every call counts for. Grades are separate. */
export const callSignals = [
  'fault',
  'overload',
  'slow',
  'lost',
] as const satisfies readonly Signal[]

/** A signal that is counted for each call. */
export type CallSignal = (typeof callSignals)[number]

/** Calls that count for a signal, and the bad ones among them. */
export interface Sample {
  readonly calls: number
  readonly bad: number
}

export const noSample: Sample = { calls: 0, bad: 0 }

/**
 * Counts of calls that started in the same slice. A call in progress is counted in `started` only.
 */
export interface Counts {
  readonly started: number
  readonly success: number
  readonly neutral: number
  readonly fault: number
  readonly overload: number
  readonly slow: number
  /** Calls without an outcome that no isolate can still be working on. */
  readonly lost: number
  /** Faults before the first byte that were not repeated on the other color. */
  readonly early: number
  /** Neutral calls that the other color failed too. */
  readonly concordant: number
  /** Faults of calls that the other color answered well. */
  readonly discordant: number
}

export const noCounts: Counts = {
  started: 0,
  success: 0,
  neutral: 0,
  fault: 0,
  overload: 0,
  slow: 0,
  lost: 0,
  early: 0,
  concordant: 0,
  discordant: 0,
}

export function addTo(sum: Counts, more: Counts): Counts {
  return {
    started: sum.started + more.started,
    success: sum.success + more.success,
    neutral: sum.neutral + more.neutral,
    fault: sum.fault + more.fault,
    overload: sum.overload + more.overload,
    slow: sum.slow + more.slow,
    lost: sum.lost + more.lost,
    early: sum.early + more.early,
    concordant: sum.concordant + more.concordant,
    discordant: sum.discordant + more.discordant,
  }
}

/** Returns the counts times a factor, as a decayed memory holds them. */
export function scaled(counts: Counts, factor: number): Counts {
  return {
    started: counts.started * factor,
    success: counts.success * factor,
    neutral: counts.neutral * factor,
    fault: counts.fault * factor,
    overload: counts.overload * factor,
    slow: counts.slow * factor,
    lost: counts.lost * factor,
    early: counts.early * factor,
    concordant: counts.concordant * factor,
    discordant: counts.discordant * factor,
  }
}

/**
 * Returns the sample of a signal in counts of calls. Neutral and lost calls are in no denominator,
 * and overload answers do not count for faults. A call in progress counts as good: its outcome can
 * only add to the bad calls.
 */
export function sampleOf(counts: Counts, signal: CallSignal): Sample {
  const answered = counts.started - counts.neutral - counts.lost
  switch (signal) {
    case 'fault':
      return atLeast(answered - counts.overload, counts.fault)
    case 'overload':
      return atLeast(answered, counts.overload)
    case 'slow':
      // A client that gave up on a slow answer is neutral, but its call was slow.
      return atLeast(answered, counts.slow)
    case 'lost':
      return atLeast(counts.started - counts.neutral, counts.lost)
  }
}

/** Returns the same for ended calls only. The verdict `healthy` uses these. */
export function endedSampleOf(counts: Counts, signal: CallSignal): Sample {
  return sampleOf(endedOf(counts), signal)
}

/** Returns the counts of the calls that have ended. */
export function endedOf(counts: Counts): Counts {
  const { success, neutral, fault, overload, lost } = counts
  return { ...counts, started: success + neutral + fault + overload + lost }
}

export function addSamples(one: Sample, other: Sample): Sample {
  return { calls: one.calls + other.calls, bad: one.bad + other.bad }
}

function atLeast(calls: number, bad: number): Sample {
  return { calls: Math.max(calls, bad, 0), bad }
}
