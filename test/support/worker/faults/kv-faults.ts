import { override } from './override.ts'

/** Minimum time between two writes of a key, in milliseconds. */
const WRITE_INTERVAL_MS = 1_000

/** KV in a region where writes become visible only after 60 s: the first value read stays. */
export function kvLag(kv: KVNamespace): KVNamespace {
  const old = new Map<string, Promise<string | null>>()
  const read = (key: string): Promise<string | null> => {
    const known = old.get(key) ?? kv.get(key)
    old.set(key, known)
    return known
  }
  return override(kv, {
    get: async (key: string, options?: { readonly type?: string }) => {
      const text = await read(key)
      return options?.type === 'json' && text !== null ? JSON.parse(text) : text
    },
    getWithMetadata: async (key: string) => ({ value: await read(key), metadata: null }),
  })
}

/** KV whose reads and writes fail, as on 2025-06-12. */
export function kvOutage(kv: KVNamespace): KVNamespace {
  const fail = (method: string) => () => Promise.reject(new Error(`KV ${method} failed: 503`))
  return override(kv, { get: fail('GET'), getWithMetadata: fail('GET'), put: fail('PUT') })
}

/** KV that never answers. */
export function kvSilence(kv: KVNamespace): KVNamespace {
  const never = (): Promise<never> => new Promise(() => undefined)
  return override(kv, { get: never, getWithMetadata: never, put: never })
}

/** KV that accepts one write per second and key and answers 429 to others, as the platform does. */
export function kv429(kv: KVNamespace): {
  readonly kv: KVNamespace
  readonly refused: () => number
} {
  const writtenAt = new Map<string, number>()
  let refused = 0
  const put = async (key: string, value: string, options?: KVNamespacePutOptions) => {
    if (Date.now() - (writtenAt.get(key) ?? 0) < WRITE_INTERVAL_MS) {
      refused++
      throw new Error('KV PUT failed: 429 Too Many Requests')
    }
    writtenAt.set(key, Date.now())
    await kv.put(key, value, options)
  }
  return { kv: override(kv, { put }), refused: () => refused }
}

/** KV whose writes wait until `release` is called. */
export function kvHeld(kv: KVNamespace): {
  readonly kv: KVNamespace
  readonly held: () => number
  readonly release: () => void
} {
  const { promise, resolve } = Promise.withResolvers<void>()
  let held = 0
  const put = async (key: string, value: string, options?: KVNamespacePutOptions) => {
    held++
    await promise
    await kv.put(key, value, options)
  }
  return { kv: override(kv, { put }), held: () => held, release: () => resolve() }
}
