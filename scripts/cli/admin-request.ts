import * as z from 'zod/mini'
import en from 'zod/v4/locales/en.js'
import { problemAnswer } from '../../src/control-plane/admin/problem-answer.ts'
import type { CodedError } from '../../src/control-plane/admin/admin-codes.ts'
import { parseJson } from '../../src/core/json.ts'
import { ok, refuse, type Result } from '../../src/core/result.ts'
import { failureOf, unexpected } from './admin-failure.ts'
import type { Connection } from './connection.ts'
import { foreign } from './connection/foreign-answer.ts'
import { unreachable } from './connection/network-failure.ts'
import { send } from './connection/proxy.ts'
import type { Failure } from './failure.ts'
import type { Reply } from './resend.ts'
import { visible } from './visible.ts'

export type Answer<Value> = Result<Value, Failure>

/** A request as it is sent, without what the connection adds. */
export interface AdminRequest {
  readonly method: string
  readonly headers?: Headers
  readonly body?: string
}

/** A switch waits for KV, for the probes of both colors and for KV again. */
const TIMEOUT_MS = 20_000

// The small build of zod has no messages of its own.
z.config(en())

/** Sends a request, and reads the answer by its shape. Stored texts are made visible for people. */
export async function call<Value>(
  connection: Connection,
  sending: () => Promise<Answer<Reply>>,
  shape: z.ZodMiniType<Value>,
  shown: <Shown>(value: Shown) => Shown = visible
): Promise<Answer<Value>> {
  const sent = await sending()
  return sent.ok ? read(connection, sent.value, shape, shown) : sent
}

/** Sends a request to a path below `base` once. An error of the connection comes back as a failure. */
export async function sendOnce(
  connection: Connection,
  path: string,
  request: AdminRequest,
  base = '/admin/models'
): Promise<Answer<Reply>> {
  const headers = new Headers(request.headers)
  if (connection.token !== undefined) headers.set('authorization', `Bearer ${connection.token}`)
  for (const [name, value] of connection.headers ?? []) headers.set(name, value)
  headers.set('x-bluegreen-actor', headerSafe(connection.by))
  headers.set('x-bluegreen-source', connection.source)
  const signal = AbortSignal.timeout(connection.timeoutMs ?? TIMEOUT_MS)
  try {
    const url = `${connection.url}${base}${path}`
    const answered = await send(url, { ...request, headers, signal }, connection.proxies)
    const { status, headers: received } = answered
    return ok({ status, headers: received, text: await answered.text() })
  } catch (error) {
    return refuse(unreachable(connection, error))
  }
}

function read<Value>(
  connection: Connection,
  reply: Reply,
  shape: z.ZodMiniType<Value>,
  shown: <Shown>(value: Shown) => Shown
): Answer<Value> {
  const { status, text } = reply
  const parsedText = parseJson(text)
  const body = shown(parsedText)
  if (status === 200) {
    if (parsedText === undefined) return refuse(foreign(connection, reply))
    const parsed = shape.safeParse(body)
    if (!parsed.success) return refuse(unexpected(connection, z.prettifyError(parsed.error)))
    // The whole body, because the parsed one lacks the fields that a newer router adds.
    const whole: Value = shown(JSON.parse(text))
    return ok(whole)
  }
  const error = errorIn(body)
  if (error === undefined) return refuse(foreign(connection, reply))
  return refuse(failureOf(connection, status, error))
}

/** Returns the error in an answer: a problem by RFC 9457, or the form of older routers. */
function errorIn(body: unknown): CodedError | undefined {
  const problem = problem9457.safeParse(body)
  if (problem.success) return { code: problem.data.code, message: problem.data.detail }
  const older = olderError.safeParse(body)
  return older.success ? older.data.error : undefined
}

const problem9457 = z.pick(problemAnswer, { code: true, detail: true })
const olderError = z.pick(problemAnswer, { error: true })

/**
 * Returns the name in ASCII, as header values require: accents are dropped, other letters become
 * question marks.
 */
function headerSafe(name: string): string {
  return name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^\x20-\x7e]/g, '?')
}
