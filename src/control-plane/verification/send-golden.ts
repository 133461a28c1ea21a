import type {
  GoldenAnswer,
  GoldenCase,
  TransportError,
} from '../../core/verification/golden-case.ts'

/** Maximum length of a body that is read, in bytes. */
const MAX_BODY_BYTES = 1_048_576

/** Where a golden request goes. */
export interface GoldenTarget {
  readonly origin: string
  /** Headers of the release with the values of its secrets. */
  readonly headers: Readonly<Record<string, string>>
  /** Longest time of the call, in milliseconds. */
  readonly timeoutMs: number
  /** Cancels the call. */
  readonly signal: AbortSignal
}

/** Sends one golden request and reads its answer to the end. Never rejects. */
export async function sendGolden(
  { request }: Pick<GoldenCase, 'request'>,
  { origin, headers, timeoutMs, signal: cancelled }: GoldenTarget
): Promise<GoldenAnswer> {
  const startedAt = Date.now()
  const timeout = new AbortController()
  // Cleared at the end: a pending timer keeps an idle coordinator in memory.
  const timer = setTimeout(() => timeout.abort(), timeoutMs)
  const signal = AbortSignal.any([timeout.signal, cancelled])
  const failed = (error: TransportError): GoldenAnswer => ({
    kind: 'failed',
    error: timeout.signal.aborted ? 'timed_out' : error,
    afterMs: Date.now() - startedAt,
  })
  const { method, path, body = null } = request
  const sent = new Headers(request.headers)
  for (const [name, value] of Object.entries(headers)) sent.set(name, value)
  // A cache rule of the zone may store every answer, which would verify an earlier release.
  const init = {
    method,
    headers: sent,
    body,
    signal,
    redirect: 'manual',
    cache: 'no-store',
  } as const
  try {
    const response = await fetch(origin + path, init)
    const elapsedMs = () => Date.now() - startedAt
    // A body that cannot be read to its end was broken off.
    const read = await readBody(response, elapsedMs).catch(() => undefined)
    if (read === undefined) return failed('broken_off')
    const contentType = response.headers.get('content-type')
    const totalMs = Date.now() - startedAt
    return { kind: 'answered', status: response.status, contentType, ...read, totalMs }
  } catch {
    // The platform does not tell a refused connection from a broken one.
    return failed('unreachable')
  } finally {
    clearTimeout(timer)
  }
}

/** Reads a body up to the limit, and the rest of it without keeping it. */
async function readBody({ body }: Response, elapsedMs: () => number) {
  let firstByteMs = elapsedMs()
  let isFirst = true
  let length = 0
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of body ?? emptyBody()) {
    if (isFirst) firstByteMs = elapsedMs()
    isFirst = false
    const left = MAX_BODY_BYTES - length
    if (left > 0) text += decoder.decode(chunk.subarray(0, left), { stream: true })
    length += chunk.length
  }
  return { text: text + decoder.decode(), isCut: length > MAX_BODY_BYTES, firstByteMs }
}

async function* emptyBody(): AsyncGenerator<Uint8Array> {
  // An answer without a body has no chunks.
}
