import { exports } from 'cloudflare:workers'
import type { Color } from '../../../src/core/routing/color.ts'
import type { Status } from '../../../src/control-plane/admin/answers.ts'
import { configuredModels } from '../../../src/control-plane/config/configured-models.ts'
import { modelNamed } from '../../../src/control-plane/config/parse-models.ts'
import type { Script, Seen } from '../script.ts'
import { testModels } from '../worker-models.ts'

/** The bearer token of the Worker under test. */
export const TOKEN = 'test-token-of-the-admin-route'

const BASE = 'https://router.test'

const used = { count: 0 }

/** A model that no other test of this file uses. */
export function freshModel(): string {
  const name = testModels[used.count++]
  if (name === undefined) throw new Error('this file has used up the test models')
  return name
}

/** The origin of a color of a model. */
export function originOf(model: string, color: Color): string {
  return modelNamed(configuredModels, model).slots[color].origin
}

/** Sends one inference call through the router. */
export function infer(
  model: string,
  init: RequestInit = {},
  path = '/v1/completions'
): Promise<Response> {
  const defaults = { method: 'POST', body: '{"prompt":"x"}' }
  const headers = { 'content-type': 'application/json', authorization: 'Bearer caller' }
  return exports.default.fetch(`${BASE}/${model}${path}`, { ...defaults, headers, ...init })
}

/** A request for the `fetch` of the Worker, for tests that replace its bindings. */
export function requestTo(path: string, init: RequestInit<IncomingRequestCfProperties> = {}) {
  return new Request<unknown, IncomingRequestCfProperties>(`${BASE}${path}`, init)
}

/** Sends one call to the admin route, with the right token unless `init` has another one. */
export function administer(path: string, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers)
  if (!headers.has('authorization')) headers.set('authorization', `Bearer ${TOKEN}`)
  return exports.default.fetch(`${BASE}/admin${path}`, { ...init, headers })
}

/** Switches a model and returns the answer, whatever its status. */
export function switchTo(model: string, to: Color, headers: HeadersInit = {}): Promise<Response> {
  const body = JSON.stringify({ to, reason: 'test' })
  return administer(`/models/${model}/switch`, { method: 'POST', body, headers })
}

/** Sends a command to a model. */
export function command(
  model: string,
  name: string,
  body: object = {},
  headers: HeadersInit = {}
): Promise<Response> {
  const sent = { method: 'POST', body: JSON.stringify(body), headers }
  return administer(`/models/${model}/${name}`, sent)
}

/** Stages a release on the origin of a color, in the slot that is not live. */
export function stage(model: string, release: string, changes: object = {}): Promise<Response> {
  return command(model, 'stage', { url: originOf(model, 'green'), release, ...changes })
}

/** Switches a model without the checks, such as to or from a color that is down. */
export function switchByForce(model: string, to: Color): Promise<Response> {
  const body = JSON.stringify({ to, force: 'test' })
  return administer(`/models/${model}/switch`, { method: 'POST', body })
}

/** Lets a release through all of its life: staged, switched to and promoted. */
export async function makeLive(model: string, release: string): Promise<void> {
  await stage(model, release)
  await switchByForce(model, 'green')
  await command(model, 'promote')
}

export async function statusOf(model: string): Promise<Status> {
  return (await administer(`/models/${model}`)).json()
}

/** Sets how the origin of a color answers the model's calls from now on. */
export async function script(model: string, color: Color, behaviour: Script): Promise<void> {
  const body = JSON.stringify(behaviour)
  await fetch(`${hostOf(model, color)}/__script/${model}`, { method: 'POST', body })
}

/** The calls of a model that reached the origin of a color. */
export async function seenBy(model: string, color: Color): Promise<readonly Seen[]> {
  return (await requestsTo(model, color)).filter((seen) => !isProbe(seen))
}

/** The probes of a model that reached the origin of a color. */
export async function probesOf(model: string, color: Color): Promise<readonly Seen[]> {
  return (await requestsTo(model, color)).filter(isProbe)
}

async function requestsTo(model: string, color: Color): Promise<readonly Seen[]> {
  return (await fetch(`${hostOf(model, color)}/__seen/${model}`)).json()
}

function hostOf(model: string, color: Color): string {
  return new URL(originOf(model, color)).origin
}

function isProbe({ url }: Seen): boolean {
  return url.endsWith('/v2/health/ready')
}
