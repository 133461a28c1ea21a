/** What is counted against a color: each signal is a number of bad calls among those that count for it. */
export type Signal = 'fault' | 'overload' | 'slow' | 'lost' | `quality:${string}`

/** The signals that every call counts for. Grades come beside them. */
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

/** Counts of calls that started in the same slice. A call in progress is in `started` alone. */
export interface Counts {
  readonly started: number
  readonly success: number
  readonly neutral: number
  readonly fault: number
  readonly overload: number
  readonly slow: number
  /** No outcome came, and no isolate can still be working on the call. */
  readonly lost: number
  /** Of the faults: failed before the first byte, and not repeated on the other color. */
  readonly early: number
  /** Of the neutral calls: the other color failed them too. */
  readonly concordant: number
  /** Of the faults: the other color answered the call well. */
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

/** Counts times a factor, as a decayed memory holds them. */
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
 * The sample of a signal in counts of calls. Neutral and lost calls are in no denominator, busy answers say nothing about
 * faults, and a call in progress counts as good: knowing its outcome can only add to the bad calls.
 */
export function sampleOf(counts: Counts, signal: CallSignal): Sample {
  const answered = counts.started - counts.neutral - counts.lost
  switch (signal) {
    case 'fault':
      return atLeast(answered - counts.overload, counts.fault)
    case 'overload':
      return atLeast(answered, counts.overload)
    case 'slow':
      // A client that gave up on a slow answer is neutral, and its call was slow all the same.
      return atLeast(answered, counts.slow)
    case 'lost':
      return atLeast(counts.started - counts.neutral, counts.lost)
  }
}

/** The same for calls that have ended: what `healthy` may rest on. */
export function endedSampleOf(counts: Counts, signal: CallSignal): Sample {
  return sampleOf(endedOf(counts), signal)
}

/** The counts of the calls that have ended. */
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
