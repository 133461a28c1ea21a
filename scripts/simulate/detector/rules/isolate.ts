import { noCounts, type Counts } from '../../../../src/core/detector/counts.ts'
import { STRANGERS } from '../../../../src/core/detector/rows.ts'
import { CALLER_GROUPS } from '../../../../src/core/outcomes/caller.ts'
import { SLICE_MS, type CohortKey, type Tally } from '../../../../src/core/reporting/tally.ts'
import type { Color } from '../../../../src/core/routing/color.ts'
import {
  earnFailover,
  fullBudget,
  returnFailover,
  takeFailover,
} from '../../../../src/core/routing/failover-budget.ts'
import { outcomeOfPair, pairFindingOf } from '../../../../src/core/routing/matched-pair.ts'
import type { Call } from '../workload.ts'
import type { CallEvent } from './call-events.ts'

/** Failovers per call that the router allows by default. */
const FAILOVER_SHARE = 0.2

type TallyCounts = CohortKey & Record<keyof Counts, number>

/** The counts of one isolate between two reports, its budget for failovers, and the callers that it has seen succeed. */
export class Isolate {
  #tallies = new Map<string, TallyCounts>()
  #budget = fullBudget
  readonly #served = new Set<number>()
  /** Calls in progress and their groups: a call stays in the group that it started in. */
  readonly #groups = new Map<Call, number>()
  readonly #repeated = new Set<Call>()

  /** Counts one event. The increments belong to the slice in which the call started. */
  count({ call, kind, color }: CallEvent): void {
    if (kind === 'start') this.#groups.set(call, this.#groupOf(call))
    const counts = this.#countsOf(call, color)
    switch (kind) {
      case 'start':
        this.#budget = earnFailover(this.#budget, counts.caller, FAILOVER_SHARE)
        counts.started++
        break
      case 'slow':
        counts.slow++
        break
      case 'end':
        this.#end(call, counts)
        break
      case 'pair':
        this.#pair(call, counts)
        break
    }
  }

  /** The increments since the last report. */
  report(): readonly Tally[] {
    const tallies = [...this.#tallies.values()]
    this.#tallies = new Map()
    return tallies
  }

  #end(call: Call, counts: TallyCounts): void {
    if (call.outcome === 'fault' && call.isEarly) {
      const rest = call.repeatable ? takeFailover(this.#budget, counts.caller) : undefined
      if (rest !== undefined) {
        this.#budget = rest
        this.#repeated.add(call)
        return
      }
      counts.early++
    }
    counts[call.outcome]++
    if (call.outcome === 'success') this.#served.add(call.caller)
    this.#groups.delete(call)
  }

  /** The other color's answer to a call that was repeated there. */
  #pair(call: Call, counts: TallyCounts): void {
    if (!this.#repeated.delete(call)) return
    const second = call.shared ? 'fault' : 'success'
    counts[outcomeOfPair('fault', second)]++
    const finding = pairFindingOf('fault', second)
    if (finding !== undefined) counts[finding]++
    if (second === 'success') {
      this.#budget = returnFailover(this.#budget, counts.caller)
      this.#served.add(call.caller)
    }
    this.#groups.delete(call)
  }

  /** A caller is a stranger until this isolate has seen it succeed. */
  #groupOf({ caller }: Call): number {
    return this.#served.has(caller) ? 1 + ((caller - 1) % (CALLER_GROUPS - 1)) : STRANGERS
  }

  #countsOf(call: Call, color: Color): TallyCounts {
    const slice = Math.floor(call.startedAt / SLICE_MS)
    const caller = this.#groups.get(call) ?? STRANGERS
    const key = `${color}/${slice}/${caller}/${call.route}`
    const known = this.#tallies.get(key)
    if (known !== undefined) return known
    const release = color === 'green' ? 'v2' : 'v1'
    const fresh = { ...noCounts, color, release, slice, caller, route: call.route }
    this.#tallies.set(key, fresh)
    return fresh
  }
}
