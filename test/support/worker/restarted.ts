import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { Coordinator } from '../../../src/control-plane/coordinator/coordinator.ts'

/**
 * Runs `use` with a second coordinator over the storage of a model's coordinator, with some
 * bindings replaced. The second one starts from the stored state, like a coordinator after an
 * eviction.
 *
 * Two coordinators over one storage are safe here. The model belongs to one test, which makes no
 * call to the live coordinator while `use` runs or afterwards; only its alarm may still fire. The
 * memory of the live coordinator is out of date then, but it cannot overwrite a decision: the
 * revision is the primary key of `rollouts`, so its insert throws, and the platform retries the
 * alarm. An alarm that decides nothing only reads KV and rewrites evidence and reporters, which the
 * second coordinator holds in memory.
 */
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
