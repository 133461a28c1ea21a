import { afterAll, beforeAll, beforeEach } from 'vitest'
import { chat, type RunningModel } from '../../../scripts/models/models.ts'
import { freePort } from '../free-port.ts'
import { readyModel } from '../model-server.ts'
import { startRouter, type WireRouter } from '../wire/router.ts'

/** A model, and the router before it: the two ways that a client can take to the same color. */
export interface BothWays {
  readonly origin: () => RunningModel
  readonly router: () => WireRouter
  /** The same thing done directly and through the router, one after the other. */
  readonly both: <Seen>(act: (url: string) => Promise<Seen>) => Promise<Compared<Seen>>
}

export interface Compared<Seen> {
  readonly direct: Seen
  readonly routed: Seen
}

/** Sets up the chat model and a router for a file of tests; each test finds the model well-behaved. */
export function bothWays(): BothWays {
  let origin: RunningModel
  let router: WireRouter
  beforeAll(async () => {
    origin = await readyModel(chat('blue', await freePort(), 'v1'))
    const slot = { origin: origin.origin, release: origin.release }
    router = await startRouter({ chat: { path: '/chat', blue: slot, green: slot, replay: false } })
  })
  afterAll(async () => {
    await router.stop()
    await origin.stop()
  })
  beforeEach(() => origin.control({ reset: true }))
  return {
    origin: () => origin,
    router: () => router,
    both: async (act) => ({
      direct: await act(origin.origin),
      routed: await act(`${router.url}/chat`),
    }),
  }
}
