import { expect, test } from 'vitest'
import { asking } from '../../support/clients/chat-client.ts'
import { chatClients } from '../../support/clients/chat-clients.ts'
import { observed } from '../../support/clients/observe.ts'
import { until } from '../../support/model-server.ts'
import { directVsRouted } from '../../support/wire/direct-vs-routed.ts'

const { bothWays, model } = directVsRouted()

async function counted(name: 'calls' | 'cancelled'): Promise<void> {
  await until(async () => (await model().state()).counters[name] === 1, `one call is in ${name}`)
}

test.each(chatClients)(
  '$client that aborts a stream ends the generation either way',
  async ({ connect }) => {
    const asked = asking({ maxTokens: 500 })

    const [direct, through] = await bothWays(async (url) => {
      await model().control({ reset: true, slow: { share: 1, perChunkMs: 10 } })
      const seen = await observed(connect, url)({ manner: 'streamed', asked, leaveAfter: 8 })
      await counted('cancelled')
      return seen
    })

    expect(direct.parts).toHaveLength(8)
    expect(through).toEqual(direct)
  }
)

// Ollama's client gives up on streams only. The end of the generation is not looked at here: before an answer has
// begun, workerd alone does not hear that its client left.
test.each(chatClients.filter(({ client }) => client !== 'ollama'))(
  '$client that aborts before there is an answer throws the same either way',
  async ({ connect }) => {
    const [direct, through] = await bothWays(async (url) => {
      await model().control({ reset: true, hang: { share: 1 } })
      const left = new AbortController()
      const seeing = observed(connect, url)({ manner: 'whole', left })
      await counted('calls')
      left.abort()
      return seeing
    })

    expect(direct).toMatchObject({ parts: [], thrown: expect.any(String), answers: [] })
    expect(through).toEqual(direct)
  }
)
