import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { Coordinator } from '../../../src/control-plane/coordinator/coordinator.ts'

/** Runs a coordinator anew over what it stored, with bindings that are replaced, and hands it to `use`. */
export function restarted<Result>(
  model: string,
  replaced: Partial<Env>,
  use: (coordinator: Coordinator) => Promise<Result>
): Promise<Result> {
  const stub = env.COORDINATOR.getByName(model)
  return runInDurableObject(stub, (_, state) =>
    use(new Coordinator(state, { ...env, ...replaced }))
  )
}
