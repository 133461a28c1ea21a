import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { parseModels } from '../../../src/control-plane/config/parse-models.ts'
import type { Pointer } from '../../../src/core/routing/pointer.ts'
import { cachedPointer } from '../../../src/data-plane/pointer-cache.ts'
import { serve } from '../../../src/data-plane/serve.ts'
import { override } from './faults/override.ts'
import { routerFieldOf } from '../router-field.ts'

/** A data plane with a memory of its own, as each isolate has it. */
export interface Isolate {
  /** One inference call. Its answer does not wait for reports. */
  readonly call: (model: string, init?: RequestInit) => Promise<Response>
  /** Calls one after another; the colors that answered, in order. */
  readonly colorsOf: (model: string, count: number) => Promise<readonly string[]>
  /** The pointer that the isolate follows; undefined before its first call. */
  readonly pointerOf: (model: string) => Pointer | undefined
  /** Waits until everything that was counted is reported. */
  readonly reported: () => Promise<void>
}

const models = parseModels(env.MODELS, env)

const started = { count: 0 }

/** What an isolate of these tests may have otherwise than the deployed one. */
interface Otherwise extends Partial<Env> {
  /** Collectors of each region. */
  readonly collectors?: number
}

/**
 * Starts a cold isolate. Its bindings are the real ones unless replaced. What an isolate remembers it remembers by the
 * name of a model, so each isolate here has names of its own for them, which lead to the same key and coordinator.
 */
export function coldIsolate({ collectors = 0, ...replaced }: Otherwise = {}): Isolate {
  const tag = `#${started.count++}`
  const bindings = untagged({ ...env, ...replaced })
  const known = models.map((model) => ({ ...model, name: model.name + tag, collectors }))
  const contexts: ExecutionContext[] = []
  const call: Isolate['call'] = (model, init = {}) => {
    const ctx = createExecutionContext()
    contexts.push(ctx)
    return serve(requestTo(model, init), bindings, ctx, known)
  }
  return {
    call,
    colorsOf: async (model, count) => {
      const colors: string[] = []
      for (let index = 0; index < count; index++) colors.push(await colorOf(call(model)))
      return colors
    },
    pointerOf: (model) => {
      const found = known.find(({ name }) => name === model + tag)
      return found === undefined ? undefined : cachedPointer(found)
    },
    reported: async () => {
      await Promise.all(contexts.splice(0).map((ctx) => waitOnExecutionContext(ctx)))
    },
  }
}

/** The color that an answer came from; the answer is read to its end. */
async function colorOf(answer: Promise<Response>): Promise<string> {
  const response = await answer
  await response.arrayBuffer()
  return routerFieldOf(response)?.color ?? `none, but ${response.status}`
}

function untagged(bindings: Env): Env {
  const { POINTERS, COORDINATOR, COLLECTOR } = bindings
  const real = (name: string) => name.replace(/#\d+/, '')
  const getWithMetadata = (key: string, options: KVNamespaceGetOptions<'text'>) =>
    POINTERS.getWithMetadata(real(key), options)
  const getByName = (name: string) => COORDINATOR.getByName(real(name))
  const collectorByName = (name: string) => COLLECTOR.getByName(real(name))
  return {
    ...bindings,
    POINTERS: override(POINTERS, { getWithMetadata }),
    COLLECTOR: override(COLLECTOR, { getByName: collectorByName }),
    COORDINATOR: override(COORDINATOR, { getByName }),
  }
}

/** As it comes over the wire: with the length of its body. */
function requestTo(model: string, init: RequestInit): Request {
  const headers = { 'content-type': 'application/json', authorization: 'Bearer caller' }
  const full = { method: 'POST', body: '{"prompt":"x"}', headers, ...init }
  const request = new Request(`https://router.test/${model}/v1/completions`, full)
  if (typeof full.body === 'string') {
    request.headers.set('content-length', String(new TextEncoder().encode(full.body).length))
  }
  return request
}
