import { noCounts, type Counts } from '../../core/detector/counts.ts'
import { emptyOutbox, type Outbox } from '../../core/reporting/outbox.ts'
import type { RepeatCounts } from '../../core/reporting/repeats.ts'
import { noRouterFaults } from '../../core/reporting/router-faults.ts'
import type { AttemptCounts } from '../../core/reporting/second-attempts.ts'
import type { CohortKey, Tally } from '../../core/reporting/tally.ts'
import { fullBudget, type FailoverBudget } from '../../core/routing/failover-budget.ts'
import type { Model } from '../../core/routing/model.ts'
import { ShadowCounts } from '../shadow/shadow-counts.ts'
import { KnownShapes } from '../response/known-shapes.ts'
import { KnownRefusals } from '../upstream/known-refusals.ts'
import { CallsInProgress } from './calls-in-progress.ts'
import { FirstByteObjectives } from './first-byte-objectives.ts'
import { KnownCallers } from './known-callers.ts'
import type { CollectorShard } from './report-target.ts'
import { isSameCohort } from './same-cohort.ts'
import { TimesBuffer } from './times-buffer.ts'

/** Delay of an isolate's first report. The reply sets the time of the next one. */
const FIRST_REPORT_MS = 100

/**
 * Maximum number of tallies that are kept while no report is acknowledged; the oldest are dropped
 * first.
 */
const MAX_TALLIES = 4_096

type TallyCounts = CohortKey & Record<keyof Counts, number> & { causes?: Tally['causes'] }

/**
 * Unreported counts of one model in this isolate, the callers and answers that the isolate has
 * learned, and the reporting schedule.
 */
export interface OutcomeBuffer {
  counts: Map<string, TallyCounts>
  /** The counts that were asked for last: calls of the same second and group share them. */
  latestCounts: TallyCounts | undefined
  readonly inProgress: CallsInProgress
  readonly firstByte: FirstByteObjectives
  readonly times: TimesBuffer
  /** What the colors answered to repeated calls since the last report. */
  repeats: readonly RepeatCounts[]
  /** What copies of calls showed, apart from the counts of calls. */
  readonly shadow: ShadowCounts
  /** Second attempts since the last report. */
  attempts: readonly AttemptCounts[]
  readonly known: KnownCallers
  readonly shapes: KnownShapes
  readonly refusals: KnownRefusals
  outbox: Outbox
  /**
   * Drawn once: after a change of shard the isolate would count in both shards, and its resends
   * twice.
   */
  shard: CollectorShard | undefined
  /**
   * Collectors per region when the report in the outbox first went out. A resend goes to the same
   * report target.
   */
  collectors: number
  /**
   * Time until which one call stays alive in `waitUntil` to send the report. Other calls need not.
   */
  flushScheduledUntil: number
  /** Tallies dropped since the last report because the buffer was full. */
  droppedTallies: number
  /** Errors of the router's own code since the last report. */
  internalErrors: number
  budget: FailoverBudget
}

/**
 * The buffer of each model in this isolate. It outlives the requests whose outcomes it counts,
 * because a report for each call would cost more than the call. When an isolate ends, the counts of
 * one interval are lost.
 */
const buffers = new Map<string, OutcomeBuffer>()

/** Returns the buffer of a model. `now` is in milliseconds since 1970. */
export function outcomeBufferOf(model: Model, now: number): OutcomeBuffer {
  const known = buffers.get(model.name)
  if (known !== undefined) return known
  const buffer: OutcomeBuffer = {
    counts: new Map(),
    latestCounts: undefined,
    inProgress: new CallsInProgress(),
    firstByte: new FirstByteObjectives(model.firstByteObjectiveMs, model.headerTimeoutMs / 2),
    times: new TimesBuffer(),
    repeats: [],
    shadow: new ShadowCounts(),
    attempts: [],
    known: new KnownCallers(),
    shapes: new KnownShapes(),
    refusals: new KnownRefusals(),
    outbox: emptyOutbox(crypto.randomUUID(), now + FIRST_REPORT_MS),
    shard: undefined,
    collectors: model.collectors,
    flushScheduledUntil: 0,
    ...noRouterFaults,
    budget: fullBudget,
  }
  buffers.set(model.name, buffer)
  return buffer
}

/** Returns the counts of a cohort. The caller adds to them. */
export function countsOf(buffer: OutcomeBuffer, cohort: CohortKey): TallyCounts {
  const { latestCounts } = buffer
  if (latestCounts !== undefined && isSameCohort(latestCounts, cohort)) return latestCounts
  const counts = keyedCounts(buffer, cohort)
  buffer.latestCounts = counts
  return counts
}

function keyedCounts(buffer: OutcomeBuffer, cohort: CohortKey): TallyCounts {
  const { color, release, slice, caller, route } = cohort
  const key = `${slice}/${caller}/${color}/${route}/${release}`
  const known = buffer.counts.get(key)
  if (known !== undefined) return known
  const fresh = { ...noCounts, color, release, slice, caller, route }
  buffer.counts.set(key, fresh)
  if (buffer.counts.size > MAX_TALLIES) dropOldest(buffer)
  return fresh
}

/** Whether a call that was sent at `sentAt` is slow at `now`, if its first byte has not come. */
export function isPastObjective(
  buffer: OutcomeBuffer,
  routeLabel: string,
  sentAt: number | undefined,
  now: number
): boolean {
  return sentAt !== undefined && now - sentAt > buffer.firstByte.objectiveMs(routeLabel)
}

function dropOldest(buffer: OutcomeBuffer): void {
  for (const key of buffer.counts.keys()) {
    buffer.counts.delete(key)
    buffer.latestCounts = undefined
    buffer.droppedTallies++
    return
  }
}
