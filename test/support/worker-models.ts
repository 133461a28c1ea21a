/** Ports of the scripted origins that stand behind the Worker under test. */
export const scriptedPorts = { blue: 9391, green: 9392 } as const

/** Names of the models that the Worker under test serves: each test takes its own, so that none sees another's state. */
export const testModels: readonly string[] = Array.from({ length: 80 }, (_, index) => `m${index}`)

/** `vars.MODELS` of the Worker under test. A model's origins are told apart by the first segment of their path. */
export function workerModels() {
  return Object.fromEntries(testModels.map((name) => [name, workerModel(name)]))
}

function workerModel(name: string) {
  return {
    path: `/${name}`,
    blue: { origin: `http://127.0.0.1:${scriptedPorts.blue}/${name}`, release: 'v1' },
    green: { origin: `http://127.0.0.1:${scriptedPorts.green}/${name}`, release: 'v2' },
    header_timeout_seconds: 1,
    idle_timeout_seconds: 1,
    first_byte_objective_seconds: 0.5,
    bake_seconds: 600,
  }
}
