import type { Color } from '../../core/routing/color.ts'
import { secretHeadersOf } from '../../core/routing/secret-headers.ts'
import type { CopyEnding } from '../../core/shadow/copy-outcome.ts'
import { eventErrorIn, streamKindOf } from '../../core/outcomes/stream-error.ts'
import type { SampledAnswer } from '../../core/shadow/compare-in-shadow.ts'
import { shapeOf } from '../../core/outcomes/answer-shape.ts'
import { outcomeOfStatus } from '../../core/outcomes/outcome.ts'
import type { Call } from '../call.ts'
import { outcomeBufferOf } from '../reporting/outcome-buffer.ts'
import { withCredentials } from '../request/prepare-request.ts'
import { fetchFrom, resultOfResponse, type UpstreamRequest } from '../upstream/forward.ts'
import { sampleBody, type BodySample } from './body-sample.ts'
import { sampledAnswerOf } from './sampled-answer.ts'

/** Request header that tells an origin that nobody waits for the answer. */
const SHADOW_HEADER = 'x-bluegreen-shadow'

/** Longest time of a copy, in milliseconds: the platform allows 30 s after the client's answer. */
const COPY_MS = 20_000

/** Bytes of the answer to a copy that are read, to see that it goes on. */
const MAX_COPY_BYTES = 1_048_576

/** What came of a copy. */
export interface SentCopy {
  readonly ending: CopyEnding
  /** Time to the headers of the answer; undefined when none came. */
  readonly firstByteMs: number | undefined
  /** The answer, when it came to its end or was too long. */
  readonly answer: SampledAnswer | undefined
}

/** Sends a copy of a call to a color, and reads its answer. It is cancelled at its deadline. Never rejects. */
export async function sendCopy(
  call: Call,
  upstreamRequest: UpstreamRequest,
  color: Color
): Promise<SentCopy> {
  const { env, model, pointer, upstreamPath } = call
  const slot = pointer.slots[color]
  const deadline = new AbortController()
  const headers = new Headers(upstreamRequest.headers)
  headers.set(SHADOW_HEADER, '1')
  const copy = { ...upstreamRequest, headers, signal: deadline.signal }
  const request = withCredentials(copy, env, secretHeadersOf(model, color, slot))
  const sentAt = Date.now()
  const waitMs = Math.min(COPY_MS, model.headerTimeoutMs)
  let timer = setTimeout(() => deadline.abort(), waitMs)
  const elapsedMs = () => Date.now() - sentAt
  try {
    const result = resultOfResponse(await fetchFrom(slot.origin + upstreamPath, request))
    if (result.kind !== 'answered') return without({ kind: 'unreachable' })
    const firstByteMs = elapsedMs()
    clearTimeout(timer)
    timer = setTimeout(() => deadline.abort(), COPY_MS - firstByteMs)
    const sample = await sampleBody(result.response.body, MAX_COPY_BYTES)
    const isLate = deadline.signal.aborted
    return sentCopyOf(call, result.response, sample, { firstByteMs, isLate })
  } catch {
    // The platform does not tell a refused connection from a broken one.
    if (!deadline.signal.aborted) return without({ kind: 'unreachable' })
    const limitMs = model.headerTimeoutMs
    // A timer may be a little early by the clock.
    const afterMs = Math.max(waitMs, elapsedMs())
    return without({ kind: 'header_timeout', afterMs, limitMs })
  } finally {
    clearTimeout(timer)
  }
}

function without(ending: CopyEnding): SentCopy {
  return { ending, firstByteMs: undefined, answer: undefined }
}

function sentCopyOf(
  call: Call,
  response: Response,
  sample: BodySample,
  { firstByteMs, isLate }: { readonly firstByteMs: number; readonly isLate: boolean }
): SentCopy {
  const { status } = response
  if (sample.end === 'broken') {
    const ending: CopyEnding = isLate ? { kind: 'unfinished' } : { kind: 'cut', status }
    return { ending, firstByteMs, answer: undefined }
  }
  const answer = sampledAnswerOf(response, sample)
  return { ending: endingOf(call, answer, sample), firstByteMs, answer }
}

function endingOf(call: Call, answer: SampledAnswer, { length }: BodySample): CopyEnding {
  const { status, contentType, text } = answer
  const stream = streamKindOf(contentType)
  const error =
    stream === undefined || text === undefined ? undefined : eventErrorIn(stream, `${text}\n\n`)
  if (error !== undefined) return { kind: 'error_event', code: error.code }
  const isForeign = isForeignTo(call, answer, length === 0)
  if (!isForeign) return { kind: 'delivered', status }
  return { kind: 'foreign', status, cause: length === 0 ? 'empty' : 'wrong_type' }
}

/** Whether an answer has a shape that stable's answers on the route never had. */
function isForeignTo(
  { model, method, routeLabel }: Call,
  { status, contentType }: SampledAnswer,
  isEmpty: boolean
): boolean {
  if (outcomeOfStatus(status, model.statusRules) !== 'success') return false
  const shape = shapeOf({ method, status, contentType, isEmpty })
  const { shapes } = outcomeBufferOf(model, Date.now())
  return shape !== undefined && shapes.isForeign(routeLabel, shape)
}
