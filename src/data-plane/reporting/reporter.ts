import type { Model } from '../../core/routing/model.ts'
import { acknowledged, failed } from '../../core/reporting/outbox.ts'
import { earnFailover, returnFailover, takeFailover } from '../../core/routing/failover-budget.ts'
import type { Failure } from '../../core/reporting/schedule.ts'
import type { CallInProgress } from './calls-in-progress.ts'
import { hasNews, nextReport } from './next-report.ts'
import { countsOf, outcomeBufferOf, type OutcomeBuffer } from './outcome-buffer.ts'
import { cachedPointer, cachePointer } from '../pointer-cache.ts'
import type { CohortKey } from '../../core/reporting/tally.ts'
import { pickShard, reportTarget } from './report-target.ts'
import { readKvPointer } from '../../platform/kv-pointer.ts'
import { REPORT_TIMEOUT_MS, sendReport } from '../../platform/send-report.ts'

/** Longest wait for KV while reports are not acknowledged. */
const KV_TIMEOUT_MS = 2_000

/**
 * Limit for `waitUntil`, which ends 30 s after the response. A later call sends a report that is
 * due later.
 */
const MAX_WAIT_UNTIL_MS = 20_000

/** The call that is counted, and the invocation that may send a report. */
export interface ReportContext {
  readonly env: Env
  readonly ctx: ExecutionContext
  readonly model: Model
  /** Shows the region of the isolate. */
  readonly request: Request
  readonly progress: CallInProgress
}

/** A call that takes part in the failover budget. */
interface BudgetedCall {
  readonly model: Model
  readonly cohort: CohortKey
}

/** Counts the start of a call, and schedules the report. `now` is in milliseconds since 1970. */
export function countStart(context: ReportContext, cohort: CohortKey, now: number): void {
  const buffer = outcomeBufferOf(context.model, now)
  buffer.budget = earnFailover(buffer.budget, cohort.caller, context.model.failover.budget)
  countsOf(buffer, cohort).started++
  scheduleFlush(context, buffer, now)
}

/**
 * Takes one failover out of the isolate's budgets for a model and for the caller's group; false
 * when one of the two is spent.
 */
export function spendFailover({ model, cohort }: BudgetedCall, now: number): boolean {
  const buffer = outcomeBufferOf(model, now)
  const remaining = takeFailover(buffer.budget, cohort.caller)
  if (remaining !== undefined) buffer.budget = remaining
  return remaining !== undefined
}

/** Gives the failover back, because the other color answered the repeated call well. */
export function refundFailover({ model, cohort }: BudgetedCall, now: number): void {
  const buffer = outcomeBufferOf(model, now)
  buffer.budget = returnFailover(buffer.budget, cohort.caller)
}

/**
 * Keeps one call per interval alive in `waitUntil` to send the report, so that the last outcomes of
 * a burst go out without another call. `flushScheduledUntil` expires, because the platform may end
 * that call without notice.
 */
export function scheduleFlush(context: ReportContext, buffer: OutcomeBuffer, now: number): void {
  if (now < buffer.flushScheduledUntil || buffer.outbox.nextReportAt > now + MAX_WAIT_UNTIL_MS)
    return
  context.ctx.waitUntil(reportWhenDue(context, buffer, now + MAX_WAIT_UNTIL_MS))
}

/**
 * Sends reports for as long as there is something to report. While the call itself is in progress,
 * the deadline does not apply.
 */
async function reportWhenDue(
  context: ReportContext,
  buffer: OutcomeBuffer,
  deadline: number
): Promise<void> {
  for (;;) {
    const now = Date.now()
    const wait = Math.max(0, buffer.outbox.nextReportAt - now)
    if (now + wait > deadline && !buffer.inProgress.has(context.progress)) break
    buffer.flushScheduledUntil = now + wait + REPORT_TIMEOUT_MS
    await scheduler.wait(wait)
    await send(context, buffer)
    if (!hasNews(buffer)) break
  }
  buffer.flushScheduledUntil = 0
}

/** Sends the unreported counts. Outcomes that are counted meanwhile go into the next report. */
async function send(context: ReportContext, buffer: OutcomeBuffer): Promise<void> {
  const { env, model, request } = context
  const report = nextReport(model, buffer, Date.now())
  const shard = (buffer.shard ??= pickShard(request))
  const delivery = await sendReport(reportTarget(env, model, shard, buffer.collectors), report)
  if (delivery.kind === 'failed') return retryLater(context, buffer, delivery.why)
  const now = Date.now()
  const { reply } = delivery
  buffer.outbox = acknowledged(buffer.outbox, report, reply, now)
  buffer.firstByte.learn(reply.objectivesMs)
  if (reply.pointer !== undefined) cachePointer(model, reply.pointer, now, reply.nextReportMs)
}

/** Schedules the same report again. Meanwhile this isolate can learn of a change from KV only. */
async function retryLater(
  { env, model }: ReportContext,
  buffer: OutcomeBuffer,
  why: Failure
): Promise<void> {
  buffer.outbox = failed(buffer.outbox, why, Date.now(), Math.random())
  const read = await readKvPointer(env.POINTERS, model, cachedPointer(model), KV_TIMEOUT_MS)
  const now = Date.now()
  if (read?.pointer === undefined) return
  cachePointer(model, read.pointer, now, buffer.outbox.nextReportAt - now)
}
