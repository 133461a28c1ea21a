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
} as const satisfies Readonly<Record<string, object>>

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
  return Object.fromEntries([...ordinary, ...special])
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
