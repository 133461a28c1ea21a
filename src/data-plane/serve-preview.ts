import { signingSecretOf } from '../core/access/signing-secret.ts'
import type { Match } from '../core/routing/match-path.ts'
import type { Model } from '../core/routing/model.ts'
import type { Pointer } from '../core/routing/pointer.ts'
import { previewColorOf } from '../core/routing/preview-token.ts'
import { secretHeadersOf, secretProblemOf } from '../core/routing/secret-headers.ts'
import { readPreview } from '../platform/preview-signature.ts'
import type { CallParts } from './call.ts'
import { pointerSince } from './pointer-cache.ts'
import { isUpgrade, prepareHandshake } from './request/handshake.ts'
import { prepareRequest, withCredentials, type PreparedRequest } from './request/prepare-request.ts'
import { cleanResponse, type ReceivedRequest } from './request/request-headers.ts'
import { forwardUpload } from './request/upload.ts'
import {
  clientClosedRequest,
  errorResponse,
  originTimeout,
  originUnreachable,
  previewRefused,
  previewUnusable,
  requestTimeout,
} from './response/error-response.ts'
import { rewriteLocation } from './response/location.ts'
import { setPreviewField } from './response/response-headers.ts'
import { forward, type UpstreamResult } from './upstream/forward.ts'

/** A preview on its way through the router. It is no call: nothing counts it or waits for it. */
interface Preview extends ReceivedRequest {
  readonly pointer: Pointer
}

/**
 * Serves a preview: a request that reaches the color of its token, for people and test suites.
 * Whatever becomes of it is counted nowhere, is not repeated, and teaches the router nothing.
 */
export async function servePreview(
  came: CallParts,
  { model, upstreamPath }: Match,
  known: Pointer,
  token: string
): Promise<Response> {
  const { env, request } = came
  const preview = { ...came, method: request.method, model }
  const refuse = (error: Parameters<typeof errorResponse>[0]) =>
    errorResponse(error, upstreamPath, { request, model })
  const grant = await readPreview(signingSecretOf(env), model.name, token, Date.now())
  if (grant === undefined) return refuse(previewRefused)
  const pointer = await pointerSince(env, model, known, grant.revision)
  const color = previewColorOf(grant.target, pointer)
  const slot = pointer.slots[color]
  const secretHeaders = secretHeadersOf(model, color, slot)
  if (secretProblemOf(secretHeaders, env) !== undefined) return refuse(previewUnusable(color))
  const prepared = isUpgrade(preview) ? prepareHandshake(preview) : await prepareRequest(preview)
  if (prepared === 'client_left') return clientClosedRequest()
  if (prepared === 'stalled') return refuse(requestTimeout(model))
  try {
    const url = slot.origin + upstreamPath
    const upstreamRequest = withCredentials(prepared.upstreamRequest, env, secretHeaders)
    const result = await sent(url, { ...prepared, upstreamRequest }, model)
    if (result.kind === 'answered') return passedOn({ ...preview, pointer }, result.response, color)
    if (result.kind === 'client_left') return clientClosedRequest()
    return refuse((result.kind === 'unreachable' ? originUnreachable : originTimeout)(model))
  } finally {
    prepared.held?.release()
  }
}

function sent(
  url: string,
  { upstreamRequest, upload }: PreparedRequest,
  model: Model
): Promise<UpstreamResult> {
  const whileWaiting = () => undefined
  return upload === undefined
    ? forward(url, upstreamRequest, model, whileWaiting)
    : forwardUpload(url, upstreamRequest, upload, model, whileWaiting)
}

/** Returns the origin's answer, byte for byte, with the field that names the color. */
function passedOn(preview: Preview, response: Response, color: 'blue' | 'green'): Response {
  const { status, headers, body, webSocket } = response
  const copy =
    webSocket === null
      ? new Response(body, response)
      : new Response(null, { status, headers, webSocket })
  cleanResponse(copy.headers)
  return setPreviewField(rewriteLocation(copy, preview, color), preview, color)
}
