import type { CommandKey } from '../coordinator/command-key.ts'
import { sha256Of } from '../sha-256.ts'
import { AdminError } from './admin-error.ts'

/** A string of structured fields without escapes, or the bare text that most clients send. */
const KEY = /^(?:"([ !#-[\]-~]{1,255})"|([!#-+\--[\]-~]{1,255}))$/

/** Header of an answer that was given before, to the same command. */
export const REPEATED = 'idempotent-replayed'

/**
 * Returns the key of a command from its `Idempotency-Key`, with the hash of `parts`: all that the
 * command asks for. Undefined without the header.
 */
export function commandKeyOf(
  header: string | undefined,
  parts: readonly (string | undefined)[]
): CommandKey | undefined {
  if (header === undefined) return undefined
  const [, quoted, bare] = KEY.exec(header) ?? []
  const key = quoted ?? bare
  // An absent part becomes null, which no text is.
  if (key !== undefined) return { key, fingerprint: sha256Of(JSON.stringify(parts)) }
  const expected = 'expected 1 to 255 visible characters of ASCII without comma, quote or backslash'
  throw new AdminError('invalid_request', `Idempotency-Key: ${expected}`)
}
