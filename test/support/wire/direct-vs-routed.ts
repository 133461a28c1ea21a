import { afterAll, beforeAll, beforeEach } from 'vitest'
import { vad, chat, type RunningModel } from '../../../scripts/models/models.ts'
import { freePort } from '../free-port.ts'
import { readyModel } from '../model-server.ts'
import { startRouter, type WireRouter } from './router.ts'

/** A model server, and the router beside it: a client can take either way. */
export interface DirectVsRouted {
  readonly model: () => RunningModel
  /** URL of the model through the router. */
  readonly routed: () => string
  /** URL of a model environment that is not there, through the router. */
  readonly dead: () => string
  /** What a client gets when it goes to the model itself, and when it goes through the router. */
  readonly bothWays: <Value>(
    act: (url: string) => Promise<Value>
  ) => Promise<readonly [Value, Value]>
}

/** Sets up a model with a router beside it for a file of tests; the model behaves at the start of each. */
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

/** All parts of a stream. */
export async function partsOf<Part>(stream: AsyncIterable<Part>): Promise<readonly Part[]> {
  const parts: Part[] = []
  for await (const part of stream) parts.push(part)
  return parts
}
