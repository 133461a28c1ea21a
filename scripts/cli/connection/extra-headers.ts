import { ok, refuse, type Result } from '../../../src/core/result.ts'
import { failure, type Failure } from '../failure.ts'
import { isLoopback } from './address.ts'

/** A header in the form that `Headers` takes. */
export type HeaderPair = readonly [name: string, value: string]

interface HeaderSources {
  /** Each `--header`, as it was given. */
  readonly lines: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  readonly url: URL
}

/**
 * Returns the headers for what stands before the router: those of Cloudflare Access, those of
 * `BLUEGREEN_HEADERS` with one in a line, and those of the options. A later one replaces an earlier one of
 * its name. No message has a value, because values are secrets.
 */
export function extraHeaders({
  lines,
  env,
  url,
}: HeaderSources): Result<readonly HeaderPair[], Failure> {
  const found = new Map(accessHeaders(env, url))
  const inVariable = (env['BLUEGREEN_HEADERS'] ?? '').split(/\r?\n/)
  const all = [
    ...inVariable.map((line, index) => ({ line, from: `line ${index + 1} of BLUEGREEN_HEADERS` })),
    ...lines.map((line, index) => ({ line, from: `--header number ${index + 1}` })),
  ]
  for (const { line, from } of all) {
    if (line.trim() === '' && from.startsWith('line')) continue
    const header = parsed(line, from)
    if (!header.ok) return header
    found.set(...header.value)
  }
  return ok([...found])
}

/**
 * Returns the headers with which a service token passes Cloudflare Access, when both halves are set.
 * Access speaks https alone: nothing else gets them, save this machine.
 */
function accessHeaders(env: HeaderSources['env'], url: URL): readonly HeaderPair[] {
  const [id, secret] = [env['CF_ACCESS_CLIENT_ID'], env['CF_ACCESS_CLIENT_SECRET']]
  if (!id || !secret) return []
  if (url.protocol !== 'https:' && !isLoopback(url)) return []
  return [
    ['cf-access-client-id', id],
    ['cf-access-client-secret', secret],
  ]
}

/** Headers that the command line or the connection sets, by the beginnings of their names. */
const OWN =
  /^(authorization|host|content-(type|length)|connection|transfer-encoding|te|upgrade|expect|keep-alive|trailer|proxy-authorization|idempotency-key|if-match|x-bluegreen-.*)$/

function parsed(line: string, from: string): Result<readonly [string, string], Failure> {
  const [, given, value = ''] = /^\s*([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*(.*)$/s.exec(line) ?? []
  const name = given?.toLowerCase()
  if (name === undefined) return refuse(bad(from, "is not of the form 'name: value'"))
  if (OWN.test(name)) {
    const instead = name === 'authorization' ? ': give the token with --token-file' : ''
    return refuse(bad(from, `is ${name}, which the command line sets itself${instead}`))
  }
  const trimmed = value.trim()
  if (!/^[\x21-\x7e]([\x20-\x7e\t]*[\x21-\x7e])?$/.test(trimmed)) {
    const why = trimmed === '' ? 'is empty' : 'holds characters that a header must not have'
    return refuse(bad(from, `has a value for ${name} that ${why}`))
  }
  return ok([name, trimmed])
}

function bad(from: string, why: string): Failure {
  return failure('bad_header', `${from} ${why}.`)
}
