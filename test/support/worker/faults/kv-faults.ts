import { override } from './override.ts'

const KEY_WRITES_MS = 1_000

/** KV as it was when this was called, however much is written: a region that hears of nothing for 60 s or more. */
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

/** KV that answers neither reads nor writes, as on 2025-06-12. */
export function kvOutage(kv: KVNamespace): KVNamespace {
  const fail = (what: string) => () => Promise.reject(new Error(`KV ${what} failed: 503`))
  return override(kv, { get: fail('GET'), getWithMetadata: fail('GET'), put: fail('PUT') })
}

/** KV that never answers. */
export function kvSilence(kv: KVNamespace): KVNamespace {
  const never = (): Promise<never> => new Promise(() => undefined)
  return override(kv, { get: never, getWithMetadata: never, put: never })
}

/** KV that takes one write a second for a key and answers 429 to the others, as the platform does. */
export function kv429(kv: KVNamespace): {
  readonly kv: KVNamespace
  readonly refused: () => number
} {
  const writtenAt = new Map<string, number>()
  let refused = 0
  const put = async (key: string, value: string, options?: KVNamespacePutOptions) => {
    if (Date.now() - (writtenAt.get(key) ?? 0) < KEY_WRITES_MS) {
      refused++
      throw new Error('KV PUT failed: 429 Too Many Requests')
    }
    writtenAt.set(key, Date.now())
    await kv.put(key, value, options)
  }
  return { kv: override(kv, { put }), refused: () => refused }
}

/** KV whose writes wait until they are let through. */
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
