import { addCounts } from '../../src/core/detector/cohort.ts'
import { emptyEvidence, type Evidence } from '../../src/core/detector/evidence.ts'
import { judge } from '../../src/core/detector/judge.ts'
import { defaultLimits as limits } from '../../src/core/detector/limits.ts'
import type { Verdict } from '../../src/core/detector/verdict.ts'
import { SLICE_MS } from '../../src/core/reporting/tally.ts'
import { endOf, reportedIn, type Part } from './evidence.ts'

/** Calls that both colors take at the same time. */
export interface SplitTraffic {
  readonly from: number
  readonly slices: number
  /** Share of the calls that stable takes. */
  readonly stableShare: number
  readonly onCandidate: (slice: number) => readonly Part[]
  readonly onStable: (slice: number) => readonly Part[]
  /** The evidence on stable before the candidate had traffic. */
  readonly stable?: Evidence
  /** Slices between two verdicts. */
  readonly every?: number
}

/** The evidence on both colors, and the verdict on the candidate. */
export interface Judged {
  readonly slice: number
  readonly verdict: Verdict
  readonly candidate: Evidence
  readonly stable: Evidence
}

/** Yields the verdicts, each at the end of a slice. */
export function* judgedIn(traffic: SplitTraffic): Generator<Judged> {
  const { from, slices, stableShare, onCandidate, onStable, every = 1 } = traffic
  let stable = traffic.stable ?? emptyEvidence(from)
  let candidate = emptyEvidence(from)
  for (let slice = from; slice < from + slices; slice++) {
    stable = addCounts(stable, reportedIn(slice, from, onStable), endOf(slice), limits)
    const tallies = reportedIn(slice, from, onCandidate)
    candidate = addCounts(candidate, tallies, endOf(slice), limits, stable)
    if ((slice + 1 - from) % every !== 0) continue
    const now = (slice + 1) * SLICE_MS
    const input = {
      color: 'green',
      candidate,
      reference: stable,
      stableShare,
      now,
      limits,
    } as const
    yield { slice, verdict: judge(input), candidate, stable }
  }
}

/** The first slice after which the candidate is faulty; undefined when it never is. */
export function faultyInSplit(traffic: SplitTraffic): number | undefined {
  for (const { slice, verdict } of judgedIn(traffic)) if (verdict.kind === 'faulty') return slice
  return undefined
}

/** The last verdict. */
export function lastVerdict(traffic: SplitTraffic): Verdict {
  const judged = [...judgedIn(traffic)].at(-1)
  if (judged === undefined) throw new Error('no slice to judge')
  return judged.verdict
}
