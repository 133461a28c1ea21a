import { afterAll, beforeAll, beforeEach } from 'vitest'
import { vad, chat, type RunningModel } from '../../../scripts/models/models.ts'
import { freePort } from '../free-port.ts'
import { readyModel } from '../model-server.ts'
import { startRouter, type WireRouter } from './router.ts'

/** A model server and a router in front of it. A client can call either. */
export interface DirectVsRouted {
  readonly model: () => RunningModel
  /** URL of the model through the router. */
  readonly routed: () => string
  /** URL through the router of a model environment that does not listen. */
  readonly dead: () => string
  /** Runs `act` against the model directly, then through the router; returns both results. */
  readonly bothWays: <Value>(
    act: (url: string) => Promise<Value>
  ) => Promise<readonly [Value, Value]>
}

/** Sets up a model and a router for a test file. Each test starts with all fault modes off. */
export function directVsRouted(which: 'chat' | 'vad' = 'chat'): DirectVsRouted {
  let model: RunningModel
  let router: WireRouter
  beforeAll(async () => {
    const port = await freePort()
    model = await readyModel(which === 'chat' ? chat('blue', port, 'v1') : vad('blue', port, 'v5'))
    const dead = `http://127.0.0.1:${await freePort()}`
    router = await startRouter({
      model: { path: '/model', blue: model.origin, green: model.origin, failover: false },
      dead: { path: '/dead', blue: dead, green: dead },
    })
  })
  afterAll(async () => {
    await router.stop()
    await model.stop()
  })
  beforeEach(async () => {
    await model.control({ reset: true })
  })
  const routed = () => `${router.url}/model`
  return {
    model: () => model,
    routed,
    dead: () => `${router.url}/dead`,
    bothWays: async (act) => [await act(model.origin), await act(routed())],
  }
}

/** Collects all parts of a stream. */
export async function partsOf<Part>(stream: AsyncIterable<Part>): Promise<readonly Part[]> {
  const parts: Part[] = []
  for await (const part of stream) parts.push(part)
  return parts
}
