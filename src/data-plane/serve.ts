import { isSplit } from '../core/routing/assign.ts'
import { matchModel, type ModelPaths } from '../core/routing/match-path.ts'
import { liveOf } from '../core/routing/pointer.ts'
import { secretHeadersOf } from '../core/routing/secret-headers.ts'
import {
  recordFirstByte,
  recordSent,
  recordClientLeft,
  recordOutcome,
  recordWaiting,
  startCall,
  type Call,
} from './call.ts'
import {
  clientClosedRequest,
  errorResponse,
  internalError,
  noUsableColor,
  requestTimeout,
  unknownModel,
} from './response/error-response.ts'
import type { FinalResult } from './upstream/final-result.ts'
import { forward, type UpstreamResult } from './upstream/forward.ts'
import { prepareRequest, withCredentials, type PreparedRequest } from './request/prepare-request.ts'
import { readPointer } from './pointer-cache.ts'
import { recordInternalError } from './reporting/internal-error.ts'
import { servePreview } from './serve-preview.ts'
import { usableOf } from './usable.ts'
import { withFailover } from './upstream/failover.ts'
import { respond } from './response/respond.ts'
import { mayResend, recordResent } from './upstream/resend.ts'
import { upgrade } from './upstream/upgrade.ts'
import { isUpgrade } from './request/handshake.ts'
import { forwardUpload } from './request/upload.ts'
import { assignedColor } from './request/assigned-color.ts'
import { shadowOf, type ShadowCall } from './shadow/shadow-call.ts'
import { callerHashOf, credentialsOf } from './request/caller-identity.ts'
import { readHeaders } from './request/received-headers.ts'
import { refusalOf } from './request/refusal.ts'

/**
 * Serves an inference call from its start to its end: look up, pick, forward, and only then record
 * the outcome. Never throws: every failure gets an answer.
 */
export async function serve(
  request: Request,
  env: Env,
  ctx: ExecutionContext,
  paths: ModelPaths
): Promise<Response> {
  const { url } = request
  const target = targetOf(url)
  const match = matchModel(paths, target)
  if (match === undefined) return errorResponse(unknownModel(target, paths), target)
  let call: Call | undefined
  try {
    const known = readPointer(env, match.model, request, Date.now())
    const { model, upstreamPath } = match
    const pointer = usableOf(env, model, known instanceof Promise ? await known : known)
    if (pointer === undefined) {
      return errorResponse(noUsableColor(model), upstreamPath, { request, model })
    }
    const { headers } = request
    const received = readHeaders(request, headers)
    const credentials = credentialsOf(received, url)
    const refusal = refusalOf(request, credentials, upstreamPath, pointer)
    if (refusal !== undefined) return errorResponse(refusal, upstreamPath, { request, model })
    const { preview } = received
    const came = { env, ctx, request, url, headers, received }
    if (preview !== null) return await servePreview(came, match, pointer, preview)
    const callerHash = callerHashOf(credentials, received.address)
    // While one color takes all calls, no key is read or hashed.
    const color = isSplit(pointer)
      ? assignedColor(pointer, model, { headers, received, credentials, callerHash })
      : liveOf(pointer)
    call = startCall(came, match, pointer, color, callerHash)
    return await (isUpgrade(call) ? upgrade(call) : infer(call))
  } catch (error) {
    // A bug in the router, or an unexpected failure of the platform. The client still gets an
    // answer.
    if (call !== undefined) recordOutcome(call, 'neutral')
    const { model, upstreamPath } = match
    recordInternalError(model, 'serve', error)
    return errorResponse(internalError, upstreamPath, call ?? { request, model })
  }
}

async function infer(call: Call): Promise<Response> {
  const preparing = prepareRequest(call)
  const prepared = preparing instanceof Promise ? await preparing : preparing
  if (prepared === 'client_left') return leftWhileSending(call)
  if (prepared === 'stalled') return stalledWhileSending(call)
  let final: FinalResult | undefined
  let shadow: ShadowCall | undefined
  try {
    let result = await firstAttempt(call, prepared)
    if (result.kind === 'unreachable' && (await mayResend(call, prepared))) {
      result = recordResent(call, await send(call, prepared))
    }
    recordFirstByte(call, result.kind === 'answered' ? result.response.status : undefined)
    const deciding = withFailover(call, prepared, result)
    final = deciding instanceof Promise ? await deciding : deciding
    if (call.pointer.shadow !== undefined) shadow = shadowOf(call, prepared, final)
    return respond(call, prepared, final, result, shadow)
  } finally {
    // The copy still needs the body.
    if (shadow === undefined) releaseBody(prepared, final)
  }
}

/** Releases the memory of a body when nothing needs it any more. A contract check may still send it. */
function releaseBody({ held }: PreparedRequest, final: FinalResult | undefined): void {
  if (held === undefined) return
  if (final?.check === undefined) held.release()
  else void final.check.then(() => held.release())
}

/**
 * Sends the first attempt, to the color that the call is assigned to. Its timers start when the origin has the whole call.
 */
function firstAttempt(call: Call, prepared: PreparedRequest): Promise<UpstreamResult> {
  const { upload } = prepared
  if (upload === undefined) recordSent(call, Date.now())
  else call.ctx.waitUntil(upload.ended.then(() => recordSent(call, Date.now())))
  return send(call, prepared)
}

function send(
  call: Call,
  { upstreamRequest, upload, watch }: PreparedRequest
): Promise<UpstreamResult> {
  const { env, model, pointer, cohort, upstreamPath } = call
  const slot = pointer.slots[cohort.color]
  const url = slot.origin + upstreamPath
  const sent = withCredentials(upstreamRequest, env, secretHeadersOf(model, cohort.color, slot))
  const whileWaiting = () => recordWaiting(call)
  return upload === undefined
    ? forward(url, sent, model, whileWaiting, watch)
    : forwardUpload(url, sent, upload, model, whileWaiting)
}

function leftWhileSending(call: Call): Response {
  recordClientLeft(call)
  return clientClosedRequest(call)
}

function stalledWhileSending(call: Call): Response {
  recordClientLeft(call)
  return errorResponse(requestTimeout(call.model), call.upstreamPath, call)
}

/**
 * Parts that the platform resolves or drops in an outgoing URL, which could then leave the origin's
 * own path.
 */
const UNRESOLVED = /\/\.|\/%2e|\\|#/i

/**
 * Returns path and query as the client wrote them; parsing would normalize them. A path with dot
 * segments is resolved before the look-up of its model, so that it cannot leave the path of a
 * model. The host is not parsed: it is the client's own text, and may be none.
 */
function targetOf(written: string): string {
  const start = written.indexOf('/', written.indexOf('://') + 3)
  const target = start === -1 ? '/' : written.slice(start)
  if (!UNRESOLVED.test(target)) return target
  const host = 'http://host'
  return new URL(host + target.replace(/#.*/s, '')).href.slice(host.length)
}
