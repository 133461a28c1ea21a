import { adminErrors, type AdminCode } from '../../src/control-plane/admin/admin-codes.ts'
import { commandRoutes } from '../../src/control-plane/admin/command-routes.ts'
import type { Route } from '../../src/control-plane/admin/admin-routes.ts'

/** Codes with which a request for an identity may end, whatever it asks for. */
const ofEveryone = [
  'unauthorized',
  'session_ended',
  'closed',
  'forbidden',
  'method_not_allowed',
  'too_many_tries',
  'admin_misconfigured',
  'access_keys_unavailable',
] as const satisfies readonly AdminCode[]

const ofBody = ['invalid_request', 'body_too_large'] as const satisfies readonly AdminCode[]
const ofGrade = [
  'signing_key_missing',
  'call_out_of_date',
  'already_graded',
] as const satisfies readonly AdminCode[]

/** Codes that are explained above or in a route, so that the others are those of commands. */
const elsewhere: ReadonlySet<AdminCode> = new Set([
  ...ofEveryone,
  ...ofBody,
  ...ofGrade,
  'unknown_model',
  'unknown_receiver',
  'not_found',
  'document_unavailable',
  'coordinator_unavailable',
])

/** All codes of the admin route. */
export const adminCodes = Object.keys(adminErrors).filter(isCode)

/** Codes of a refused command. */
const ofCommand = adminCodes.filter((code) => !elsewhere.has(code))

/** Codes of the routes with more than a status to give. */
const ofRoute: Readonly<Record<string, readonly AdminCode[]>> = {
  ...Object.fromEntries(Object.keys(commandRoutes).map((name) => [name, ofCommand])),
  document: ['document_unavailable'],
  models: ['invalid_request', 'unknown_model'],
  history: ['invalid_request'],
  rollouts: ['invalid_request'],
  preview: ['signing_key_missing'],
  feedback: ofGrade,
  signIn: [
    ...ofBody,
    'unauthorized',
    'closed',
    'forbidden',
    'too_many_tries',
    'signing_key_missing',
  ],
  signOut: ['forbidden'],
  notifyTest: ['unknown_receiver'],
}

/** Returns the codes with which a route may answer. */
export function codesOf(name: string, { method, path, permission }: Route): readonly AdminCode[] {
  const own = ofRoute[name] ?? []
  if (permission === undefined) return ['admin_misconfigured', 'method_not_allowed', ...own]
  return [
    ...ofEveryone,
    ...(path.startsWith('/models') ? (['coordinator_unavailable'] as const) : []),
    ...(path.includes(':model') ? (['unknown_model'] as const) : []),
    ...(method === 'POST' ? ofBody : []),
    ...own,
  ]
}

/** Returns codes by their status. */
export function byStatus(codes: readonly AdminCode[]): ReadonlyMap<number, readonly AdminCode[]> {
  return Map.groupBy(codes, (code) => adminErrors[code].status)
}

function isCode(code: string): code is AdminCode {
  return Object.hasOwn(adminErrors, code)
}
