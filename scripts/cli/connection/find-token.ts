import { readFileSync, statSync } from 'node:fs'
import { ok, refuse, type Result } from '../../../src/core/result.ts'
import { failure, type Failure } from '../failure.ts'

/** A token of the admin route, and where it comes from. */
export interface FoundToken {
  readonly token: string
  /** In words for messages: an option, a variable or a file. */
  readonly from: string
  /** What people should know about the place. */
  readonly warning?: string
}

/** What may hold a token, in order of precedence: the first that is there counts. */
export interface TokenSources {
  /** `--token`. */
  readonly token?: string | undefined
  /** `--token-file`. */
  readonly tokenFile?: string | undefined
  readonly env: Readonly<Record<string, string | undefined>>
  /** Returns the token of the local stack, when the address is its. */
  readonly ofLocalStack: () => string | undefined
}

/** A file above this many bytes is none with a token. */
const MAX_BYTES = 16_384

/**
 * Returns the token of the first source that has one. An option that holds none is refused; an empty
 * variable is as good as none, because CI systems set it for a secret that does not exist.
 */
export function findToken(sources: TokenSources): Result<FoundToken | undefined, Failure> {
  const { token, tokenFile, env, ofLocalStack } = sources
  if (token !== undefined) return checked(token, '--token')
  if (tokenFile !== undefined) return tokenIn(tokenFile)
  const variable = env['BLUEGREEN_TOKEN']
  if (variable) return checked(variable, 'BLUEGREEN_TOKEN')
  const file = env['BLUEGREEN_TOKEN_FILE']
  if (file) return tokenIn(file)
  const local = ofLocalStack()
  return ok(local === undefined ? undefined : { token: local, from: '.dev.vars' })
}

function tokenIn(file: string): Result<FoundToken, Failure> {
  const from = `the file ${file}`
  try {
    const { size, mode, uid } = statSync(file)
    if (size > MAX_BYTES) return refuse(unusable(from, 'is too large for a token'))
    const found = checked(readFileSync(file, 'utf8'), from)
    if (!found.ok || !isOpen(mode) || uid !== process.getuid?.()) return found
    const warning = `Others may read ${file}, which holds your token. Close it with: chmod 600 ${file}`
    return ok({ ...found.value, warning })
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : ''
    return refuse(unusable(from, `cannot be read${why}`))
  }
}

/** Whether the group or others may read a file. */
function isOpen(mode: number): boolean {
  return (mode & 0o044) !== 0
}

/** The end of a line around the token does not belong to it, nor does the mark of an encoding before it. */
function checked(text: string, from: string): Result<FoundToken, Failure> {
  const token = text.replace(/^\u{feff}/u, '').trim()
  if (token === '') return refuse(unusable(from, 'is empty'))
  if (/\s/.test(token)) return refuse(unusable(from, 'holds more than one word'))
  if (/[^\x21-\x7e]/.test(token)) {
    return refuse(unusable(from, 'holds characters that no token has'))
  }
  return ok({ token, from })
}

function unusable(from: string, why: string): Failure {
  const hint = 'It must hold the token alone, in one line.'
  return failure('unusable_token', `No token: ${from} ${why}.`, hint)
}
