import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { once } from 'node:events'
import type { Status } from '../../src/control-plane/admin/answers.ts'

/** A request that the double received. */
export interface Seen {
  readonly method: string
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly body: unknown
}

export interface FakeAdmin {
  readonly url: string
  readonly seen: Seen[]
  readonly stop: () => Promise<void>
}

export const TOKEN = 'test-token-of-the-admin-route'

type Answer = readonly [status: number, body: unknown]

/** The answer to every request of a kind, or one for each request; the last one stays. */
type Answers = Answer | readonly Answer[]

/**
 * Starts a double of the router's admin route. It checks the token, and answers by `method path`
 * from a table.
 */
export async function fakeAdmin(table: Readonly<Record<string, Answers>>): Promise<FakeAdmin> {
  const seen: Seen[] = []
  const answerTo = answering(table)
  const server = createServer((request, response) => {
    void record(request, seen).then(({ method, path, headers }) => {
      if (headers.authorization !== `Bearer ${TOKEN}`) {
        return send(response, [401, errorBody('unauthorized', 'The token is wrong.')])
      }
      return send(response, answerTo(`${method} ${path}`))
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    url: `http://127.0.0.1:${port}`,
    seen,
    stop: async () => {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

export function errorBody(code: string, message: string) {
  return { error: { code, message } }
}

export function statusOf(overrides: Partial<Status> = {}): Status {
  const health = {
    calls: 120,
    running: 0,
    waiting: 0,
    oldestWaitingMs: 0,
    lost: 0,
    slow: 0,
    successes: 119,
    faults: 1,
    overload: 0,
    neutral: 0,
    causes: { faults: { '500': 1 }, overload: {} },
    verdict: { kind: 'healthy' as const, summary: '1 of 120 calls failed, at most 1 % may' },
  }
  return {
    model: 'chat',
    phase: 'idle',
    live: 'blue',
    stable: 'blue',
    candidate: null,
    weight: 0,
    holdBack: 0,
    plan: null,
    revision: 1,
    since: '2026-01-01T00:00:00.000Z',
    changedAt: '2026-01-01T00:00:00.000Z',
    reason: 'first start',
    by: 'router',
    bake: null,
    slots: {
      blue: { origin: 'http://127.0.0.1:9101', release: 'tiny-gpt-v1', ...staged },
      green: { origin: 'http://127.0.0.1:9102', release: 'tiny-gpt-v2', ...staged },
    },
    configured: [],
    quarantined: null,
    wayBack: null,
    paused: null,
    frozenUntil: null,
    autoRollback: true,
    stableProbe: null,
    stableAnswers: null,
    health: { blue: health, green: health },
    shadow: null,
    kv: { revision: 1, inSync: true, malformed: false, refused: null },
    alerts: [],
    isolates: { reporting: 2, following: 2, oldestRevision: 1, silentMs: 300 },
    collectors: 0,
    history: null,
    notifications: { pending: [], failed: [] },
    ...overrides,
  }
}

/** The facts of a release of the first start. */
const staged = {
  staging: 0,
  stagedAt: '2026-01-01T00:00:00.000Z',
  stagedBy: 'deploy',
  note: null,
  verified: true,
  verification: null,
}

/** Returns what answers each request from the table, in turn. */
function answering(table: Readonly<Record<string, Answers>>): (key: string) => Answer {
  const counts = new Map<string, number>()
  return (key) => {
    const answers = table[key]
    if (answers === undefined) return unknownModel
    if (isAnswer(answers)) return answers
    const count = counts.get(key) ?? 0
    counts.set(key, count + 1)
    return answers[Math.min(count, answers.length - 1)] ?? unknownModel
  }
}

function isAnswer(answers: Answers): answers is Answer {
  return typeof answers[0] === 'number'
}

const unknownModel: Answer = [404, errorBody('unknown_model', 'There is no such model.')]

async function record(request: IncomingMessage, seen: Seen[]): Promise<Seen> {
  let text = ''
  for await (const chunk of request.setEncoding('utf8')) text += String(chunk)
  const { method = '', url: path = '', headers } = request
  const one = { method, path, headers, body: text === '' ? undefined : JSON.parse(text) }
  seen.push(one)
  return one
}

function send(response: ServerResponse, [status, body]: Answer): void {
  const headers = {
    'content-type': 'application/json',
    'x-bluegreen': 'blue; release="v2"; revision=8; preview',
  }
  response.writeHead(status, headers).end(JSON.stringify(body))
}
