import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { modelPathsOf } from '../../../src/core/routing/match-path.ts'
import { parseConfiguration } from '../../../src/control-plane/config/parse-configuration.ts'
import type { Pointer } from '../../../src/core/routing/pointer.ts'
import { cachedPointer } from '../../../src/data-plane/pointer-cache.ts'
import { serve } from '../../../src/data-plane/serve.ts'
import { override } from './faults/override.ts'
import { routerFieldOf } from '../router-field.ts'

/** A data plane with its own memory, like an isolate. */
export interface Isolate {
  /** Sends one inference call. Its answer does not wait for reports. */
  readonly call: (model: string, init?: RequestInit, query?: string) => Promise<Response>
  /** Sends calls one after another; returns the colors that answered, in order. */
  readonly colorsOf: (model: string, count: number) => Promise<readonly string[]>
  /** The pointer that the isolate follows; undefined before its first call. */
  readonly pointerOf: (model: string) => Pointer | undefined
  /** Waits until all counts are reported. */
  readonly reported: () => Promise<void>
}

const models = parseConfiguration(env).models

const started = { count: 0 }

/** Replaced bindings and settings of an isolate. */
interface IsolateOptions extends Partial<Env> {
  /** Collectors per region. */
  readonly collectors?: number
  /** Patterns of allowed hosts, when they are not those of the test models. */
  readonly origins?: readonly string[]
  /** Values of secrets by name. */
  readonly secrets?: Readonly<Record<string, string>>
}

/**
 * Starts a cold isolate. Its bindings are the real ones unless replaced. The memory of an isolate
 * is keyed by model name, so each isolate adds its own tag to the names; its bindings remove the
 * tag again.
 */
export function coldIsolate(options: IsolateOptions = {}): Isolate {
  const { collectors = 0, secrets = {}, origins, ...replaced } = options
  const tag = `#${started.count++}`
  const bindings = untagged({ ...env, ...secrets, ...replaced })
  const known = models.map((model) => ({
    ...model,
    name: model.name + tag,
    collectors,
    origins: origins ?? model.origins,
  }))
  const paths = modelPathsOf(known)
  const contexts: ExecutionContext[] = []
  const call: Isolate['call'] = (model, init = {}, query = '') => {
    const ctx = createExecutionContext()
    contexts.push(ctx)
    return serve(requestTo(model, init, query), bindings, ctx, paths)
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

/** Reads an answer to its end and returns the color that it came from. */
async function colorOf(answer: Promise<Response>): Promise<string> {
  const response = await answer
  await response.arrayBuffer()
  return routerFieldOf(response)?.color ?? `none (status ${response.status})`
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

/** A request as it arrives over the network, with a content-length. */
function requestTo(model: string, init: RequestInit, query: string): Request {
  const headers = { 'content-type': 'application/json', authorization: 'Bearer caller' }
  const full = { method: 'POST', body: '{"prompt":"x"}', headers, ...init }
  const request = new Request(`https://router.test/${model}/v1/completions${query}`, full)
  if (typeof full.body === 'string') {
    request.headers.set('content-length', String(new TextEncoder().encode(full.body).length))
  }
  return request
}
