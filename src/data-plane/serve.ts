import { callerGroup } from '../core/outcomes/caller.ts'
import { SLICE_MS } from '../core/detector/cohort.ts'
import { matchModel, type Match, type Model } from '../core/routing/model.ts'
import { outcomeOf } from '../core/outcomes/outcome.ts'
import { liveOf, type Pointer } from '../core/routing/pointer.ts'
import { recordOutcome, type Call } from './call.ts'
import {
  clientClosedRequest,
  errorResponse,
  internalError,
  unknownModel,
} from './response/error-response.ts'
import { forward, type UpstreamResult } from './upstream/forward.ts'
import { prepareRequest, withCredentials, type PreparedRequest } from './request/prepare-request.ts'
import { errorFields, log } from '../platform/log.ts'
import { readPointer } from './pointer-cache.ts'
import { withFailover } from './upstream/failover.ts'
import { count, countStart } from './reporting/reporter.ts'
import { respond } from './response/respond.ts'
import { upgrade } from './upstream/upgrade.ts'
import { forwardUpload } from './request/upload.ts'

/**
 * The whole life of an inference call: look up, pick, forward, and only then account for it.
 * `models` come longest path first. Never throws: every failure gets an answer.
 */
export async function serve(
  request: Request,
  env: Env,
  ctx: ExecutionContext,
  models: readonly Model[]
): Promise<Response> {
  const target = targetOf(request.url)
  const match = matchModel(models, target)
  if (match === undefined) return errorResponse(unknownModel(target, models), target)
  let call: Call | undefined
  try {
    const known = readPointer(env, match.model, request, Date.now())
    const pointer = known instanceof Promise ? await known : known
    call = startCall(request, env, ctx, match, pointer)
    return await (isUpgrade(request) ? upgrade(call) : infer(call))
  } catch (error) {
    // A bug of ours, or a failure of the platform that nobody foresaw. The client gets an answer all the same.
    log('internal_error', { where: 'serve', model: match.model.name, ...errorFields(error) })
    return errorResponse(internalError, match.upstreamPath, call)
  }
}

async function infer(call: Call): Promise<Response> {
  const prepared = await prepareRequest(call.request, call.model)
  if (prepared === undefined) return leftWhileSending(call)
  const result = await firstAttempt(call, prepared)
  const final = await withFailover(call, prepared, result)
  return respond(call, prepared, final)
}

/** The first attempt, at the live color. How long it took counts from when the origin had the whole call. */
async function firstAttempt(
  call: Call,
  { upstreamRequest, upload }: PreparedRequest
): Promise<UpstreamResult> {
  const { env, model, pointer, cohort, upstreamPath } = call
  const url = pointer.slots[cohort.color].origin + upstreamPath
  const sent = withCredentials(upstreamRequest, env, model, cohort.color)
  if (upload === undefined) {
    const sentAt = Date.now()
    const result = await forward(url, sent, model)
    recordIfSlow(call, sentAt)
    return result
  }
  // An origin that answers before it has the whole call is not slow.
  let sentAt = Infinity
  call.ctx.waitUntil(
    upload.ended.then(() => {
      sentAt = Date.now()
    })
  )
  const result = await forwardUpload(url, sent, upload, model)
  recordIfSlow(call, sentAt)
  return result
}

function recordIfSlow(call: Call, sentAt: number): void {
  const now = Date.now()
  if (now - sentAt > call.model.firstByteObjectiveMs) count(call, call.cohort, 'slow', now)
}

function leftWhileSending(call: Call): Response {
  recordOutcome(call, outcomeOf({ kind: 'client_left' }))
  return clientClosedRequest(call)
}

function startCall(
  request: Request,
  env: Env,
  ctx: ExecutionContext,
  { model, upstreamPath }: Match,
  pointer: Pointer
): Call {
  const now = Date.now()
  const color = liveOf(pointer)
  const { release } = pointer.slots[color]
  const caller = callerGroup(identityOf(request))
  const cohort = { color, release, slice: Math.floor(now / SLICE_MS), caller }
  const call = { env, ctx, model, request, upstreamPath, pointer, cohort }
  countStart(call, cohort, now)
  return call
}

function isUpgrade({ method, headers }: Request): boolean {
  return method === 'GET' && headers.get('upgrade') === 'websocket'
}

/** What tells callers apart: their key, or else their address. */
function identityOf(request: Request): string {
  const { headers } = request
  return (
    headers.get('authorization') ??
    headers.get('x-api-key') ??
    headers.get('cf-connecting-ip') ??
    ''
  )
}

/** What the platform would resolve in a URL on its way out: then it could lead away from the origin's own path. */
const UNRESOLVED = /\/\.|\/%2e|\\/i

/**
 * Path and query as the client wrote them: parsing would tidy up what is none of our business. But a path that climbs
 * is resolved before a model is looked up for it, so that none climbs out of a model.
 */
function targetOf(written: string): string {
  const url = UNRESOLVED.test(written) ? new URL(written).href : written
  const start = url.indexOf('/', url.indexOf('://') + 3)
  return start === -1 ? '/' : url.slice(start)
}
