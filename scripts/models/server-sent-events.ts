import type { StreamReply } from './http.ts'

/** Formats one event; `event` is its name, in dialects that name events. */
export function sse(data: unknown, event?: string): string {
  const name = event === undefined ? '' : `event: ${event}\n`
  return `${name}data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`
}

export function sseReply(
  chunks: AsyncIterable<string>,
  errorEvent: StreamReply['errorEvent']
): StreamReply {
  const headers = {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache',
  }
  return { kind: 'stream', headers, chunks, errorEvent }
}
