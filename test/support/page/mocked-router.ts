import type { BrowserContext, Request, Route } from 'playwright-core'
import type { PageFile } from '../../../scripts/page/bundle.ts'
import type { Permission } from '../../../src/core/access/roles.ts'
import type { Session } from '../../../src/control-plane/admin/session-answer.ts'
import type { EvidenceSample, Listed } from '../../../src/page/data/shapes.ts'
import { entries, verification } from './details.ts'
import { after, atRest, HOUR, NOW } from './statuses.ts'

export const ORIGIN = 'https://router.test'

/** What the page may load. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

/** An answer of the router. */
export interface MockedAnswer {
  readonly status: number
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** Everything that the router answers in a test. Tests change the fields. */
export interface MockedRouter {
  session: MockedAnswer
  models: readonly Listed[]
  samples: readonly EvidenceSample[]
  history: unknown
  verification: unknown
  /** Replaces the answer to a path below `/admin`, such as `POST /session`; `'lost'` is none. */
  readonly answers: Map<string, MockedAnswer | (() => MockedAnswer) | 'lost' | 'never'>
  /** The requests so far, as method and path. */
  readonly requests: Request[]
}

const all: Permission[] = [
  'read_document',
  'read_status',
  'read',
  'release',
  'operate',
  'roll_back',
  'grade',
]

/** Returns somebody who may do everything, unless it says otherwise. */
export function session(overrides: Partial<Session> = {}): Session {
  return {
    name: 'mira',
    kind: 'token',
    role: 'operator',
    models: null,
    permissions: all,
    expiresAt: after(12 * HOUR),
    ...overrides,
  }
}

/** Returns a problem of the admin route. */
export function problem(status: number, code: string, detail: string): MockedAnswer {
  return { status, body: { type: 'about:blank', title: code, status, detail, code } }
}

/** Answers the requests of a browser as the router would. */
export async function mockRouter(
  context: BrowserContext,
  files: readonly PageFile[],
  overrides: Partial<MockedRouter> = {}
): Promise<MockedRouter> {
  const router: MockedRouter = {
    session: { status: 200, body: session() },
    models: [atRest()],
    samples: [],
    history: { model: 'chat', next: null, entries },
    verification,
    answers: new Map(),
    requests: [],
    ...overrides,
  }
  await context.route('**/*', (route) => answer(route, files, router))
  return router
}

async function answer(route: Route, files: readonly PageFile[], router: MockedRouter) {
  const request = route.request()
  const url = new URL(request.url())
  const path = url.pathname.replace(/^\/admin/, '')
  if (url.origin !== ORIGIN) return route.abort()
  const file = path === '' ? 'index.html' : /^\/page\/(.+)$/.exec(path)?.[1]
  if (file !== undefined) return serveFile(route, files, file)
  router.requests.push(request)
  const given = router.answers.get(`${request.method()} ${path}`)
  if (given === 'lost') return route.abort('connectionrefused')
  if (given === 'never') return undefined
  if (typeof given === 'function') return fulfil(route, given())
  return fulfil(route, given ?? ordinaryAnswer(router, request.method(), path, url))
}

function ordinaryAnswer(
  router: MockedRouter,
  method: string,
  path: string,
  url: URL
): MockedAnswer {
  if (path === '/session') return method === 'GET' ? router.session : { status: 204 }
  if (path === '/models') return { status: 200, body: listingOf(router, url) }
  if (path.endsWith('/history')) return { status: 200, body: router.history }
  if (path.endsWith('/verification')) return { status: 200, body: router.verification }
  return problem(404, 'not_found', 'There is no such admin route.')
}

function listingOf({ models, samples }: MockedRouter, url: URL): object {
  const model = url.searchParams.get('evidence')
  if (model === null) return { models, now: NOW }
  const cursor = Number(url.searchParams.get('after') ?? 0)
  const newer = samples.filter(({ at }) => at > cursor)
  return { models, now: NOW, evidence: { model, samples: newer, next: newer.at(-1)?.at ?? cursor } }
}

function fulfil(route: Route, { status, body, headers = {} }: MockedAnswer) {
  const text = body === undefined ? '' : JSON.stringify(body)
  return route.fulfill({
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body: text,
  })
}

const types: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
}

function serveFile(route: Route, files: readonly PageFile[], name: string) {
  const file = files.find((each) => each.name === name)
  if (file === undefined) return route.fulfill({ status: 404 })
  const type = types[name.split('.').at(-1) ?? ''] ?? 'text/plain'
  const headers = { 'content-type': type, 'content-security-policy': POLICY }
  return route.fulfill({ status: 200, headers, body: file.content })
}
