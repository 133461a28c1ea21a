import type { Model } from '../../core/routing/model.ts'
import type { PreparedRequest } from './prepare-request.ts'
import { requestHeaders } from './request-headers.ts'

/** Whether a request asks for a WebSocket. */
export function isUpgrade({ method, headers }: Request): boolean {
  return method === 'GET' && headers.get('upgrade') === 'websocket'
}

/** Prepares a request for a WebSocket, without the credentials of its color. */
export function prepareHandshake(request: Request, model: Model): PreparedRequest {
  const headers = requestHeaders(request, model)
  headers.set('upgrade', 'websocket')
  const { method, signal } = request
  return {
    upstreamRequest: { method, headers, body: null, signal },
    bodyKept: false,
    upload: undefined,
    isBodyObserved: true,
    held: undefined,
  }
}
