import type { Cohort, Evidence } from './evidence.ts'
import { compact } from './compact.ts'
import type { Limits } from './limits.ts'
import type { Tally } from '../reporting/report.ts'
import { noCounts, type CallerRow, type Counts, type Sample } from './counts.ts'

export type { Evidence } from './evidence.ts'

/** Length of a time slice. Shorter ones gain little: a failure is weighed at the next look, not at the end of its slice. */
export const SLICE_MS = 1000
/** Groups that callers are hashed into. */
export const CALLER_GROUPS = 64
/** Slices that stay open for late outcomes. A fault that comes later is booked on the oldest open slice. */
export const OPEN_SLICES = 60
/** Names of qualities that are kept; grades for others are dropped. */
const MAX_QUALITIES = 8
/** How far the clock of an isolate may be ahead. */
const MAX_SLICES_AHEAD = 5

export function emptyEvidence(sinceSlice: number): Evidence {
  return {
    sinceSlice,
    watermark: sinceSlice,
    open: [],
    streams: {},
    answeredByCaller: [],
    pairs: { concordant: 0, discordant: 0 },
    totals: noCounts,
    callers: [],
    quality: {},
  }
}

/**
 * Adds increments to the slices in which their calls started, and folds the slices that are old enough. With the
 * evidence of stable at hand, what stable showed in a slice is allowed in that slice.
 */
export function addCounts(
  evidence: Evidence,
  tallies: readonly Tally[],
  now: number,
  limits: Limits,
  reference?: Evidence
): Evidence {
  const counted = withKnownGrades(
    evidence,
    tallies.filter((tally) => tally.slice >= evidence.sinceSlice)
  )
  const newest = Math.floor(now / SLICE_MS)
  const updated: Evidence = {
    ...evidence,
    open: openWith(evidence, counted, newest),
    totals: counted.reduce(add, evidence.totals),
    callers: mergeCallers(evidence.callers, counted),
    quality: counted.reduce(addGrades, evidence.quality),
  }
  return compact(updated, newest - OPEN_SLICES + 1, limits, reference)
}

/** The counts since `sinceSlice`, for people. */
export function totalsOf(evidence: Evidence): {
  readonly calls: number
  readonly successes: number
  readonly faults: number
  readonly overload: number
  readonly neutral: number
  readonly slow: number
  readonly running: number
} {
  const { started, success, neutral, fault, overload, slow } = evidence.totals
  const running = Math.max(0, started - success - neutral - fault - overload)
  return { calls: started, successes: success, faults: fault, overload, neutral, slow, running }
}

function openWith(
  evidence: Evidence,
  tallies: readonly Tally[],
  newest: number
): readonly Cohort[] {
  const bySlice = Map.groupBy(tallies, (tally) =>
    Math.min(Math.max(tally.slice, evidence.watermark), newest + MAX_SLICES_AHEAD)
  )
  const untouched = evidence.open.filter((cohort) => !bySlice.has(cohort.slice))
  const touched = [...bySlice].map(([slice, increments]) => {
    const known = evidence.open.find((cohort) => cohort.slice === slice)
    const timely = increments.map((tally) => (tally.slice < slice ? asLate(tally) : tally))
    return merge(known ?? { slice, counts: noCounts, callers: [], quality: {} }, timely)
  })
  return [...untouched, ...touched].toSorted((a, b) => a.slice - b.slice)
}

/** An outcome that comes after its slice was folded: its call counts as started when the outcome came. */
function asLate(tally: Tally): Tally {
  const started = Math.max(tally.started, tally.fault + tally.overload, tally.slow)
  return { ...tally, started, success: 0, neutral: 0, concordant: 0 }
}

function merge(cohort: Cohort, tallies: readonly Tally[]): Cohort {
  return {
    slice: cohort.slice,
    counts: tallies.reduce(add, cohort.counts),
    callers: mergeCallers(cohort.callers, tallies),
    quality: tallies.reduce(addGrades, cohort.quality),
  }
}

function mergeCallers(
  known: readonly CallerRow[],
  tallies: readonly Tally[]
): readonly CallerRow[] {
  const rows = new Map(known.map((row) => [row[0], row]))
  for (const { caller, started, neutral, fault, overload, slow } of tallies) {
    const [, a, f, p, s] = rows.get(caller) ?? [caller, 0, 0, 0, 0]
    rows.set(caller, [caller, a + started - neutral, f + fault, p + overload, s + slow])
  }
  return [...rows.values()].toSorted((one, other) => one[0] - other[0])
}

function add(counts: Counts, tally: Tally): Counts {
  return {
    started: counts.started + tally.started,
    success: counts.success + tally.success,
    neutral: counts.neutral + tally.neutral,
    fault: counts.fault + tally.fault,
    overload: counts.overload + tally.overload,
    slow: counts.slow + tally.slow,
    concordant: counts.concordant + (tally.concordant ?? 0),
    discordant: counts.discordant + (tally.discordant ?? 0),
  }
}

/** The first few names of qualities are known, all others are dropped: evidence stays bounded. */
function withKnownGrades(evidence: Evidence, tallies: readonly Tally[]): readonly Tally[] {
  if (tallies.every(({ quality }) => quality === undefined)) return tallies
  const reportedNames = tallies.flatMap(({ quality = {} }) => Object.keys(quality))
  const names = [...new Set([...Object.keys(evidence.quality), ...reportedNames])].slice(
    0,
    MAX_QUALITIES
  )
  return tallies.map((tally) => {
    const grades = Object.entries(tally.quality ?? {}).filter(([name]) => names.includes(name))
    return { ...tally, quality: Object.fromEntries(grades) }
  })
}

function addGrades(
  quality: Readonly<Record<string, Sample>>,
  tally: Tally
): Readonly<Record<string, Sample>> {
  if (tally.quality === undefined) return quality
  const sum: Record<string, Sample> = { ...quality }
  for (const [name, { calls, bad }] of Object.entries(tally.quality)) {
    const known = sum[name] ?? { calls: 0, bad: 0 }
    sum[name] = { calls: known.calls + calls, bad: known.bad + bad }
  }
  return sum
}
