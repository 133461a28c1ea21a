import { matchModel, type Model } from '../core/routing/model.ts'
import {
  recordFirstByte,
  recordSent,
  recordClientLeft,
  recordOutcome,
  startCall,
  type Call,
} from './call.ts'
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
import { respond } from './response/respond.ts'
import { mayResend } from './upstream/resend.ts'
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
    if (call !== undefined) recordOutcome(call, 'neutral')
    log('internal_error', { where: 'serve', model: match.model.name, ...errorFields(error) })
    return errorResponse(internalError, match.upstreamPath, call)
  }
}

async function infer(call: Call): Promise<Response> {
  const prepared = await prepareRequest(call.request, call.model)
  if (prepared === undefined) return leftWhileSending(call)
  const result = await firstAttempt(call, prepared)
  recordFirstByte(call, result.kind === 'answered' ? result.response.status : undefined)
  const final = await withFailover(call, prepared, result)
  return respond(call, prepared, final)
}

/** The first attempt, at the live color. Its clocks run from when the origin has the whole call. */
async function firstAttempt(call: Call, prepared: PreparedRequest): Promise<UpstreamResult> {
  const { upstreamRequest, upload } = prepared
  const { env, model, pointer, cohort, upstreamPath } = call
  const url = pointer.slots[cohort.color].origin + upstreamPath
  const sent = withCredentials(upstreamRequest, env, model, cohort.color)
  if (upload === undefined) {
    recordSent(call, Date.now())
    const result = await forward(url, sent, model)
    if (result.kind !== 'unreachable' || !(await mayResend(call, prepared))) return result
    return forward(url, sent, model)
  }
  call.ctx.waitUntil(upload.ended.then(() => recordSent(call, Date.now())))
  return forwardUpload(url, sent, upload, model)
}

function leftWhileSending(call: Call): Response {
  recordClientLeft(call)
  return clientClosedRequest(call)
}

function isUpgrade({ method, headers }: Request): boolean {
  return method === 'GET' && headers.get('upgrade') === 'websocket'
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
