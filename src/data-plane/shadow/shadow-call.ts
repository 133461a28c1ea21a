import { other, type Color } from '../../core/routing/color.ts'
import { isStateless } from '../../core/routing/stateless-paths.ts'
import type { CohortKey } from '../../core/reporting/tally.ts'
import { SLICE_MS } from '../../core/reporting/tally.ts'
import { releaseIdOf } from '../../core/routing/slot.ts'
import type { ShadowShare } from '../../core/routing/shadow-share.ts'
import { agreementOf } from '../../core/shadow/compare-in-shadow.ts'
import { copyOutcomeOf } from '../../core/shadow/copy-outcome.ts'
import { errorFields, log } from '../../platform/log.ts'
import type { Call } from '../call.ts'
import { keptBodies, type HeldBytes } from '../kept-bytes.ts'
import { outcomeBufferOf } from '../reporting/outcome-buffer.ts'
import { scheduleFlush } from '../reporting/reporter.ts'
import type { PreparedRequest } from '../request/prepare-request.ts'
import type { BodyEnd } from '../response/observed-body.ts'
import type { FinalResult } from '../upstream/final-result.ts'
import { KEPT_BYTES, sampleBody, type BodySample } from './body-sample.ts'
import { takePlace, type Place } from './copy-limit.ts'
import { sampledAnswerOf } from './sampled-answer.ts'
import { sendCopy } from './send-copy.ts'

/** Longest time of a copy with the answer before it; its memory and its place are free then. */
const LONGEST_MS = 600_000

/**
 * Chooses a call for the shadow. Undefined for most: those outside the share; those whose answer
 * may depend on more than the call, or whose body was not kept; those that the other color answered
 * or was asked about; and all beyond what the isolate may copy at once.
 */
export function shadowOf(
  call: Call,
  prepared: PreparedRequest,
  final: FinalResult
): ShadowCall | undefined {
  const { shadow } = call.pointer
  const now = Date.now()
  if (shadow === undefined || Math.random() * 100 >= shadow.share) return undefined
  if (now >= (shadow.until ?? Infinity) || !canBeCopied(call, prepared, final)) return undefined
  const color = other(call.cohort.color)
  const memory = reserved(call, shadow, now)
  if (memory === undefined) {
    outcomeBufferOf(call.model, now).shadow.addSkipped(cohortOf(call, color, now))
    return undefined
  }
  const { sentAt = now } = call.progress
  prepared.held?.holdUntil(now + LONGEST_MS)
  return new ShadowCall({ call, prepared, color, liveFirstByteMs: now - sentAt, ...memory })
}

function canBeCopied(
  { model, pointer, cohort, upstreamPath }: Call,
  { upstreamRequest: { body }, upload }: PreparedRequest,
  { result, color, outcome, check }: FinalResult
): boolean {
  if (result.kind !== 'answered' || color !== cohort.color || color !== pointer.stable) return false
  if (outcome !== undefined || check !== undefined || upload !== undefined) return false
  const isKept = body === null || body instanceof ArrayBuffer
  return isKept && isStateless(upstreamPath, model.statePaths)
}

/** Reserves what a copy needs: a place among the copies, and the memory of two samples. */
function reserved(call: Call, { perSecond }: ShadowShare, now: number) {
  const expiresAt = now + LONGEST_MS
  const place = takePlace(now, expiresAt)
  if (place === undefined) return undefined
  const { rate } = outcomeBufferOf(call.model, now).shadow
  const samples = rate.take(now, perSecond)
    ? keptBodies.reserve(2 * KEPT_BYTES, now, expiresAt)
    : undefined
  samples?.complete()
  if (samples === undefined) place.leave()
  return samples === undefined ? undefined : { place, samples }
}

function cohortOf({ model, pointer, callerHash, routeLabel }: Call, color: Color, now: number) {
  const { known } = outcomeBufferOf(model, now)
  const release = releaseIdOf(pointer.slots[color])
  const slice = Math.floor(now / SLICE_MS)
  return {
    color,
    release,
    slice,
    caller: known.groupOf(callerHash),
    route: known.routeOf(routeLabel),
  }
}

interface Parts {
  readonly call: Call
  readonly prepared: PreparedRequest
  readonly color: Color
  /** Time in which the client's answer began. */
  readonly liveFirstByteMs: number
  readonly place: Place
  readonly samples: HeldBytes
}

/** A call whose answer is sampled, and which is copied once its client has the answer. */
export class ShadowCall {
  readonly #parts: Parts
  #sampled: Promise<BodySample> | undefined
  #response: Response | undefined

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /**
   * Returns the body for the client. Its other branch is read up to the length of a sample, and
   * never holds more.
   */
  sample(response: Response): ReadableStream<Uint8Array> | null {
    this.#response = response
    const [client, sampled] = response.body?.tee() ?? [null, null]
    this.#sampled = sampleBody(sampled, KEPT_BYTES)
    return client
  }

  /** Sends the copy once the answer has ended, in the time that the platform gives after it. */
  copyAfter(ended: Promise<BodyEnd> | undefined): void {
    this.#parts.call.ctx.waitUntil(this.#copy(ended))
  }

  async #copy(ended: Promise<BodyEnd> | undefined): Promise<void> {
    const { call, prepared, place, samples } = this.#parts
    try {
      const sample = await this.#sampled
      const end = await ended
      const isDelivered = end === undefined || end.delivery === 'delivered'
      const hasLeft = call.request.signal.aborted
      if (sample === undefined || sample.end === 'broken' || !isDelivered || hasLeft) return
      await this.#send(sample)
    } catch (error) {
      log('internal_error', { where: 'shadow', model: call.model.name, ...errorFields(error) })
    } finally {
      place.leave()
      samples.release()
      prepared.held?.release()
    }
  }

  async #send(sample: BodySample): Promise<void> {
    const { call, prepared, color, liveFirstByteMs } = this.#parts
    const response = this.#response
    if (response === undefined) return
    const { model, routeLabel } = call
    const now = Date.now()
    const cohort: CohortKey = cohortOf(call, color, now)
    const buffer = outcomeBufferOf(model, now)
    const { shadow, firstByte } = buffer
    shadow.addStart(cohort)
    scheduleFlush(call, buffer, now)
    const { ending, firstByteMs, answer } = await sendCopy(call, prepared.upstreamRequest, color)
    const live = { status: response.status, firstByteMs: liveFirstByteMs }
    const outcome = copyOutcomeOf(ending, live, model.statusRules)
    const waitedMs = firstByteMs ?? (ending.kind === 'header_timeout' ? ending.afterMs : 0)
    shadow.addOutcome(cohort, outcome, waitedMs > firstByte.objectiveMs(routeLabel))
    if (firstByteMs !== undefined && (answer?.status ?? 0) < 400) {
      shadow.times.add('firstByte', cohort, firstByteMs)
    }
    if (answer !== undefined) {
      const agreement = agreementOf(sampledAnswerOf(response, sample), answer)
      shadow.addAgreement(cohort, agreement, model.shadow.keepsDifferences, now)
    }
    scheduleFlush(call, buffer, Date.now())
  }
}
