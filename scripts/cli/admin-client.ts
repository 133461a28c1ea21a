import * as z from 'zod/mini'
import en from 'zod/v4/locales/en.js'
import type { Color } from '../../src/core/routing/color.ts'
import { ok, refuse, type Result } from '../../src/core/result.ts'
import {
  changedAnswer,
  errorAnswer,
  historyAnswer,
  modelsAnswer,
  statusAnswer,
  type Changed,
  type FailedModel,
  type History,
  type Status,
} from '../../src/control-plane/admin/answers.ts'
import { parseJson } from '../../src/core/json.ts'
import type { Connection } from './connection.ts'
import type { Failure } from './failure.ts'
import { failureOf, foreign, unexpected, unreachable } from './admin-failure.ts'

export type Answer<Value> = Result<Value, Failure>

/** A change of colors that an operator asks for. */
export interface Change {
  readonly model: string
  readonly reason: string
  /** Revision that the router must be at; at another one the change is refused. */
  readonly ifMatch?: number | undefined
}

/** The target of a change. */
interface Wanted {
  readonly to?: Color
  readonly perRegion?: number
}

/** The admin route as functions. None throws: an error comes back as a failure. */
export interface AdminClient {
  readonly models: () => Promise<Answer<readonly (Status | FailedModel)[]>>
  readonly status: (model: string) => Promise<Answer<Status>>
  readonly switchTo: (to: Color, change: Change) => Promise<Answer<Changed>>
  readonly rollback: (change: Change) => Promise<Answer<Changed>>
  readonly setCollectors: (collectors: number, change: Change) => Promise<Answer<Changed>>
  readonly history: (model: string, limit: number) => Promise<Answer<History>>
}

const TIMEOUT_MS = 10_000

// The small build of zod has no messages of its own.
z.config(en())

export function adminClient(connection: Connection): AdminClient {
  const get = <Value>(path: string, shape: z.ZodMiniType<Value>) =>
    call(connection, path, { method: 'GET' }, shape)
  const post = (path: string, { ifMatch, ...change }: Omit<Change, 'model'> & Wanted) => {
    const headers = new Headers({ 'content-type': 'application/json' })
    if (ifMatch !== undefined) headers.set('if-match', `${ifMatch}`)
    const request = { method: 'POST', headers, body: JSON.stringify(change) }
    return call(connection, path, request, changedAnswer)
  }
  return {
    models: async () => {
      const answer = await get('', modelsAnswer)
      return answer.ok ? ok(answer.value.models) : answer
    },
    status: (model) => get(`/${encodeURIComponent(model)}`, statusAnswer),
    switchTo: (to, { model, ...change }) =>
      post(`/${encodeURIComponent(model)}/switch`, { to, ...change }),
    rollback: ({ model, ...change }) => post(`/${encodeURIComponent(model)}/rollback`, change),
    setCollectors: (perRegion, { model, ...change }) =>
      post(`/${encodeURIComponent(model)}/collectors`, { perRegion, ...change }),
    history: (model, limit) =>
      get(`/${encodeURIComponent(model)}/history?limit=${limit}`, historyAnswer),
  }
}

async function call<Value>(
  connection: Connection,
  path: string,
  request: RequestInit,
  shape: z.ZodMiniType<Value>
): Promise<Answer<Value>> {
  const headers = new Headers(request.headers)
  if (connection.token !== undefined) headers.set('authorization', `Bearer ${connection.token}`)
  headers.set('x-bluegreen-actor', headerSafe(connection.by))
  headers.set('x-bluegreen-source', connection.source)
  const signal = AbortSignal.timeout(TIMEOUT_MS)
  try {
    const url = `${connection.url}/admin/models${path}`
    const response = await fetch(url, { ...request, headers, signal, redirect: 'manual' })
    return read(connection, response.status, await response.text(), shape)
  } catch (error) {
    return refuse(unreachable(connection, error))
  }
}

function read<Value>(
  connection: Connection,
  status: number,
  text: string,
  shape: z.ZodMiniType<Value>
): Answer<Value> {
  const body = parseJson(text)
  if (status === 200) {
    const parsed = shape.safeParse(body)
    if (!parsed.success) return refuse(unexpected(connection, z.prettifyError(parsed.error)))
    // The whole body, because the parsed one lacks the fields that a newer router adds.
    const whole: Value = JSON.parse(text)
    return ok(whole)
  }
  const parsed = errorAnswer.safeParse(body)
  if (!parsed.success) return refuse(foreign(connection, status))
  return refuse(failureOf(connection, status, parsed.data.error))
}

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
