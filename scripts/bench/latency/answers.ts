import { hrtime } from 'node:process'

const SMALL_BYTES = 428
const LARGE_BYTES = 65_536

/** Returns milliseconds on a clock that all processes of the machine share. */
export function sharedNow(): number {
  return Number(hrtime.bigint()) / 1e6
}

/** Complete HTTP responses with a chat completion of known length. */
export const wholeAnswers = { small: completionOf(SMALL_BYTES), large: completionOf(LARGE_BYTES) }

/** The heads of streams, whose pieces are the same: events, and audio that arrives in fine chunks. */
export const streamHeads = { sse: headOf('text/event-stream'), chunks: headOf('audio/mpeg') }

/** The event that ends a stream, and the end of the body. */
export const streamEnd = Buffer.from(`${chunk('data: [DONE]\n\n')}0\r\n\r\n`)

/** Returns one event of a stream. Its `system_fingerprint` holds the time at which it was written. */
export function eventAt(now: number): Buffer {
  const data = JSON.stringify({
    id: 'chatcmpl-bench',
    object: 'chat.completion.chunk',
    created: 1_700_000_000,
    model: 'bench-sse',
    system_fingerprint: `at:${now.toFixed(3)}`,
    choices: [{ index: 0, delta: { content: ' hello' }, finish_reason: null }],
  })
  return Buffer.from(chunk(`data: ${data}\n\n`))
}

/** Returns the times at which the events in a piece of a body were written. */
export function writeTimesIn(text: string): readonly number[] {
  return Array.from(text.matchAll(/"at:([\d.]+)"/g), ([, time]) => Number(time))
}

function headOf(contentType: string): Buffer {
  const fields = `content-type: ${contentType}\r\ntransfer-encoding: chunked`
  return Buffer.from(`HTTP/1.1 200 OK\r\n${fields}\r\n\r\n`)
}

function completionOf(bytes: number): Buffer {
  const bare = completion('')
  const body = completion('x'.repeat(bytes - Buffer.byteLength(bare)))
  const head = `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${bytes}\r\n\r\n`
  return Buffer.from(head + body)
}

function completion(content: string): string {
  return JSON.stringify({
    id: 'chatcmpl-bench',
    object: 'chat.completion',
    created: 1_700_000_000,
    model: 'bench',
    choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 12, completion_tokens: 34, total_tokens: 46 },
  })
}

function chunk(text: string): string {
  return `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`
}
