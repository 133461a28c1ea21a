import { expect, test } from 'vitest'
import { chatRequest } from '../../support/clients/chat-client.ts'
import { chatClients } from '../../support/clients/chat-clients.ts'
import { observed } from '../../support/clients/observe.ts'
import { until } from '../../support/model-server.ts'
import { directVsRouted } from '../../support/wire/direct-vs-routed.ts'

const { bothWays, model } = directVsRouted()

async function waitForOne(name: 'calls' | 'cancelled'): Promise<void> {
  await until(async () => (await model().state()).counters[name] === 1, `one call is in ${name}`)
}

test.each(chatClients)(
  '$client cancels the generation when it aborts a stream, directly and through the router',
  async ({ connect }) => {
    const request = chatRequest({ maxTokens: 500 })

    const [direct, through] = await bothWays(async (url) => {
      await model().control({ reset: true, slow: { share: 1, perChunkMs: 10 } })
      const seen = await observed(connect, url)({ mode: 'streamed', request, abortAfter: 8 })
      await waitForOne('cancelled')
      return seen
    })

    expect(direct.parts).toHaveLength(8)
    expect(through).toEqual(direct)
  }
)

// Ollama's client can abort streams only. The test does not check that the generation is cancelled: workerd alone does not
// detect that a client disconnects before the answer begins.
test.each(chatClients.filter(({ client }) => client !== 'ollama'))(
  '$client throws the same error through the router when it aborts before the answer',
  async ({ connect }) => {
    const [direct, through] = await bothWays(async (url) => {
      await model().control({ reset: true, hang: { share: 1 } })
      const controller = new AbortController()
      const seeing = observed(connect, url)({ mode: 'whole', controller })
      await waitForOne('calls')
      controller.abort()
      return seeing
    })

    expect(direct).toMatchObject({ parts: [], thrown: expect.any(String), answers: [] })
    expect(through).toEqual(direct)
  }
)
