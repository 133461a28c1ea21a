import type { CodedError } from '../../src/control-plane/admin/admin-codes.ts'
import { asPlainLine } from '../../src/core/rollout/plain-line.ts'
import type { Connection } from './connection.ts'
import type { Failure } from './failure.ts'

/** Returns the failure for an error answer of the router. */
export function failureOf(
  connection: Connection,
  status: number,
  { code, message }: CodedError
): Failure {
  switch (status) {
    case 409:
      return { kind: 'refused', code, message, hint: 'See: npm run status' }
    case 412:
      return { kind: 'refused', code, message, hint: 'Look at `npm run status`, then try again.' }
    case 400:
    case 404:
    case 405:
    case 413:
    case 422:
      return { kind: 'usage', code, message }
    case 401:
      return { kind: 'unauthorized', code, message, hint: tokenHint(connection) }
    case 403:
      return { kind: 'unauthorized', code, message, hint: forbiddenHint(code) }
    case 429:
    case 503:
      return { kind: 'unauthorized', code, message, hint: tokenHint(connection) }
    case 502:
      return { kind: 'unreachable', code, message, hint: breakGlassHint }
    default:
      return { ...unexpected(connection, `${status} ${code}: ${message}`), code }
  }
}

/**
 * Returns the failure for an answer that is not the router's own, but that of a proxy or of another
 * server.
 */
export function foreign(connection: Connection, status: number): Failure {
  if (status >= 300 && status < 400) {
    return {
      kind: 'unauthorized',
      code: 'redirected',
      message: `${connection.url} sends the admin route to a sign-in page (${status}).`,
      hint: 'Sign in there, or use the address that takes a token.',
    }
  }
  if (status === 401 || status === 403) {
    return {
      kind: 'unauthorized',
      code: 'unauthorized',
      message: `${connection.url} answered ${status}.`,
      hint: tokenHint(connection),
    }
  }
  if (status >= 502) return unreachable(connection, new Error(`status ${status}`))
  return unexpected(connection, `status ${status} without the router's JSON`)
}

/**
 * Returns the failure for an answer that no version of the admin route gives, or for an error
 * inside the route.
 */
export function unexpected({ url }: Connection, what: string): Failure {
  return {
    kind: 'unexpected',
    code: 'unexpected_answer',
    message: `The admin route at ${url} gave an unexpected answer: ${what}.`,
    hint: breakGlassHint,
  }
}

/** Returns the failure for a call without an answer. */
export function unreachable({ url }: Connection, error: unknown): Failure {
  const cause = error instanceof Error ? (error.cause ?? error) : error
  const why = cause instanceof Error ? cause.message || codeOf(cause) : String(cause)
  return {
    kind: 'unreachable',
    code: 'unreachable',
    message: `The admin route at ${url} cannot be reached: ${why}.`,
    hint: `Is it running (npm start), is --url right? ${breakGlassHint}`,
  }
}

const breakGlassHint =
  'To change colors without the admin route: bluegreen switch <color> --break-glass --remote (or --local)'

function forbiddenHint(code: CodedError['code']): string {
  return code === 'closed'
    ? 'Make a token with bluegreen token create, and set the secret ADMIN_TOKENS.'
    : 'See with bluegreen status who you are, and take a token with that role.'
}

function tokenHint({ token, tokenFrom = 'BLUEGREEN_TOKEN' }: Connection): string {
  return token === undefined
    ? 'Give the token with --token-file, BLUEGREEN_TOKEN or BLUEGREEN_TOKEN_FILE.'
    : `The token is none of this router. It comes from ${asPlainLine(tokenFrom)}; --token-file or BLUEGREEN_TOKEN give another one.`
}

/**
 * Returns the code of an error. An error that combines several attempts (IPv6, then IPv4) has a
 * code and no message.
 */
function codeOf(error: Error): string {
  return 'code' in error ? String(error.code) : error.name
}
