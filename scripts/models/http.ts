import type { IncomingHttpHeaders } from 'node:http'
import { z } from 'zod'
import { ok, refuse, type Result } from '../../src/core/result.ts'

/** A request with its whole body; `signal` aborts when the client goes away. */
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

/** `errorEvent` is what this stream would say about an error of ours after it has begun. */
export type StreamReply = {
  readonly kind: 'stream'
  readonly headers: Readonly<Record<string, string>>
  readonly chunks: AsyncIterable<string>
  readonly errorEvent: (status: number, message: string) => string
}

export type Reply = WholeReply | StreamReply

/** `path` matches the whole path without its query; its groups are handed to `answer`. */
export type Route = {
  readonly method: string
  readonly path: RegExp
  readonly answer: (call: Call, groups: readonly string[]) => Reply | Promise<Reply>
}

/** How an error is told on a path, so that the SDKs of its dialect show it. */
export type ErrorDialect = (status: number, message: string) => WholeReply

export function json(value: unknown, status = 200): WholeReply {
  const headers = { 'content-type': 'application/json' }
  return { kind: 'whole', status, headers, body: JSON.stringify(value) }
}

/** The body as what the schema says, or a sentence for the caller: what was wrong, and where. */
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
