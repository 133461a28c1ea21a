import type { IncomingHttpHeaders } from 'node:http'
import { z } from 'zod'
import { ok, refuse, type Result } from '../../src/core/result.ts'

/** A request with its whole body; `signal` aborts when the client disconnects. */
export type Call = {
  readonly method: string
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
  readonly signal: AbortSignal
}

export type WholeReply = {
  readonly kind: 'whole'
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Uint8Array
}

/**
 * A streamed reply. `errorEvent` returns the chunk that reports an error after the stream has
 * started.
 */
export type StreamReply = {
  readonly kind: 'stream'
  readonly headers: Readonly<Record<string, string>>
  readonly chunks: AsyncIterable<string>
  readonly errorEvent: (status: number, message: string) => string
}

export type Reply = WholeReply | StreamReply

/**
 * A route of a model server. `path` matches the path without its query; `answer` gets its capture
 * groups.
 */
export type Route = {
  readonly method: string
  readonly path: RegExp
  readonly answer: (call: Call, groups: readonly string[]) => Reply | Promise<Reply>
}

/** Returns an error reply in an API dialect, so that the SDKs of the dialect show the message. */
export type ErrorDialect = (status: number, message: string) => WholeReply

export function json(value: unknown, status = 200): WholeReply {
  const headers = { 'content-type': 'application/json' }
  return { kind: 'whole', status, headers, body: JSON.stringify(value) }
}

/**
 * Parses and validates a JSON body. Refuses with a sentence for the caller: the wrong field, and
 * what is wrong.
 */
export function parseJson<Value>(
  text: Uint8Array,
  schema: z.ZodType<Value>
): Result<Value, string> {
  const parsed = z.preprocess(readJson, schema).safeParse(text)
  if (parsed.success) return ok(parsed.data)
  const issue = parsed.error.issues[0]
  const at = issue?.path.map(String).join('.') ?? ''
  return refuse(at === '' ? (issue?.message ?? 'invalid body') : `${at}: ${issue?.message}`)
}

function readJson(text: unknown, context: z.RefinementCtx): unknown {
  try {
    return JSON.parse(
      new TextDecoder('utf-8', { fatal: true }).decode(z.instanceof(Uint8Array).parse(text))
    )
  } catch {
    context.addIssue({ code: 'custom', message: 'the body is not valid JSON' })
    return z.NEVER
  }
}
