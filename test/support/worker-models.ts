import type { Color } from '../../src/core/routing/color.ts'

/** Ports of the scripted origins behind the Worker under test: free ports, two for each test file. */
export type ScriptedPorts = Readonly<Record<Color, number>>

/**
 * Models that the Worker under test serves. Each test uses its own model, so that tests share no
 * state.
 */
export const testModels: readonly string[] = Array.from({ length: 80 }, (_, index) => `m${index}`)

/** Models with settings of their own, for one test each. */
export const specialModels = {
  'watch-only': { auto_rollback: false },
  'health-route': { health: { path: '/healthz?deep=1', seconds: 0.5 } },
  frozen: { freeze: ['Sun 00:00 - Wed 12:00 UTC', 'Wed 12:00 - Sun 00:00 UTC'] },
  'shadow-required': { require: ['shadow'], max_disagreement_rate: 0.1 },
  'no-verify': { require: [], keep_warm_seconds: 0 },
  'call-log': { call_log: 1 },
  placed: { location: 'weur', jurisdiction: 'eu' },
} as const satisfies Readonly<Record<string, object>>

/** Models with a receiver of notifications of the same name, for one test each. */
export const notifiedModels = [
  'notify-500',
  'notify-429',
  'notify-410',
  'notify-hang',
  'notify-lost',
  'notify-log',
] as const

/** The secrets that sign, old and new. */
export const SIGNING_SECRETS = {
  HOOK_SECRET: `whsec_${btoa('a secret of thirty-two characters')}`,
  HOOK_SECRET_NEXT: `whsec_${btoa('the next secret of more characters')}`,
} as const

/**
 * Returns `vars.NOTIFY` of the Worker under test, and the secrets that it names. A receiver stands
 * at the path `/<model>/hook` of green's scripted origin.
 */
export function workerReceivers(ports: ScriptedPorts) {
  const on = ['started', 'rolled_back', 'alert.raised', 'alert.cleared']
  const secret = Object.keys(SIGNING_SECRETS)
  const receivers = notifiedModels.map((model) => [
    model,
    { kind: 'webhook', url: urlName(model), secret, on, models: [model] },
  ])
  const urls = notifiedModels.map((model) => [
    urlName(model),
    `http://127.0.0.1:${ports.green}/${model}/hook`,
  ])
  return {
    NOTIFY: Object.fromEntries(receivers),
    ...SIGNING_SECRETS,
    ...Object.fromEntries(urls),
  }
}

function urlName(model: string): string {
  return `URL_OF_${model.replaceAll('-', '_').toUpperCase()}`
}

/**
 * Returns `vars.MODELS` of the Worker under test. The first path segment identifies the model at
 * the origins.
 */
export function workerModels(ports: ScriptedPorts) {
  const ordinary = testModels.map((name) => [name, workerModel(name, ports)])
  const special = Object.entries(specialModels).map(([name, settings]) => [
    name,
    { ...workerModel(name, ports), ...settings },
  ])
  const notified = notifiedModels.map((name) => [name, workerModel(name, ports)])
  return Object.fromEntries([...ordinary, ...special, ...notified])
}

function workerModel(name: string, ports: ScriptedPorts) {
  return {
    path: `/${name}`,
    blue: { origin: `http://127.0.0.1:${ports.blue}/${name}`, release: 'v1' },
    green: { origin: `http://127.0.0.1:${ports.green}/${name}`, release: 'v2' },
    header_timeout_seconds: 1,
    idle_timeout_seconds: 1,
    first_byte_objective_seconds: 0.5,
    bake_seconds: 600,
  }
}
