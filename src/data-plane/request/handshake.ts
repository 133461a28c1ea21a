import type { PreparedRequest } from './prepare-request.ts'
import { requestHeaders, type ReceivedRequest } from './request-headers.ts'

/** Whether a request asks for a WebSocket. */
export function isUpgrade({
  method,
  received,
}: Pick<ReceivedRequest, 'method' | 'received'>): boolean {
  return method === 'GET' && received.upgrade === 'websocket'
}

/** Prepares a request for a WebSocket, without the credentials of its color. */
export function prepareHandshake(call: ReceivedRequest): PreparedRequest {
  const headers = requestHeaders(call)
  headers.set('upgrade', 'websocket')
  const { method, request } = call
  return {
    upstreamRequest: { method, headers, body: null, signal: request.signal },
    bodyKept: false,
    upload: undefined,
    isBodyObserved: true,
    held: undefined,
    watch: undefined,
  }
}
