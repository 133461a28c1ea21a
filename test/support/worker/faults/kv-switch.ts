/** A KV that all of the Worker uses and that can be switched off, the coordinators' own binding included. */
export interface KvSwitch {
  readonly set: (state: 'up' | 'down') => void
  /** Calls that failed while it was off. */
  readonly failures: () => number
  /** Writes past the switch, as a person does who breaks the glass. */
  readonly putByHand: (key: string, value: string) => Promise<unknown>
  readonly restore: () => void
}

type Methods = Record<'get' | 'getWithMetadata' | 'put', (...args: never[]) => unknown>

/** Replaces the methods that all KV bindings share. */
export function kvSwitch(kv: KVNamespace): KvSwitch {
  const methods: Methods = Object.getPrototypeOf(kv)
  const { get, getWithMetadata, put } = methods
  let isDown = false
  let failures = 0
  const guard = (name: string, real: (...args: never[]) => unknown): void => {
    Reflect.set(methods, name, async function guarded(this: unknown, ...args: unknown[]) {
      if (!isDown) return Reflect.apply(real, this, args)
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
