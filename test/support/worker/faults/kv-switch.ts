/** Switches KV off for the whole Worker, including the coordinators' own bindings. */
export interface KvSwitch {
  readonly set: (state: 'up' | 'down') => void
  /** Number of calls that failed while KV was off. */
  readonly failures: () => number
  /** Writes even while KV is off, as an operator does with break-glass. */
  readonly putByHand: (key: string, value: string) => Promise<unknown>
  readonly restore: () => void
}

/** Replaces the methods that all KV bindings share, until `restore`. */
export function kvSwitch(kv: KVNamespace): KvSwitch {
  const methods: object = Object.getPrototypeOf(kv)
  const { get, getWithMetadata, put } = kv
  let isDown = false
  let failures = 0
  const guard = (name: string, method: (...args: never[]) => unknown): void => {
    Reflect.set(methods, name, async function guarded(this: unknown, ...args: unknown[]) {
      if (!isDown) return Reflect.apply(method, this, args)
      failures++
      throw new Error('KV failed: 503')
    })
  }
  guard('get', get)
  guard('getWithMetadata', getWithMetadata)
  guard('put', put)
  return {
    set: (state) => {
      isDown = state === 'down'
    },
    failures: () => failures,
    putByHand: async (key, value) => Reflect.apply(put, kv, [key, value]),
    restore: () => {
      Reflect.set(methods, 'get', get)
      Reflect.set(methods, 'getWithMetadata', getWithMetadata)
      Reflect.set(methods, 'put', put)
    },
  }
}
