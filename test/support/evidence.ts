import { addCounts } from '../../src/core/detector/cohort.ts'
import { noCounts } from '../../src/core/detector/counts.ts'
import { emptyEvidence, OTHER_ROUTE, type Evidence } from '../../src/core/detector/evidence.ts'
import { judge } from '../../src/core/detector/judge.ts'
import { defaultLimits } from '../../src/core/detector/limits.ts'
import type { Verdict } from '../../src/core/detector/verdict.ts'
import { SLICE_MS, type Tally } from '../../src/core/reporting/tally.ts'

/** The counts of one good call of caller group 1 in slice 0 on green; say only what differs. */
export function tally(overrides: Partial<Tally> = {}): Tally {
  const started = overrides.started ?? 1
  const { neutral = 0, fault = 0, overload = 0, lost = 0 } = overrides
  return {
    ...noCounts,
    color: 'green',
    release: 'v2',
    slice: 0,
    caller: 1,
    route: OTHER_ROUTE,
    started,
    success: started - neutral - fault - overload - lost,
    ...overrides,
  }
}

/** Calls that start in a slice: good ones of caller group 1, but for what a part says. */
export type Part = Partial<Tally> & {
  /** Seconds from the start of the calls until their outcome is known. */
  readonly lateness?: number
}

/** Calls of a color over time. */
export interface Traffic {
  readonly from?: number
  readonly slices: number
  readonly inSlice: (slice: number) => readonly Part[]
  readonly reference?: Evidence
}

/** Adds the calls of each slice, and the outcomes that have come, at the end of the slice. */
export function seen(
  { from = 0, slices, inSlice, reference }: Traffic,
  before: Evidence = emptyEvidence(from)
): Evidence {
  let evidence = before
  for (let slice = from; slice < from + slices; slice++) {
    evidence = addCounts(
      evidence,
      reportedIn(slice, from, inSlice),
      endOf(slice),
      defaultLimits,
      reference
    )
  }
  return evidence
}

/** Outcomes come at most so many seconds after the start. */
const MAX_LATENESS = 120

/** What isolates report at the end of a slice: the calls that started in it, and the outcomes of calls that ended in it. */
export function reportedIn(
  slice: number,
  from: number,
  inSlice: Traffic['inSlice']
): readonly Tally[] {
  const tallies: Tally[] = []
  for (const { lateness = 0, ...part } of inSlice(slice)) {
    const whole = tally({ slice, ...part })
    tallies.push(
      lateness === 0 ? whole : { ...noCounts, ...placeOf(whole), started: whole.started }
    )
  }
  for (let start = Math.max(from, slice - MAX_LATENESS); start < slice; start++) {
    for (const { lateness = 0, ...part } of inSlice(start)) {
      if (lateness === 0 || start + lateness !== slice) continue
      tallies.push({ ...tally({ slice: start, ...part }), started: 0 })
    }
  }
  return tallies
}

/** The verdict at the end of so many slices. */
export function verdictOn(candidate: Evidence, slices: number, reference?: Evidence): Verdict {
  const now = slices * SLICE_MS
  const subject = { color: 'green', candidate, now, limits: defaultLimits } as const
  return judge(reference === undefined ? subject : { ...subject, reference })
}

/** The same in caller groups 1 to `groups`. */
export function groupsOf(groups: number, part: Part = {}): readonly Part[] {
  return Array.from({ length: groups }, (_, index) => ({ ...part, caller: index + 1 }))
}

/** Calls of which so many were graded, and so many graded bad. */
export function graded(calls: number, bad: number, part: Part = {}): Part {
  return { started: 10, quality: { wording: { calls, bad } }, ...part }
}

/** The first slice of the traffic after which the color is faulty; undefined when it never is. */
export function faultyAt(
  { from = 0, slices, inSlice, reference }: Traffic,
  before: Evidence = emptyEvidence(from)
): number | undefined {
  let candidate = before
  for (let slice = from; slice < from + slices; slice++) {
    candidate = addCounts(
      candidate,
      reportedIn(slice, from, inSlice),
      endOf(slice),
      defaultLimits,
      reference
    )
    if (verdictOn(candidate, slice + 1, reference).kind === 'faulty') return slice
  }
  return undefined
}

/** The last millisecond of a slice. */
export function endOf(slice: number): number {
  return slice * SLICE_MS + SLICE_MS - 1
}

function placeOf({ color, release, slice, caller, route }: Tally) {
  return { color, release, slice, caller, route }
}
