import type { Color } from '../../src/core/routing/color.ts'

/**
 * Ports of the scripted origins behind the Worker under test. They are free ports, different in
 * each run.
 */
export type ScriptedPorts = Readonly<Record<Color, number>>

declare module 'vitest' {
  interface ProvidedContext {
    readonly scriptedPorts: ScriptedPorts
  }
}

/**
 * Models that the Worker under test serves. Each test uses its own model, so that tests share no
 * state.
 */
export const testModels: readonly string[] = Array.from({ length: 80 }, (_, index) => `m${index}`)

/**
 * Returns `vars.MODELS` of the Worker under test. The first path segment identifies the model at
 * the origins.
 */
export function workerModels(ports: ScriptedPorts) {
  return Object.fromEntries(testModels.map((name) => [name, workerModel(name, ports)]))
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
