import { isRecord, parseJson } from '../../core/json.ts'
import type { Guard } from './answer-guards.ts'
import { retryAfterMsOf } from '../logic/poll-delay.ts'
import { withVisibleTexts } from '../logic/visible-text.ts'

/** Why a request had no useful answer. */
export interface Problem {
  /** 0 where nothing came back. */
  readonly status: number
  readonly code: string
  readonly detail: string
  readonly retryAfterMs: number
}

/** The body of an answer, or a problem. */
export type Answer<Body> =
  { readonly ok: true; readonly body: Body } | { readonly ok: false; readonly problem: Problem }

/** Longest wait for an answer. The router itself waits 8 s for a coordinator. */
const WAIT_MS = 10_000

/** What a request sends. */
export interface Sent {
  readonly method?: 'GET' | 'POST' | 'DELETE'
  readonly body?: object
  readonly headers?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
}

/**
 * Sends a request to the admin API. An answer that is not what the guard expects is one of something
 * in front of the router.
 */
export async function ask<Body>(
  path: string,
  guard: Guard<Body>,
  sent: Sent = {}
): Promise<Answer<Body>> {
  const { method = 'GET', body, headers = {}, signal } = sent
  const limit = AbortSignal.timeout(WAIT_MS)
  try {
    const response = await fetch(`/admin${path}`, {
      method,
      headers: { accept: 'application/json', ...(body && json), ...headers },
      body: body === undefined ? null : JSON.stringify(body),
      cache: 'no-store',
      credentials: 'same-origin',
      redirect: 'manual',
      signal: signal === undefined ? limit : AbortSignal.any([signal, limit]),
    })
    return await answerIn(response, guard)
  } catch {
    // The caller tries again, or says that the router cannot be reached.
    return failed(0, 'unreachable', unreachableText(limit.aborted))
  }
}

const json = { 'content-type': 'application/json' }

function unreachableText(isTimeout: boolean): string {
  return isTimeout
    ? `The router has not answered for ${WAIT_MS / 1000} s.`
    : 'The router cannot be reached.'
}

async function answerIn<Body>(response: Response, guard: Guard<Body>): Promise<Answer<Body>> {
  if (response.type === 'opaqueredirect') {
    return failed(401, 'redirected', 'The sign-in of Cloudflare Access has ended. Reload the page.')
  }
  const document = withVisibleTexts(parseJson(await response.text()))
  if (response.ok) {
    return guard(document)
      ? { ok: true, body: document }
      : failed(response.status, 'not_the_router', 'The answer is not one of the router.')
  }
  const retryAfterMs = retryAfterMsOf(response.headers.get('retry-after'))
  return { ok: false, problem: { ...problemIn(document, response.status), retryAfterMs } }
}

function problemIn(document: unknown, status: number): Omit<Problem, 'retryAfterMs'> {
  const { code, detail } = isRecord(document) ? document : {}
  if (typeof code === 'string' && typeof detail === 'string') return { status, code, detail }
  return {
    status,
    code: 'not_the_router',
    detail: `Something in front of the router answered ${status}.`,
  }
}

function failed(status: number, code: string, detail: string) {
  return { ok: false, problem: { status, code, detail, retryAfterMs: 0 } } as const
}
