import type { Permission } from '../../core/access/roles.ts'
import type { CommandName } from './command-routes.ts'

/** A route of the admin API. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'DELETE'
  /** Path below `/admin`. */
  readonly path: string
  /** What the caller must be allowed; undefined for a route that is open to everybody. */
  readonly permission: Permission | undefined
  /** Largest body, in bytes. */
  readonly maxBodyBytes: number
  /** A field of the query that names a model, and what the caller must be allowed for it. */
  readonly about?: { readonly field: string; readonly permission: Permission }
}

const MAX_BODY_BYTES = 65_536

/** A suite of golden requests, which may have 1 MiB when it is stored. */
const MAX_SUITE_BODY_BYTES = 2_097_152

const get = (path: string, permission: Permission | undefined): Route => ({
  method: 'GET',
  path,
  permission,
  maxBodyBytes: 0,
})

const post = (
  name: string,
  permission: Permission,
  maxBodyBytes: number = MAX_BODY_BYTES
): Route => ({ method: 'POST', path: `/models/:model/${name}`, permission, maxBodyBytes })

/** The routes that carry out a command. */
const commandPaths = {
  stage: post('stage', 'release'),
  apply: post('apply', 'operate'),
  verify: post('verify', 'release', MAX_SUITE_BODY_BYTES),
  'cancel-verify': post('cancel-verify', 'release'),
  'remove-suite': post('remove-suite', 'release'),
  switch: post('switch', 'operate'),
  shadow: post('shadow', 'operate'),
  promote: post('promote', 'operate'),
  rollback: post('rollback', 'roll_back'),
  forgive: post('forgive', 'operate'),
  pause: post('pause', 'operate'),
  resume: post('resume', 'operate'),
  collectors: post('collectors', 'operate'),
} as const satisfies Readonly<Record<CommandName, Route>>

/** The other routes. */
const otherPaths = {
  health: get('/health', undefined),
  document: get('/openapi.json', 'read_document'),
  models: {
    ...get('/models', 'read_status'),
    about: { field: 'evidence', permission: 'read' },
  },
  metrics: get('/metrics', 'read'),
  status: get('/models/:model', 'read_status'),
  verification: get('/models/:model/verification', 'read'),
  history: get('/models/:model/history', 'read'),
  rollouts: get('/models/:model/rollouts', 'read'),
  preview: post('preview', 'release'),
  feedback: post('feedback', 'grade'),
  notifyTest: {
    method: 'POST',
    path: '/notify/test',
    permission: 'operate',
    maxBodyBytes: MAX_BODY_BYTES,
  },
} as const satisfies Readonly<Record<string, Route>>

/** The routes of the session, by which a browser stays signed in. Every role may ask for its own. */
const sessionPaths = {
  session: get('/session', 'read_document'),
  signIn: { method: 'POST', path: '/session', permission: undefined, maxBodyBytes: 4_096 },
  signOut: { method: 'DELETE', path: '/session', permission: undefined, maxBodyBytes: 0 },
} as const satisfies Readonly<Record<string, Route>>

export type OtherRoute = keyof typeof otherPaths
export type SessionRoute = keyof typeof sessionPaths
export type RouteName = CommandName | OtherRoute | SessionRoute

/** All routes, by name: the admin route is put together from them, and so is its document. */
export const adminRoutes: Readonly<Record<RouteName, Route>> = {
  ...otherPaths,
  ...sessionPaths,
  ...commandPaths,
}

/** Whether a request asks for nothing that takes a known caller. */
export function isOpen(method: string, path: string): boolean {
  const below = path.slice('/admin'.length)
  if (below === otherPaths.health.path) return true
  return below === sessionPaths.session.path && (method === 'POST' || method === 'DELETE')
}

/** Returns the methods of each path, for `Allow`. */
export function methodsByPath(): ReadonlyMap<string, readonly string[]> {
  const byPath = Map.groupBy(Object.values(adminRoutes), ({ path }) => path)
  return new Map(
    [...byPath].map(([path, routes]) => [
      path,
      routes.flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method])),
    ])
  )
}
