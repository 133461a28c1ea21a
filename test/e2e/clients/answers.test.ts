import { describe, expect, test } from 'vitest'
import { chatRequest } from '../../support/clients/chat-client.ts'
import { chatCalls } from '../../support/clients/chat-clients.ts'
import { observed } from '../../support/clients/observe.ts'
import { directVsRouted } from '../../support/wire/direct-vs-routed.ts'

const { bothWays } = directVsRouted()

describe.each(chatCalls)('$client, $mode', ({ connect, mode }) => {
  test.for([1, 2, 3])('returns the same parts through the router: seed %i', async (seed) => {
    const request = chatRequest({ seed })

    const [direct, through] = await bothWays((url) => observed(connect, url)({ mode, request }))

    expect(direct).toMatchObject({ failure: undefined, answers: [{ status: 200 }] })
    expect(direct.parts.length).toBeGreaterThan(mode === 'whole' ? 0 : 20)
    expect(through).toEqual(direct)
  })

  test.for([
    { why: 'is invalid', request: chatRequest({ temperature: -1 }), status: 400 },
    { why: 'names an unknown model', request: chatRequest({ model: 'other' }), status: 404 },
  ])(
    'throws the same error through the router for a request that $why',
    async ({ request, status }) => {
      const [direct, through] = await bothWays((url) => observed(connect, url)({ mode, request }))

      expect(direct).toMatchObject({
        thrown: expect.any(String),
        answers: [{ status }],
      })
      expect(through).toEqual(direct)
    }
  )
})
