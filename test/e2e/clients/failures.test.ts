import { describe, expect, test } from 'vitest'
import { chatCalls } from '../../support/clients/chat-clients.ts'
import { observed } from '../../support/clients/observe.ts'
import { directVsRouted } from '../../support/wire/direct-vs-routed.ts'

const { bothWays, model } = directVsRouted()

const ids = { 'x-request-id': 'req-42', 'request-id': 'req-42' }
const refusals = [
  { status: 400, headers: ids },
  { status: 401, headers: ids },
  { status: 404, headers: {} },
  { status: 500, headers: ids },
  { status: 429, headers: { 'retry-after': '7', 'x-should-retry': 'false', ...ids } },
  { status: 503, headers: { 'retry-after': 'Wed, 21 Oct 2099 07:28:00 GMT' } },
  { status: 502, headers: { 'x-should-retry': 'false' } },
  { status: 529, headers: {} },
]

describe.each(chatCalls)('$client, $mode', ({ connect, mode }) => {
  test.for(refusals)(
    'throws the same error through the router for a $status of the model',
    async ({ status, headers }) => {
      await model().control({ fail: { share: 1, status, headers } })

      const [direct, through] = await bothWays((url) => observed(connect, url)({ mode }))

      expect(direct).toMatchObject({
        thrown: expect.any(String),
        answers: [{ status, ...headers }],
      })
      expect(through).toEqual(direct)
    }
  )

  test.for([
    { where: 'in its middle', cut: { share: 1 } },
    { where: 'after 100 bytes', cut: { share: 1, afterBytes: 100 } },
  ])(
    'throws the same error through the router for an answer that breaks off $where',
    async ({ cut }) => {
      await model().control({ cut })

      const [direct, through] = await bothWays((url) => observed(connect, url)({ mode }))

      expect(direct).toMatchObject({ thrown: expect.any(String), answers: [{ status: 200 }] })
      expect(through).toEqual(direct)
    }
  )

  test('throws the same error through the router for an error event of the model', async () => {
    await model().control({ errorEvent: { share: 1 } })

    const [direct, through] = await bothWays((url) => observed(connect, url)({ mode }))

    expect(JSON.stringify(direct.failure)).toContain('the model failed while it was answering')
    expect(through).toEqual(direct)
  })
})
