import { outcomeOfStatus } from '../../core/outcomes/outcome.ts'
import { book, type Call } from '../call.ts'
import { forward } from './forward.ts'
import { requestHeaders } from '../request/request-headers.ts'
import { mark } from '../response/response-headers.ts'
import { withCredentials } from '../request/prepare-request.ts'
import { respond } from '../response/respond.ts'

/**
 * Joins a client's WebSocket to the live color's. The platform carries the messages, the close codes and the
 * subprotocol; the socket stays with the color that accepted it, whatever is switched meanwhile. A handshake that the
 * origin refuses or leaves unanswered ends like any other call, but for its repetition.
 */
export async function upgrade(call: Call): Promise<Response> {
  const { request, env, model, pointer, rest, booking } = call
  const { color } = booking
  const headers = requestHeaders(request)
  headers.set('upgrade', 'websocket')
  const { method, signal } = request
  const outgoing = withCredentials({ method, headers, body: null, signal }, env, model, color)
  const head = await forward(pointer.slots[color].origin + rest, outgoing, model)
  if (head.kind === 'answered' && head.response.webSocket !== null) {
    return mark(joined(call, head.response, head.response.webSocket), call, color)
  }
  const alone = { head, color, outcome: undefined, finding: undefined }
  return respond(call, { outgoing, bodyKept: false, upload: undefined }, alone)
}

function joined(call: Call, { status, headers }: Response, webSocket: WebSocket): Response {
  book(call, outcomeOfStatus(status, call.model.statusRules))
  return new Response(null, { status, headers, webSocket })
}
