import { pendingReport, withReport } from '../../core/reporting/outbox.ts'
import type { Report } from '../../core/reporting/report.ts'
import { collectorsOf } from '../../core/reporting/reporting-settings.ts'
import { faultsField } from '../../core/reporting/router-faults.ts'
import type { Model } from '../../core/routing/model.ts'
import { log } from '../../platform/log.ts'
import { cachedPointer } from '../pointer-cache.ts'
import { countsOf, isPastObjective, type OutcomeBuffer } from './outcome-buffer.ts'

/** Whether there is anything to report: counts, an unacknowledged report, or calls in progress. */
export function hasNews({ counts, outbox, inProgress, shadow }: OutcomeBuffer): boolean {
  if (counts.size > 0 || inProgress.size > 0 || !shadow.isEmpty) return true
  return outbox.unacknowledged !== undefined
}

/** Returns the next report to send: the unacknowledged one, or else one with the counts since. */
export function nextReport(model: Model, buffer: OutcomeBuffer, now: number): Report {
  const pointer = cachedPointer(model)
  const collectors = collectorsOf(pointer?.reporting, model)
  const pending = pendingReport(buffer.outbox, collectors !== buffer.collectors)
  if (pending !== undefined) return pending
  const droppedTallies = takeDropped(model, buffer)
  sweep(buffer, now)
  const tallies = [...buffer.counts.values()]
  const inProgress = buffer.inProgress.summary(now)
  const { repeats, attempts } = buffer
  const shadow = buffer.shadow.take()
  const counted = {
    tallies,
    inProgress,
    times: buffer.times.take(),
    ...(repeats.length === 0 ? {} : { repeats }),
    ...faultsField({ internalErrors: buffer.internalErrors, droppedTallies }),
    ...(shadow === undefined ? {} : { shadow }),
    ...(attempts.length === 0 ? {} : { attempts }),
  }
  const outbox = withReport(buffer.outbox, counted, pointer)
  buffer.counts = new Map()
  buffer.repeats = []
  buffer.internalErrors = 0
  buffer.attempts = []
  buffer.latestCounts = undefined
  buffer.collectors = collectors
  buffer.outbox = outbox
  return outbox.unacknowledged
}

/** Counts calls as slow that wait past their objective, and as lost those past their deadline. */
function sweep(buffer: OutcomeBuffer, now: number): void {
  for (const call of buffer.inProgress.calls()) {
    if (call.isWaiting && isPastObjective(buffer, call.routeLabel, call.sentAt, now)) {
      if (!call.isSlow) countsOf(buffer, call.cohort).slow++
      call.isSlow = true
    }
    if (now <= call.deadline) continue
    buffer.inProgress.end(call)
    countsOf(buffer, call.cohort).lost++
  }
}

/**
 * Returns and logs the number of counts that no report will carry: tallies above the bound, and an
 * unacknowledged report.
 */
function takeDropped(model: Model, buffer: OutcomeBuffer): number {
  const unacknowledged = buffer.outbox.unacknowledged?.tallies.length ?? 0
  const tallies = buffer.droppedTallies + unacknowledged
  if (tallies > 0) log('report_dropped', { model: model.name, tallies })
  buffer.droppedTallies = 0
  return tallies
}
