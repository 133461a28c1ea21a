import type { Color } from '../../core/routing/color.ts'
import type { Model } from '../../core/routing/model.ts'
import { emptyOutbox, owed, withReport, type Outbox } from '../../core/reporting/outbox.ts'
import type { Outcome } from '../../core/outcomes/outcome.ts'
import { collectorsOf } from '../../core/reporting/collector-shard.ts'
import {
  fullBudget,
  type PairFinding,
  type ReplayBudget,
} from '../../core/routing/failover-rules.ts'
import type { Report } from '../../core/reporting/report.ts'
import { knownPointer } from '../pointer-cache.ts'
import type { Seat } from './report-target.ts'

/** Until the coordinator says otherwise: the first report of an isolate goes out soon. */
const FIRST_REPORT_MS = 100

/** Tallies that are kept while nobody takes reports; the oldest go first, and with them what no longer matters. */
const MAX_TALLIES = 4_096

/** What tells the calls of one tally from those of another. */
export interface Booking {
  readonly color: Color
  readonly release: string
  readonly slice: number
  readonly caller: number
}

/** What can be counted of a call, apart from its start. */
export type Count = Outcome | PairFinding | 'slow'

type Counts = Booking & Record<Count | 'started', number>

/** What an isolate counted of a model and has not yet reported, and when it is to report. */
export interface Desk {
  counts: Map<string, Counts>
  outbox: Outbox
  /** Drawn once: an isolate that changed seats would count in two, and its resends twice. */
  seat: Seat | undefined
  /** Collectors of each region when the report in the outbox first went out: it goes out again to the same taker. */
  collectors: number
  /** Until when some call lingers in order to report; nobody else needs to. */
  lingerUntil: number
  budget: ReplayBudget
}

/**
 * The tally of each model in this isolate. It outlives the requests whose outcomes it counts, because a report a call
 * would cost more than the call; what is not yet reported when an isolate ends is lost, at most one interval's worth.
 */
const desks = new Map<string, Desk>()

/** The desk of a model. `now` is in milliseconds since 1970. */
export function deskOf(model: Model, now: number): Desk {
  const known = desks.get(model.name)
  if (known !== undefined) return known
  const desk: Desk = {
    counts: new Map(),
    outbox: emptyOutbox(crypto.randomUUID(), now + FIRST_REPORT_MS),
    seat: undefined,
    collectors: model.collectors,
    lingerUntil: 0,
    budget: fullBudget,
  }
  desks.set(model.name, desk)
  return desk
}

/** The counts of a booking, to be added to. */
export function countsOf(desk: Desk, booking: Booking): Counts {
  const key = `${booking.slice}/${booking.caller}/${booking.color}/${booking.release}`
  const known = desk.counts.get(key)
  if (known !== undefined) return known
  const { color, release, slice, caller } = booking
  const outcomes = { success: 0, neutral: 0, fault: 0, pressure: 0 }
  const findings = { slow: 0, shared: 0, convicted: 0 }
  const fresh = { color, release, slice, caller, started: 0, ...outcomes, ...findings }
  desk.counts.set(key, fresh)
  if (desk.counts.size > MAX_TALLIES) dropOldest(desk.counts)
  return fresh
}

/** The report that is to be sent: the one that nobody took yet, or else what was counted since. */
export function draw(model: Model, desk: Desk): Report {
  const pointer = knownPointer(model)
  const collectors = collectorsOf(pointer, model)
  const first = owed(desk.outbox, collectors !== desk.collectors)
  if (first !== undefined) return first
  const tallies = [...desk.counts.values()]
  const outbox = withReport(desk.outbox, { tallies }, pointer)
  desk.counts = new Map()
  desk.collectors = collectors
  desk.outbox = outbox
  return outbox.unacknowledged
}

function dropOldest(counts: Map<string, Counts>): void {
  for (const key of counts.keys()) {
    counts.delete(key)
    return
  }
}
