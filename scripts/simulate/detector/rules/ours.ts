import {
  addCounts,
  emptyEvidence,
  SLICE_MS,
  type Evidence,
} from '../../../../src/core/detector/cohort.ts'
import { judge } from '../../../../src/core/detector/judge.ts'
import { defaultLimits as limits } from '../../../../src/core/detector/limits.ts'
import {
  earnFailover,
  fullBudget,
  outcomeOfPair,
  takeFailover,
} from '../../../../src/core/routing/failover-rules.ts'
import type { Tally } from '../../../../src/core/reporting/report.ts'
import { noCounts } from '../../../../src/core/detector/counts.ts'
import { nextReportMs } from '../../../../src/core/reporting/schedule.ts'
import type { Call } from '../workload.ts'
import type { Rule } from './rule.ts'

/** Failovers per call that the router allows by default. */
const FAILOVER_SHARE = 0.2

/** What an isolate notes: the start of a call, or its end. */
interface TimedCount {
  readonly at: number
  readonly call: Call
  readonly kind: 'start' | 'end'
}

/**
 * This router: isolates report what started and what ended as often as they do in a bake, and after each round of
 * reports the evidence is judged, unless it holds no failure: a success never speaks against a color.
 */
export const ours: Rule = {
  name: 'this router',
  rollbackAt: (workload) => {
    const { before, switchedAt, candidate, isolates } = workload
    const every = nextReportMs('baking', isolates)
    const reference = before.length === 0 ? undefined : evidenceOf(before, switchedAt)
    const sinceSlice = Math.floor(switchedAt / SLICE_MS)
    const builder = new TallyBuilder()
    let candidateEvidence = emptyEvidence(sinceSlice)
    for (const { now, notes } of rounds(notesOf(candidate), every)) {
      const tallies = builder.talliesOf(notes)
      candidateEvidence = addCounts(candidateEvidence, tallies, now, limits, reference)
      if (!tallies.some(({ fault, slow }) => fault + slow > 0)) continue
      const subject = { color: 'green', candidate: candidateEvidence, now, limits } as const
      const verdict = judge(reference === undefined ? subject : { ...subject, reference })
      if (verdict.kind === 'faulty') return now
    }
    return undefined
  },
}

function evidenceOf(calls: readonly Call[], until: number): Evidence {
  const builder = new TallyBuilder()
  let evidence = emptyEvidence(0)
  for (const { now, notes } of rounds(notesOf(calls), SLICE_MS)) {
    evidence = addCounts(evidence, builder.talliesOf(notes), now, limits)
  }
  return addCounts(evidence, [], until, limits)
}

function notesOf(calls: readonly Call[]): readonly TimedCount[] {
  return calls
    .flatMap((call): readonly TimedCount[] => [
      { at: call.startedAt, call, kind: 'start' },
      { at: call.endedAt, call, kind: 'end' },
    ])
    .toSorted((one, other) => one.at - other.at)
}

/** The notes of each round of reports; a round without any is not sent. */
function* rounds(
  notes: readonly TimedCount[],
  every: number
): Generator<{ now: number; notes: TimedCount[] }> {
  let round: TimedCount[] = []
  let now = 0
  for (const note of notes) {
    if (note.at > now && round.length > 0) {
      yield { now, notes: round }
      round = []
    }
    if (note.at > now) now = Math.ceil(note.at / every) * every
    round.push(note)
  }
  if (round.length > 0) yield { now, notes: round }
}

/** Where notes become tallies, as in an isolate: it knows the budget for failovers, and what they told. */
class TallyBuilder {
  #budget = fullBudget

  talliesOf(notes: readonly TimedCount[]): readonly Tally[] {
    const tallies = new Map<string, Tally>()
    for (const { call, kind } of notes) {
      const slice = Math.floor(call.startedAt / SLICE_MS)
      const key = `${slice}/${call.caller}`
      const known = tallies.get(key) ?? { ...blank, slice, caller: call.caller }
      tallies.set(key, kind === 'start' ? this.#started(known) : this.#ended(known, call))
    }
    return [...tallies.values()]
  }

  #started(tally: Tally): Tally {
    this.#budget = earnFailover(this.#budget, FAILOVER_SHARE)
    return { ...tally, started: tally.started + 1 }
  }

  #ended(tally: Tally, call: Call): Tally {
    const slow = tally.slow + (call.slow ? 1 : 0)
    if (call.outcome === 'success') return { ...tally, success: tally.success + 1, slow }
    if (call.outcome === 'mistake') return { ...tally, neutral: tally.neutral + 1 }
    const rest = call.repeatable ? takeFailover(this.#budget) : undefined
    if (rest === undefined) return { ...tally, fault: tally.fault + 1 }
    this.#budget = rest
    if (outcomeOfPair('fault', call.shared ? 'fault' : 'success') === 'fault') {
      return { ...tally, fault: tally.fault + 1, discordant: (tally.discordant ?? 0) + 1 }
    }
    return { ...tally, neutral: tally.neutral + 1, concordant: (tally.concordant ?? 0) + 1 }
  }
}

const blank: Tally = {
  color: 'green',
  release: 'v2',
  slice: 0,
  caller: 0,
  ...noCounts,
}
