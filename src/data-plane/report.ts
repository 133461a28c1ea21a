import type { Color } from '../core/color.ts'
import type { Model } from '../core/model.ts'
import type { Outcome } from '../core/outcome.ts'
import type { Pointer } from '../core/pointer.ts'
import { earn, fullBudget, spend, type PairFinding, type ReplayBudget } from '../core/replay.ts'
import type { Report } from '../core/report.ts'
import { knownPointer, notePointer, readKv } from './pointer.ts'
import { within } from './within.ts'

/** Until the coordinator says otherwise: the first report of an isolate goes out soon. */
const FIRST_REPORT_MS = 100

/** Waits between tries while the coordinator does not answer. */
const RETRY_MS = { least: 1_000, most: 30_000 }

/** A coordinator that takes longer than this for a report has not taken it, as far as the isolate knows. */
const REPORT_TIMEOUT_MS = 5_000

/** `waitUntil` ends 30 s after the response: a linger that could come later than that is left to the next call. */
const MAX_LINGER_MS = 25_000

/** Tallies that are kept while nobody takes reports; the oldest go first, and with them what no longer matters. */
const MAX_TALLIES = 4_096

/** Where a call is counted, and on whose time a report may be sent. */
export interface Ledger {
  readonly env: Env
  readonly ctx: ExecutionContext
  readonly model: Model
}

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

interface Desk {
  readonly isolate: string
  sequence: number
  counts: Map<string, Counts>
  /** Sent and not acknowledged: sent again under the same sequence, so that twice is harmless. */
  unacknowledged: Report | undefined
  nextReportAt: number
  /** Until when some call lingers in order to report; nobody else needs to. */
  lingerUntil: number
  retryMs: number
  /** The revision that the coordinator told last. */
  toldRevision: number
  budget: ReplayBudget
}

/**
 * The tally of each model in this isolate. It outlives the requests whose outcomes it counts, because a report a call
 * would cost more than the call; what is not yet reported when an isolate ends is lost, at most one interval's worth.
 */
const desks = new Map<string, Desk>()

/** Counts the start of a call and sees to it that somebody reports. `now` is in milliseconds since 1970. */
export function countStart(ledger: Ledger, booking: Booking, now: number): void {
  const desk = deskOf(ledger.model, now)
  desk.budget = earn(desk.budget, ledger.model.replay.budget)
  countsOf(desk, booking).started++
  linger(ledger, desk, now)
}

/** Counts what became of a call, on the slice in which it started. */
export function count(ledger: Ledger, booking: Booking, what: Count, now: number): void {
  const desk = deskOf(ledger.model, now)
  countsOf(desk, booking)[what]++
  linger(ledger, desk, now)
}

/** Takes one replay out of the isolate's budget for a model; false when there is none left. */
export function spendReplay(model: Model, now: number): boolean {
  const desk = deskOf(model, now)
  const rest = spend(desk.budget)
  if (rest !== undefined) desk.budget = rest
  return rest !== undefined
}

function deskOf(model: Model, now: number): Desk {
  const known = desks.get(model.name)
  if (known !== undefined) return known
  const desk: Desk = {
    isolate: crypto.randomUUID(),
    sequence: 0,
    counts: new Map(),
    unacknowledged: undefined,
    nextReportAt: now + FIRST_REPORT_MS,
    lingerUntil: 0,
    retryMs: RETRY_MS.least,
    toldRevision: 0,
    budget: fullBudget,
  }
  desks.set(model.name, desk)
  return desk
}

function countsOf(desk: Desk, booking: Booking): Counts {
  const key = `${booking.slice}/${booking.caller}/${booking.color}/${booking.release}`
  const known = desk.counts.get(key)
  if (known !== undefined) return known
  const { color, release, slice, caller } = booking
  const zero = {
    started: 0,
    success: 0,
    neutral: 0,
    fault: 0,
    pressure: 0,
    slow: 0,
    shared: 0,
    convicted: 0,
  }
  const fresh = { color, release, slice, caller, ...zero }
  desk.counts.set(key, fresh)
  if (desk.counts.size > MAX_TALLIES) dropOldest(desk.counts)
  return fresh
}

function dropOldest(counts: Map<string, Counts>): void {
  for (const key of counts.keys()) {
    counts.delete(key)
    return
  }
}

/**
 * One call an interval stays behind its own answer until the report is due: a burst's last outcomes need no later call.
 * `lingerUntil` runs out, because the platform may end a lingering call without a word.
 */
function linger(ledger: Ledger, desk: Desk, now: number): void {
  if (now < desk.lingerUntil) return
  ledger.ctx.waitUntil(reportWhenDue(ledger, desk, now + MAX_LINGER_MS))
}

async function reportWhenDue(ledger: Ledger, desk: Desk, deadline: number): Promise<void> {
  for (;;) {
    const now = Date.now()
    const wait = Math.max(0, desk.nextReportAt - now)
    if (now + wait > deadline) break
    desk.lingerUntil = now + wait + REPORT_TIMEOUT_MS
    await scheduler.wait(wait)
    const told = await send(ledger, desk)
    if (told !== undefined) notePointer(ledger.model, told, Date.now())
    if (desk.counts.size === 0 && desk.unacknowledged === undefined) break
  }
  desk.lingerUntil = 0
}

/** Sends what was counted. What is counted meanwhile goes into the next report. */
async function send({ env, model }: Ledger, desk: Desk): Promise<Pointer | undefined> {
  const report = (desk.unacknowledged ??= draw(model, desk))
  try {
    const asked = env.COORDINATOR.getByName(model.name).report(report)
    const reply = await within(REPORT_TIMEOUT_MS, asked)
    if (reply === undefined) return await retryLater(desk, env, model)
    desk.unacknowledged = undefined
    desk.retryMs = RETRY_MS.least
    desk.toldRevision = reply.pointer.revision
    desk.nextReportAt = Date.now() + reply.nextReportMs
    return reply.pointer
  } catch {
    // Unreachable, overloaded or reset: it is the same to us.
    return retryLater(desk, env, model)
  }
}

/** The same report goes out again later; meanwhile KV is the only one who may know of a change. */
function retryLater(desk: Desk, env: Env, model: Model): Promise<Pointer | undefined> {
  desk.nextReportAt = Date.now() + desk.retryMs
  desk.retryMs = Math.min(RETRY_MS.most, desk.retryMs * 2)
  return readKv(env, model)
}

/** Takes the counts out of the desk. A pointer goes along when it is newer than what the coordinator last told. */
function draw(model: Model, desk: Desk): Report {
  const tallies = [...desk.counts.values()]
  desk.counts = new Map()
  desk.sequence++
  const pointer = knownPointer(model)
  const revision = pointer?.revision ?? 0
  const report = { isolate: desk.isolate, sequence: desk.sequence, revision, tallies }
  return pointer !== undefined && revision > desk.toldRevision ? { ...report, pointer } : report
}
