import { asPlainLine } from '../../../src/core/rollout/plain-line.ts'
import { breakGlassHint } from '../admin-failure.ts'
import type { CliCode } from '../codes.ts'
import type { Connection } from '../connection.ts'
import { failure, type Failure } from '../failure.ts'
import { isLoopback } from './address.ts'

/** What an error of a connection means. */
interface Cause {
  readonly code: CliCode
  readonly why: string
  readonly hint: string
}

const TLS_UNTRUSTED =
  /^(UNABLE_TO_VERIFY_LEAF_SIGNATURE|SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_GET_ISSUER_CERT.*|CERT_UNTRUSTED|INVALID_CA)$/
const TIMED_OUT = /^(ETIMEDOUT|TimeoutError|UND_ERR_(CONNECT|HEADERS|BODY)_TIMEOUT)$/
const LOST = /^(ECONNRESET|ECONNABORTED|EPIPE|UND_ERR_SOCKET)$/
const NO_ROUTE = /^(ENETUNREACH|EHOSTUNREACH|EADDRNOTAVAIL|ENETDOWN|EHOSTDOWN)$/
const TLS = /^(ERR_SSL_|ERR_TLS_|CERT_|EPROTO|ERR_OSSL_)/

/** Returns the failure for a call without an answer, with its cause and what to do about it. */
export function unreachable(connection: Connection, error: unknown, now = new Date()): Failure {
  const errors = chainOf(error)
  const { code, why, hint } = causeOf(connection, errors, now)
  const message = `The admin route at ${connection.url} cannot be reached: ${asPlainLine(why)}.`
  return failure(code, message, `${hint} ${breakGlassHint}`)
}

/** Whether the same request may succeed a moment later. */
export function mayComeBack({ code }: Failure): boolean {
  return (
    !(['dns_failed', 'tls_failed', 'proxy_failed'] as readonly string[]).includes(code) &&
    !code.startsWith('tls_')
  )
}

function causeOf(connection: Connection, errors: readonly Error[], now: Date): Cause {
  const url = new URL(connection.url)
  const codes = errors.map(codeOf)
  const has = (pattern: RegExp) => codes.find((code) => pattern.test(code))
  const ofProxy = proxyCause(connection, errors)
  if (ofProxy !== undefined) return ofProxy
  const missing = has(/^(ENOTFOUND|EAI_.*)$/)
  if (missing !== undefined) {
    const why = `the name ${url.hostname} cannot be resolved (${missing})`
    return {
      code: 'dns_failed',
      why,
      hint: 'Check the spelling of --router, the network and the VPN.',
    }
  }
  if (has(/^ECONNREFUSED$/)) {
    const hint = isLoopback(url) ? 'Is it running (npm start), on this port?' : 'Is the port right?'
    return {
      code: 'connection_refused',
      why: `nothing listens at ${url.host} (ECONNREFUSED)`,
      hint,
    }
  }
  return tlsCause(url, codes, now) ?? lateCause(codes) ?? otherCause(errors)
}

function tlsCause(url: URL, codes: readonly string[], now: Date): Cause | undefined {
  const untrusted = codes.find((code) => TLS_UNTRUSTED.test(code))
  if (untrusted !== undefined) {
    const system = process.allowedNodeEnvironmentFlags.has('--use-system-ca')
      ? ', or NODE_OPTIONS=--use-system-ca for those of the system'
      : ''
    const hint = `If a CA of your own issued it, name its certificate: NODE_EXTRA_CA_CERTS=/path/to/ca.pem${system}.`
    return { code: 'tls_untrusted', why: `no known CA issued its certificate (${untrusted})`, hint }
  }
  const expired = codes.find((code) => /^CERT_(HAS_EXPIRED|NOT_YET_VALID)$/.test(code))
  if (expired !== undefined) {
    const why = `its certificate ${expired === 'CERT_HAS_EXPIRED' ? 'has expired' : 'is not yet valid'} (${expired})`
    const hint = `Renew it, unless the clock of this machine is wrong: it says ${now.toISOString()}.`
    return { code: 'tls_expired', why, hint }
  }
  if (codes.includes('ERR_TLS_CERT_ALTNAME_INVALID')) {
    const why = `its certificate is for other names than ${url.hostname} (ERR_TLS_CERT_ALTNAME_INVALID)`
    const hint = 'Use a name of the certificate, or have it issued for this one.'
    return { code: 'tls_wrong_host', why, hint }
  }
  const other = codes.find((code) => TLS.test(code))
  if (other === undefined) return undefined
  const hint = 'Does the port speak TLS? If it speaks plain HTTP, the address begins with http://.'
  return { code: 'tls_failed', why: `TLS failed (${other})`, hint }
}

function lateCause(codes: readonly string[]): Cause | undefined {
  const late = codes.find((code) => TIMED_OUT.test(code))
  if (late === undefined) return undefined
  const hint = 'A firewall may drop the packets, or a VPN or a proxy (HTTPS_PROXY) be missing.'
  return { code: 'timed_out', why: `no answer came in time (${late})`, hint }
}

function otherCause(errors: readonly Error[]): Cause {
  const codes = errors.map(codeOf)
  const lost = codes.find((code) => LOST.test(code))
  if (lost !== undefined) {
    const hint = 'Is the port right, and the scheme? If so, try again.'
    return { code: 'connection_lost', why: `the connection broke off (${lost})`, hint }
  }
  const last = errors.at(-1)
  const isAway = codes.some((code) => NO_ROUTE.test(code))
  const hint = isAway
    ? 'Check the network and the VPN.'
    : 'Is it running (npm start), is --router right?'
  return { code: 'unreachable', why: last?.message || codes.at(-1) || 'no reason is known', hint }
}

/** An answer of the proxy instead of a tunnel, or a proxy that cannot be reached. */
function proxyCause({ proxies }: Connection, errors: readonly Error[]): Cause | undefined {
  if (proxies === undefined) return undefined
  const { variable } = proxies
  const status = errors
    .map(({ message }) => /^Proxy response \((\d+)\)/.exec(message)?.[1])
    .find(Boolean)
  if (status === '407') {
    const hint = `Put name and password into ${variable}: http://name:password@host:port.`
    return { code: 'proxy_failed', why: 'the proxy asks for a password (407)', hint }
  }
  const hint = `The proxy is the one of ${variable}. NO_PROXY=<host> goes past it.`
  if (status !== undefined)
    return { code: 'proxy_failed', why: `the proxy answered ${status}`, hint }
  const hosts = [proxies.http, proxies.https].flatMap((one) => (one ? [new URL(one)] : []))
  const isOfProxy = errors.some((error) =>
    hosts.some(({ hostname, port }) => {
      if ('hostname' in error) return error.hostname === hostname
      return 'port' in error && String(error.port) === port && codeOf(error) === 'ECONNREFUSED'
    })
  )
  if (!isOfProxy) return undefined
  return { code: 'proxy_failed', why: 'the proxy cannot be reached', hint }
}

/** Returns an error and its causes. An error of several attempts (IPv6, then IPv4) has one for each. */
function chainOf(error: unknown, depth = 0): readonly Error[] {
  if (!(error instanceof Error)) return []
  if (depth > 5) return []
  const parts = error instanceof AggregateError ? error.errors : []
  return [error, ...[error.cause, ...parts].flatMap((one) => chainOf(one, depth + 1))]
}

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name
}
