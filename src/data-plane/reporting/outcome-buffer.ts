import type { Color } from '../../core/routing/color.ts'
import type { Model } from '../../core/routing/model.ts'
import { emptyOutbox, pendingReport, withReport, type Outbox } from '../../core/reporting/outbox.ts'
import type { Outcome } from '../../core/outcomes/outcome.ts'
import { collectorsOf } from '../../core/reporting/reporting-settings.ts'
import {
  fullBudget,
  type PairFinding,
  type FailoverBudget,
} from '../../core/routing/failover-rules.ts'
import type { Report } from '../../core/reporting/report.ts'
import { log } from '../../platform/log.ts'
import { cachedPointer } from '../pointer-cache.ts'
import type { CollectorShard } from './report-target.ts'

/** Until the coordinator says otherwise: the first report of an isolate goes out soon. */
const FIRST_REPORT_MS = 100

/** Tallies that are kept while nobody takes reports; the oldest go first, and with them what no longer matters. */
const MAX_TALLIES = 4_096

/** What tells the calls of one tally from those of another. */
export interface CohortKey {
  readonly color: Color
  readonly release: string
  readonly slice: number
  readonly caller: number
}

/** What can be counted of a call, apart from its start. */
export type Count = Outcome | PairFinding | 'slow'

type Counts = CohortKey & Record<Count | 'started', number>

/** What an isolate counted of a model and has not yet reported, and when it is to report. */
export interface OutcomeBuffer {
  counts: Map<string, Counts>
  outbox: Outbox
  /** Drawn once: an isolate that changed seats would count in two, and its resends twice. */
  shard: CollectorShard | undefined
  /** Collectors of each region when the report in the outbox first went out: it goes out again to the same report target. */
  collectors: number
  /** Until when some call lingers in order to report; nobody else needs to. */
  flushScheduledUntil: number
  /** Tallies dropped since the last report because the buffer was full. */
  droppedTallies: number
  budget: FailoverBudget
}

/**
 * The tally of each model in this isolate. It outlives the requests whose outcomes it counts, because a report a call
 * would cost more than the call; what is not yet reported when an isolate ends is lost, at most one interval's worth.
 */
const buffers = new Map<string, OutcomeBuffer>()

/** The buffer of a model. `now` is in milliseconds since 1970. */
export function outcomeBufferOf(model: Model, now: number): OutcomeBuffer {
  const known = buffers.get(model.name)
  if (known !== undefined) return known
  const buffer: OutcomeBuffer = {
    counts: new Map(),
    outbox: emptyOutbox(crypto.randomUUID(), now + FIRST_REPORT_MS),
    shard: undefined,
    collectors: model.collectors,
    flushScheduledUntil: 0,
    droppedTallies: 0,
    budget: fullBudget,
  }
  buffers.set(model.name, buffer)
  return buffer
}

/** The counts of a booking, to be added to. */
export function countsOf(buffer: OutcomeBuffer, cohort: CohortKey): Counts {
  const key = `${cohort.slice}/${cohort.caller}/${cohort.color}/${cohort.release}`
  const known = buffer.counts.get(key)
  if (known !== undefined) return known
  const { color, release, slice, caller } = cohort
  const outcomes = { success: 0, neutral: 0, fault: 0, overload: 0 }
  const findings = { slow: 0, concordant: 0, discordant: 0 }
  const fresh = { color, release, slice, caller, started: 0, ...outcomes, ...findings }
  buffer.counts.set(key, fresh)
  if (buffer.counts.size > MAX_TALLIES) dropOldest(buffer)
  return fresh
}

/** The report that is to be sent: the one that nobody took yet, or else what was counted since. */
export function nextReport(model: Model, buffer: OutcomeBuffer): Report {
  const pointer = cachedPointer(model)
  const collectors = collectorsOf(pointer?.reporting, model)
  const pending = pendingReport(buffer.outbox, collectors !== buffer.collectors)
  if (pending !== undefined) return pending
  logDropped(model, buffer)
  const tallies = [...buffer.counts.values()]
  const outbox = withReport(buffer.outbox, { tallies }, pointer)
  buffer.counts = new Map()
  buffer.collectors = collectors
  buffer.outbox = outbox
  return outbox.unacknowledged
}

function dropOldest(buffer: OutcomeBuffer): void {
  for (const key of buffer.counts.keys()) {
    buffer.counts.delete(key)
    buffer.droppedTallies++
    return
  }
}

/** Logs what no report will carry: tallies above the bound, and a report that its target did not acknowledge. */
function logDropped(model: Model, buffer: OutcomeBuffer): void {
  const unacknowledged = buffer.outbox.unacknowledged?.tallies.length ?? 0
  const tallies = buffer.droppedTallies + unacknowledged
  if (tallies > 0) log('report_dropped', { model: model.name, tallies })
  buffer.droppedTallies = 0
}
