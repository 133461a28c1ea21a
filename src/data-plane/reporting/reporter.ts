import type { Model } from '../../core/routing/model.ts'
import { acknowledged, failed, failureOf } from '../../core/reporting/outbox.ts'
import { parseReply } from '../../core/reporting/parse-report.ts'
import { earn, spend } from '../../core/routing/failover-rules.ts'
import type { Report } from '../../core/reporting/report.ts'
import type { Failure } from '../../core/reporting/schedule.ts'
import { countsOf, deskOf, draw, type Booking, type Count, type Desk } from './outcome-buffer.ts'
import { notePointer, readKv } from '../pointer-cache.ts'
import { drawSeat, takerOf } from './report-target.ts'
import { within } from '../../platform/with-timeout.ts'

/** A coordinator that takes longer than this for a report has not taken it, as far as the isolate knows. */
const REPORT_TIMEOUT_MS = 5_000

/** The longest that an isolate waits for what KV knows while the coordinator does not answer. */
const KV_TIMEOUT_MS = 2_000

/** `waitUntil` ends 30 s after the response: a linger that could come later than that is left to a later call. */
const MAX_LINGER_MS = 20_000

/** Where a call is counted, and on whose time a report may be sent. */
export interface Ledger {
  readonly env: Env
  readonly ctx: ExecutionContext
  readonly model: Model
  /** It says where the isolate is. */
  readonly request: Request
}

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

/**
 * One call an interval stays behind its own answer until the report is due: a burst's last outcomes need no later call.
 * `lingerUntil` runs out, because the platform may end a lingering call without a word.
 */
function linger(ledger: Ledger, desk: Desk, now: number): void {
  if (now < desk.lingerUntil || desk.outbox.nextReportAt > now + MAX_LINGER_MS) return
  ledger.ctx.waitUntil(reportWhenDue(ledger, desk, now + MAX_LINGER_MS))
}

async function reportWhenDue(ledger: Ledger, desk: Desk, deadline: number): Promise<void> {
  for (;;) {
    const now = Date.now()
    const wait = Math.max(0, desk.outbox.nextReportAt - now)
    if (now + wait > deadline) break
    desk.lingerUntil = now + wait + REPORT_TIMEOUT_MS
    await scheduler.wait(wait)
    await send(ledger, desk)
    if (desk.counts.size === 0 && desk.outbox.unacknowledged === undefined) break
  }
  desk.lingerUntil = 0
}

/** Sends what was counted. What is counted meanwhile goes into the next report. */
async function send(ledger: Ledger, desk: Desk): Promise<void> {
  const { env, model, request } = ledger
  const report = draw(model, desk)
  const seat = (desk.seat ??= drawSeat(request))
  try {
    const asked = takerOf(env, model, seat, desk.collectors).report(report)
    const answer = await within(REPORT_TIMEOUT_MS, asked)
    if (answer === undefined) return await retryLater(ledger, desk, 'silent')
    heed(model, desk, report, answer)
  } catch (error) {
    // Unreachable or reset: the next one of that name takes it.
    await retryLater(ledger, desk, failureOf(error))
  }
}

function heed(model: Model, desk: Desk, report: Report, answer: unknown): void {
  const now = Date.now()
  const reply = parseReply(answer)
  desk.outbox = acknowledged(desk.outbox, report, reply, now)
  if (reply.pointer !== undefined) notePointer(model, reply.pointer, now, reply.nextReportMs)
}

/** The same report goes out again later; meanwhile KV is the only one who may know of a change. */
async function retryLater({ env, model }: Ledger, desk: Desk, why: Failure): Promise<void> {
  desk.outbox = failed(desk.outbox, why, Date.now(), Math.random())
  const pointer = await within(KV_TIMEOUT_MS, readKv(env, model))
  const now = Date.now()
  if (pointer !== undefined) notePointer(model, pointer, now, desk.outbox.nextReportAt - now)
}
