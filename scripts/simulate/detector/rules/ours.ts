import { addCounts } from '../../../../src/core/detector/cohort.ts'
import { emptyEvidence, type Evidence } from '../../../../src/core/detector/evidence.ts'
import { judge, type JudgeInput } from '../../../../src/core/detector/judge.ts'
import { defaultLimits as limits } from '../../../../src/core/detector/limits.ts'
import { nextReportMs } from '../../../../src/core/reporting/schedule.ts'
import { SLICE_MS, type Tally } from '../../../../src/core/reporting/tally.ts'
import type { Workload } from '../workload.ts'
import { eventsOf, roundsOf, type CallEvent } from './call-events.ts'
import { Isolate } from './isolate.ts'
import type { Rule } from './rule.ts'

/**
 * Rounds without anything bad in them are added together, up to this time: increments commute, and adding them costs
 * more than counting them.
 */
const MAX_WAIT_MS = 10_000

/**
 * This router: isolates report increments as often as they do in a bake, and after each round of reports with something
 * bad in it the evidence is judged. A success never speaks against a color.
 */
export const ours: Rule = { name: 'this router', rollbackAt: (view) => rollbackAt(view) }

function rollbackAt(workload: Workload): number | undefined {
  const { before, switchedAt, candidate, until } = workload
  const events = [...eventsOf(before, 'blue'), ...eventsOf(candidate, 'green')]
  const isolates = Array.from({ length: workload.isolates }, () => new Isolate())
  const coordinator = new Coordinator(before[0]?.startedAt ?? switchedAt, switchedAt)
  const everyMs = (at: number): number =>
    nextReportMs(at < switchedAt ? 'idle' : 'baking', workload.isolates)
  for (const round of roundsOf(events, everyMs)) {
    if (round.now > until) return undefined
    if (coordinator.isFaultyAfter(talliesOf(round.events, isolates), round.now)) return round.now
  }
  return undefined
}

function talliesOf(events: readonly CallEvent[], isolates: readonly Isolate[]): readonly Tally[] {
  for (const event of events) isolates[event.call.isolate]?.count(event)
  return isolates.flatMap((isolate) => isolate.report())
}

/** The evidence on both colors, and the tallies that are not yet added to it. */
class Coordinator {
  #stable: Evidence
  #candidate: Evidence
  #waiting: Tally[] = []
  #addedAt: number

  constructor(begins: number, switchedAt: number) {
    this.#stable = emptyEvidence(Math.floor(begins / SLICE_MS))
    this.#candidate = emptyEvidence(Math.floor(switchedAt / SLICE_MS))
    this.#addedAt = begins
  }

  /** Adds a round of reports, and judges if there is something bad on the candidate. */
  isFaultyAfter(tallies: readonly Tally[], now: number): boolean {
    this.#waiting.push(...tallies)
    const isBad = tallies.some(
      ({ color, fault, overload, slow }) => color === 'green' && fault + overload + slow > 0
    )
    if (!isBad && now - this.#addedAt < MAX_WAIT_MS) return false
    this.#add(now)
    return isBad && judge(this.#judgeInput(now)).kind === 'faulty'
  }

  #add(now: number): void {
    const stable = this.#waiting.filter(({ color }) => color === 'blue')
    const candidate = this.#waiting.filter(({ color }) => color === 'green')
    if (stable.length > 0) this.#stable = addCounts(this.#stable, stable, now, limits)
    if (candidate.length > 0) {
      this.#candidate = addCounts(this.#candidate, candidate, now, limits, this.#reference())
    }
    this.#waiting = []
    this.#addedAt = now
  }

  #reference(): Evidence | undefined {
    return this.#stable.rows.length === 0 ? undefined : this.#stable
  }

  #judgeInput(now: number): JudgeInput {
    const input = { color: 'green', candidate: this.#candidate, now, limits } as const
    const reference = this.#reference()
    return reference === undefined ? input : { ...input, reference }
  }
}
