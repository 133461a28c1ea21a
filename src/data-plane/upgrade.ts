import { outcomeOf } from '../core/outcome.ts'
import { book, type Call } from './call.ts'
import { errorResponse, originUnreachable } from './errors.ts'
import { requestHeaders } from './headers.ts'
import { mark } from './mark.ts'
import { withCredentials } from './outgoing.ts'

/**
 * Joins a client's WebSocket to the live color's. The platform carries the messages, the close codes and the
 * subprotocol; the socket stays with the color that accepted it, whatever is switched meanwhile.
 */
export async function upgrade(call: Call): Promise<Response> {
  const { request, env, model, pointer, rest, booking } = call
  const headers = requestHeaders(request)
  headers.set('upgrade', 'websocket')
  const { method, signal } = request
  const outgoing = withCredentials(
    { method, headers, body: null, signal },
    env,
    model,
    booking.color
  )
  try {
    const url = pointer.slots[booking.color].origin + rest
    const response = await fetch(url, { method, headers: outgoing.headers })
    book(call, outcomeOf({ kind: 'delivered', status: response.status }, model.statusRules))
    return mark(acceptance(response), call, booking.color)
  } catch {
    book(call, outcomeOf({ kind: 'unreachable' }))
    return mark(errorResponse(originUnreachable(model), rest), call, booking.color)
  }
}

function acceptance(response: Response): Response {
  const { status, headers, webSocket } = response
  return webSocket === null
    ? new Response(response.body, response)
    : new Response(null, { status, headers, webSocket })
}
