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

/** What always helps when the admin route does not. */
export const breakGlassHint =
  'To change colors without the admin route: bluegreen switch <color> --break-glass --remote (or --local)'

function forbiddenHint(code: CodedError['code']): string {
  return code === 'closed'
    ? 'Make a token with bluegreen token create, and set the secret ADMIN_TOKENS.'
    : 'See with bluegreen status who you are, and take a token with that role.'
}

/** Says where the token comes from, or how to give one. */
export function tokenHint({ token, tokenFrom = 'BLUEGREEN_TOKEN' }: Connection): string {
  return token === undefined
    ? 'Give the token with --token-file, BLUEGREEN_TOKEN or BLUEGREEN_TOKEN_FILE.'
    : `The token is none of this router. It comes from ${asPlainLine(tokenFrom)}; --token-file or BLUEGREEN_TOKEN give another one.`
}
