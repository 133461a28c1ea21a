import type { Color } from '../core/color.ts'
import type { Model } from '../core/model.ts'
import type { Outcome } from '../core/outcome.ts'
import { fullBudget, type PairFinding, type ReplayBudget } from '../core/replay.ts'
import type { Report } from '../core/report.ts'
import { knownPointer } from './pointer.ts'

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
  readonly isolate: string
  sequence: number
  counts: Map<string, Counts>
  /** Sent and not acknowledged: sent again under the same sequence, so that twice is harmless. */
  unacknowledged: Report | undefined
  nextReportAt: number
  /** Until when some call lingers in order to report; nobody else needs to. */
  lingerUntil: number
  /** How often the coordinator did not answer since it last did. */
  failures: number
  /** The revision that the coordinator told last. */
  toldRevision: number
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
    isolate: crypto.randomUUID(),
    sequence: 0,
    counts: new Map(),
    unacknowledged: undefined,
    nextReportAt: now + FIRST_REPORT_MS,
    lingerUntil: 0,
    failures: 0,
    toldRevision: 0,
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

/** Takes the counts out of the desk. A pointer goes along when it is newer than what the coordinator last told. */
export function draw(model: Model, desk: Desk): Report {
  const tallies = [...desk.counts.values()]
  desk.counts = new Map()
  desk.sequence++
  const pointer = knownPointer(model)
  const revision = pointer?.revision ?? 0
  const report = { isolate: desk.isolate, sequence: desk.sequence, revision, tallies }
  return pointer !== undefined && revision > desk.toldRevision ? { ...report, pointer } : report
}

function dropOldest(counts: Map<string, Counts>): void {
  for (const key of counts.keys()) {
    counts.delete(key)
    return
  }
}
