import { outcomeOf } from '../../core/outcomes/outcome.ts'
import { secretHeadersOf } from '../../core/routing/secret-headers.ts'
import { recordFirstByte, recordSent, recordOutcome, recordWaiting, type Call } from '../call.ts'
import { forward } from './forward.ts'
import { prepareHandshake } from '../request/handshake.ts'
import { keepSession } from '../request/request-headers.ts'
import { setRouterField } from '../response/response-headers.ts'
import { withCredentials } from '../request/prepare-request.ts'
import { respond } from '../response/respond.ts'

/**
 * Joins a client's WebSocket to the live color's. The platform carries the messages, the close
 * codes and the subprotocol. The socket stays with the color that accepted it, also after a switch.
 * An accepted handshake is a success, whatever ends the socket later: the platform shows the end
 * only to code that accepts both sockets and passes on each message. Such code has no backpressure,
 * so that one client that does not read fills the isolate's memory. It also answers pings itself,
 * closes at messages above 32 MiB, and cannot drop a connection.
 * A handshake that the origin refuses or leaves unanswered ends like any other call, but is not
 * repeated.
 */
export async function upgrade(call: Call): Promise<Response> {
  const { env, model, pointer, upstreamPath, cohort } = call
  const { color } = cohort
  const handshake = prepareHandshake(call)
  const secretHeaders = secretHeadersOf(model, color, pointer.slots[color])
  const upstreamRequest = withCredentials(handshake.upstreamRequest, env, secretHeaders)
  recordSent(call, Date.now())
  const url = pointer.slots[color].origin + upstreamPath
  const result = await forward(url, upstreamRequest, model, () => recordWaiting(call))
  recordFirstByte(call, result.kind === 'answered' ? result.response.status : undefined)
  if (result.kind === 'answered' && result.response.webSocket !== null) {
    return setRouterField(joined(call, result.response, result.response.webSocket), call, color)
  }
  const alone = { result, color, outcome: undefined, finding: undefined }
  return respond(call, { ...handshake, upstreamRequest }, alone)
}

function joined(call: Call, { status, headers }: Response, webSocket: WebSocket): Response {
  recordOutcome(call, outcomeOf({ kind: 'upgraded' }))
  const response = new Response(null, { status, headers, webSocket })
  keepSession(response.headers)
  return response
}
