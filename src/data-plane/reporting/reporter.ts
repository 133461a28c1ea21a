import type { Model } from '../../core/routing/model.ts'
import { acknowledged, failed, failureOf } from '../../core/reporting/outbox.ts'
import { parseReply } from '../../core/reporting/parse-report.ts'
import { earnFailover, takeFailover } from '../../core/routing/failover-rules.ts'
import type { Report } from '../../core/reporting/report.ts'
import type { Failure } from '../../core/reporting/schedule.ts'
import {
  countsOf,
  outcomeBufferOf,
  nextReport,
  type CohortKey,
  type Count,
  type OutcomeBuffer,
} from './outcome-buffer.ts'
import { cachePointer, readKv } from '../pointer-cache.ts'
import { pickShard, reportTarget } from './report-target.ts'
import { withTimeout } from '../../platform/with-timeout.ts'

/** A coordinator that takes longer than this for a report has not taken it, as far as the isolate knows. */
const REPORT_TIMEOUT_MS = 5_000

/** The longest that an isolate waits for what KV knows while the coordinator does not answer. */
const KV_TIMEOUT_MS = 2_000

/** `waitUntil` ends 30 s after the response: a linger that could come later than that is left to a later call. */
const MAX_WAIT_UNTIL_MS = 20_000

/** Where a call is counted, and on whose time a report may be sent. */
export interface ReportContext {
  readonly env: Env
  readonly ctx: ExecutionContext
  readonly model: Model
  /** It says where the isolate is. */
  readonly request: Request
}

/** Counts the start of a call and sees to it that somebody reports. `now` is in milliseconds since 1970. */
export function countStart(context: ReportContext, cohort: CohortKey, now: number): void {
  const buffer = outcomeBufferOf(context.model, now)
  buffer.budget = earnFailover(buffer.budget, context.model.failover.budget)
  countsOf(buffer, cohort).started++
  scheduleFlush(context, buffer, now)
}

/** Counts what became of a call, on the slice in which it started. */
export function count(context: ReportContext, cohort: CohortKey, what: Count, now: number): void {
  const buffer = outcomeBufferOf(context.model, now)
  countsOf(buffer, cohort)[what]++
  scheduleFlush(context, buffer, now)
}

/** Takes one failover out of the isolate's budget for a model; false when there is none left. */
export function spendFailover(model: Model, now: number): boolean {
  const buffer = outcomeBufferOf(model, now)
  const remaining = takeFailover(buffer.budget)
  if (remaining !== undefined) buffer.budget = remaining
  return remaining !== undefined
}

/**
 * One call an interval stays behind its own answer until the report is due: a burst's last outcomes need no later call.
 * `lingerUntil` runs out, because the platform may end a lingering call without a word.
 */
function scheduleFlush(context: ReportContext, buffer: OutcomeBuffer, now: number): void {
  if (now < buffer.flushScheduledUntil || buffer.outbox.nextReportAt > now + MAX_WAIT_UNTIL_MS)
    return
  context.ctx.waitUntil(reportWhenDue(context, buffer, now + MAX_WAIT_UNTIL_MS))
}

async function reportWhenDue(
  context: ReportContext,
  buffer: OutcomeBuffer,
  deadline: number
): Promise<void> {
  for (;;) {
    const now = Date.now()
    const wait = Math.max(0, buffer.outbox.nextReportAt - now)
    if (now + wait > deadline) break
    buffer.flushScheduledUntil = now + wait + REPORT_TIMEOUT_MS
    await scheduler.wait(wait)
    await send(context, buffer)
    if (buffer.counts.size === 0 && buffer.outbox.unacknowledged === undefined) break
  }
  buffer.flushScheduledUntil = 0
}

/** Sends what was counted. What is counted meanwhile goes into the next report. */
async function send(context: ReportContext, buffer: OutcomeBuffer): Promise<void> {
  const { env, model, request } = context
  const report = nextReport(model, buffer)
  const shard = (buffer.shard ??= pickShard(request))
  try {
    const reply = reportTarget(env, model, shard, buffer.collectors).report(report)
    const answer = await withTimeout(REPORT_TIMEOUT_MS, reply)
    if (answer === undefined) return await retryLater(context, buffer, 'silent')
    applyReply(model, buffer, report, answer)
  } catch (error) {
    // Unreachable or reset: the next one of that name takes it.
    await retryLater(context, buffer, failureOf(error))
  }
}

function applyReply(model: Model, buffer: OutcomeBuffer, report: Report, answer: unknown): void {
  const now = Date.now()
  const reply = parseReply(answer)
  buffer.outbox = acknowledged(buffer.outbox, report, reply, now)
  if (reply.pointer !== undefined) cachePointer(model, reply.pointer, now, reply.nextReportMs)
}

/** The same report goes out again later; meanwhile KV is the only one who may know of a change. */
async function retryLater(
  { env, model }: ReportContext,
  buffer: OutcomeBuffer,
  why: Failure
): Promise<void> {
  buffer.outbox = failed(buffer.outbox, why, Date.now(), Math.random())
  const pointer = await withTimeout(KV_TIMEOUT_MS, readKv(env, model))
  const now = Date.now()
  if (pointer !== undefined) cachePointer(model, pointer, now, buffer.outbox.nextReportAt - now)
}
