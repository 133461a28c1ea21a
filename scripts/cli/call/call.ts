import { readFile } from 'node:fs/promises'
import { buffer } from 'node:stream/consumers'
import { ok, refuse, type Result } from '../../../src/core/result.ts'
import type { PreviewMade } from '../../../src/control-plane/admin/answers.ts'
import { readRouterField } from '../../dev/router-field.ts'
import { adminClient } from '../admin-client.ts'
import { chosen, type Outcome, type Report } from '../commands.ts'
import type { Connection } from '../connection.ts'
import { unreachable } from '../connection/network-failure.ts'
import { send, type Answered, type Sending } from '../connection/proxy.ts'
import { failure, type Failure } from '../failure.ts'
import type { CallColor, CallTarget, HeaderPair } from './call-arguments.ts'

/** Flags of `call`. */
export interface CallFlags {
  readonly model?: string
  readonly json?: true
  readonly color?: CallColor
  /** The body, or `@` and the file that has it; `@-` is the standard input. */
  readonly data?: string
  readonly header?: readonly HeaderPair[]
  readonly request?: string
  /** Seconds. */
  readonly timeout?: number
}

/** Seconds of a call without `--timeout`. A token that lives no longer is of no use to others. */
const TIMEOUT_SECONDS = 120

/**
 * Sends one call to a color, under the public URL, as a preview: what it measures is the true path,
 * and no count has it. The answer goes to the standard output, what is known of it to the standard
 * error.
 */
export async function call(
  connection: Connection,
  { path = '/', ...named }: CallTarget,
  flags: CallFlags
): Outcome {
  const client = adminClient(connection)
  const model = await chosen(client, flags.model ?? named.model)
  if (!model.ok) return model
  const body = await bodyOf(flags.data)
  if (!body.ok) return body
  const { color: to = 'live', timeout = TIMEOUT_SECONDS } = flags
  const reason = 'one call by the command line'
  const minted = { to, expiresSeconds: Math.ceil(timeout) + 60, reason }
  const preview = await client.preview(model.value, minted)
  if (!preview.ok) return preview
  const request = requestOf(preview.value, body.value, flags)
  const signal = AbortSignal.timeout(timeout * 1000)
  try {
    const url = addressOf(connection, preview.value, path)
    const answered = () => send(url, { ...request, signal }, connection.proxies)
    return ok(await reportOf(answered, flags))
  } catch (error) {
    return refuse(unreachable(connection, error))
  }
}

/** Returns the public address of a path of a model. */
export function addressOf(
  { url }: Connection,
  { path: prefix }: PreviewMade,
  path: string
): string {
  return `${url}${prefix === '/' ? '' : prefix}${path}`
}

function requestOf(
  { header, token }: PreviewMade,
  body: Uint8Array<ArrayBuffer> | undefined,
  { header: pairs = [], request }: CallFlags
): Omit<Sending, 'signal'> {
  const headers = new Headers()
  for (const [name, value] of pairs) headers.append(name, value)
  if (body !== undefined && !headers.has('content-type')) {
    headers.set('content-type', 'application/json')
  }
  headers.set(header, token)
  const method = request ?? (body === undefined ? 'GET' : 'POST')
  return { method, headers, ...(body === undefined ? {} : { body }) }
}

async function reportOf(answered: () => Promise<Answered>, { json }: CallFlags): Promise<Report> {
  const startedAt = performance.now()
  const msSince = () => Math.round(10 * (performance.now() - startedAt)) / 10
  const response = await answered()
  const headersMs = msSince()
  const chunks: Uint8Array[] = []
  for await (const chunk of response.body ?? []) {
    if (json === true) chunks.push(chunk)
    else process.stdout.write(chunk)
  }
  const { status, headers } = response
  const field = readRouterField(headers.get('x-bluegreen'))
  const { color = null, release = null, revision = null, error = null } = field ?? {}
  const totalMs = msSince()
  const facts = { status, color, release, revision, error, headersMs, totalMs }
  if (json !== true) console.error(`\n${summaryOf(facts)}`)
  const body = Buffer.concat(chunks).toString('utf8')
  const report = {
    text: '',
    json: { ...facts, headers: Object.fromEntries(headers.entries()), body },
  }
  return status < 400 ? report : { ...report, partial: 'unexpected' }
}

interface Facts {
  readonly status: number
  readonly color: string | null
  readonly release: string | null
  readonly revision: number | null
  readonly error: string | null
  readonly headersMs: number
  readonly totalMs: number
}

function summaryOf({ status, color, release, revision, error, headersMs, totalMs }: Facts): string {
  const from =
    color === null
      ? `the router itself${error === null ? '' : `: ${error}`}`
      : `${color} ${release}, revision ${revision}`
  return `${status} from ${from}; headers after ${headersMs} ms, all after ${totalMs} ms; counted nowhere`
}

async function bodyOf(
  data: string | undefined
): Promise<Result<Uint8Array<ArrayBuffer> | undefined, Failure>> {
  if (data === undefined) return ok(undefined)
  if (!data.startsWith('@')) return ok(new TextEncoder().encode(data))
  try {
    const file = data.slice(1)
    return ok(new Uint8Array(await (file === '-' ? buffer(process.stdin) : readFile(file))))
  } catch (error) {
    return refuse(failure('no_such_file', `${data.slice(1)} cannot be read: ${whyOf(error)}`))
  }
}

function whyOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
