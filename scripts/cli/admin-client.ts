import { randomUUID } from 'node:crypto'
import type * as z from 'zod/mini'
import {
  changedAnswer,
  modelsAnswer,
  previewAnswer,
  statusAnswer,
  type Changed,
  type Models,
  type PreviewMade,
  type Status,
} from '../../src/control-plane/admin/answers.ts'
import {
  historyAnswer,
  historyDocumentsAnswer,
  rolloutsAnswer,
  type History,
  type HistoryDocuments,
  type Rollouts,
} from '../../src/control-plane/admin/history-answers.ts'
import type {
  applyBody,
  collectorsBody,
  forgiveBody,
  pauseBody,
  previewBody,
  promoteBody,
  resumeBody,
  rollbackBody,
  shadowBody,
  stageBody,
  switchBody,
} from '../../src/control-plane/admin/command-bodies.ts'
import {
  verificationAnswer,
  type Verification,
} from '../../src/control-plane/admin/verification-answer.ts'
import { notifyTestAnswer, type NotifyTest } from '../../src/control-plane/admin/notify-answer.ts'
import type { notifyTestBody } from '../../src/control-plane/admin/schema.ts'
import type {
  cancelVerifyBody,
  removeSuiteBody,
  verifyBody,
} from '../../src/control-plane/admin/verify-body.ts'
import type { Connection } from './connection.ts'
import { call, sendOnce, type Answer } from './admin-request.ts'
import { readUntilAnswered, sendUntilAnswered } from './resend.ts'

/** The bodies of the commands, by the last part of their path. */
export interface CommandBodies {
  readonly stage: z.input<typeof stageBody>
  readonly apply: z.input<typeof applyBody>
  readonly verify: z.input<typeof verifyBody>
  readonly 'cancel-verify': z.input<typeof cancelVerifyBody>
  readonly 'remove-suite': z.input<typeof removeSuiteBody>
  readonly shadow: z.input<typeof shadowBody>
  readonly switch: z.input<typeof switchBody>
  readonly promote: z.input<typeof promoteBody>
  readonly rollback: z.input<typeof rollbackBody>
  readonly forgive: z.input<typeof forgiveBody>
  readonly pause: z.input<typeof pauseBody>
  readonly resume: z.input<typeof resumeBody>
  readonly collectors: z.input<typeof collectorsBody>
}

/** What a command is about. */
export interface Target {
  readonly model: string
  /** Revision that the router must be at; at another one the command is refused. */
  readonly ifMatch?: number | undefined
}

/** The part of the history that is asked for. */
export interface HistoryQuery {
  readonly limit: number
  /** Number of the entry that follows the part. */
  readonly before?: number | undefined
  /** Time in ISO 8601. */
  readonly since?: string | undefined
}

/** The admin route as functions. None throws: an error comes back as a failure. */
export interface AdminClient {
  readonly models: () => Promise<Answer<Models>>
  readonly status: (model: string) => Promise<Answer<Status>>
  readonly command: <Name extends keyof CommandBodies>(
    name: Name,
    target: Target,
    body: CommandBodies[Name]
  ) => Promise<Answer<Changed>>
  readonly verification: (model: string) => Promise<Answer<Verification>>
  readonly preview: (
    model: string,
    body: z.input<typeof previewBody>
  ) => Promise<Answer<PreviewMade>>
  /** Sends a test message to a receiver, or to all. */
  readonly notifyTest: (body: z.input<typeof notifyTestBody>) => Promise<Answer<NotifyTest>>
  readonly history: (model: string, query: HistoryQuery) => Promise<Answer<History>>
  readonly rollouts: (model: string, query: HistoryQuery) => Promise<Answer<Rollouts>>
  /** Entries with the exact texts that are stored. */
  readonly historyDocuments: (
    model: string,
    query: HistoryQuery
  ) => Promise<Answer<HistoryDocuments>>
}

export function adminClient(connection: Connection): AdminClient {
  const get = <Value>(path: string, shape: z.ZodMiniType<Value>) =>
    call(connection, () => readUntilAnswered(() => sendOnce(connection, path, read)), shape)
  return {
    models: () => get('', modelsAnswer),
    status: (model) => get(`/${encodeURIComponent(model)}`, statusAnswer),
    command: (name, { model, ifMatch }, body) => {
      const headers = new Headers({
        'content-type': 'application/json',
        'idempotency-key': `"${randomUUID()}"`,
      })
      if (ifMatch !== undefined) headers.set('if-match', `${ifMatch}`)
      const request = { method: 'POST', headers, body: JSON.stringify(body) }
      const path = `/${encodeURIComponent(model)}/${name}`
      const attempt = () => sendOnce(connection, path, request)
      return call(connection, () => sendUntilAnswered(attempt), changedAnswer)
    },
    preview: (model, body) => {
      const request = { method: 'POST', body: JSON.stringify(body) }
      const path = `/${encodeURIComponent(model)}/preview`
      return call(connection, () => sendOnce(connection, path, request), previewAnswer)
    },
    notifyTest: (body) => {
      const request = { method: 'POST', body: JSON.stringify(body) }
      const attempt = () => sendOnce(connection, '/test', request, '/admin/notify')
      return call(connection, attempt, notifyTestAnswer)
    },
    verification: (model) => get(`/${encodeURIComponent(model)}/verification`, verificationAnswer),
    history: (model, query) =>
      get(`/${encodeURIComponent(model)}/history?${queryOf({ ...query })}`, historyAnswer),
    rollouts: (model, query) =>
      get(`/${encodeURIComponent(model)}/rollouts?${queryOf({ ...query })}`, rolloutsAnswer),
    historyDocuments: (model, query) => {
      const path = `/${encodeURIComponent(model)}/history?${queryOf({ documents: true, ...query })}`
      return call(
        connection,
        () => readUntilAnswered(() => sendOnce(connection, path, read)),
        historyDocumentsAnswer,
        exact
      )
    },
  }
}

const read = { method: 'GET' } as const

/** Keeps texts as they are, where they are not shown. */
const exact = <Value>(value: Value): Value => value

function queryOf(query: Readonly<Record<string, unknown>>): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined)
  return new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString()
}
