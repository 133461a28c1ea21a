import { createExecutionContext } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { adminOf } from '../../../src/control-plane/admin/admin.ts'
import type { Role } from '../../../src/core/access/roles.ts'
import { modelNamed } from '../../../src/control-plane/config/parse-models.ts'
import { parseConfiguration } from '../../../src/control-plane/config/parse-configuration.ts'
import { sha256Of } from '../../../src/control-plane/sha-256.ts'
import { override } from './faults/override.ts'

const [chat, embed] = ['chat', 'embed'].map((name) => ({
  ...modelNamed(parseConfiguration(env).models, 'm0'),
  name,
}))

/** What its coordinators answer: enough to show that a request came through. */
const coordinator = (model: string) => ({
  status: async () => ({ model, revision: 7 }),
  evidenceAfter: async () => [],
  verification: async () => ({ model, run: null, suites: [] }),
  history: async () => [],
  rollouts: async () => [],
  grade: async () => 'already_graded',
  pointer: async () => ({ revision: 7, stable: 'blue', weight: 0, slots: {} }),
  command: async () => ({
    ok: false,
    refusal: 'frozen',
    isRepeated: false,
    status: { model, revision: 7, live: 'blue', slots: { blue: { release: 'v1' } } },
  }),
})

/** The token of a name. */
export const tokenOf = (name: string) => `bgr_token-of-${name.replaceAll(' ', '-')}-in-the-tests`

/** The entry of a token in `ADMIN_TOKENS`. */
export function entryOf(name: string, role: Role, models?: readonly string[]) {
  const sha256 = sha256Of(tokenOf(name))
  return models === undefined ? { name, role, sha256 } : { name, role, models, sha256 }
}

/** Returns the admin route alone, with two models whose coordinators are doubles. */
export function adminAlone(bindings: Readonly<Record<string, unknown>>) {
  if (chat === undefined || embed === undefined) throw new Error('a model is missing')
  const admin = adminOf([chat, embed], () => undefined)
  const COORDINATOR = override(env.COORDINATOR, { getByName: coordinator })
  return (path: string, init: RequestInit<IncomingRequestCfProperties> = {}) => {
    const request = new Request(`https://router.test/admin${path}`, init)
    const all = { ...env, ADMIN_TOKEN: undefined, COORDINATOR, ...bindings }
    return admin.fetch(request, all, createExecutionContext())
  }
}
