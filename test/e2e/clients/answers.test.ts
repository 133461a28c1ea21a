import { describe, expect, test } from 'vitest'
import { asking } from '../../support/clients/chat-client.ts'
import { chatCalls } from '../../support/clients/chat-clients.ts'
import { observed } from '../../support/clients/observe.ts'
import { directVsRouted } from '../../support/wire/direct-vs-routed.ts'

const { bothWays } = directVsRouted()

describe.each(chatCalls)('$client, $manner', ({ connect, manner }) => {
  test.for([1, 2, 3])('gives the same, part by part, through the router: seed %i', async (seed) => {
    const asked = asking({ seed })

    const [direct, through] = await bothWays((url) => observed(connect, url)({ manner, asked }))

    expect(direct).toMatchObject({ failure: undefined, answers: [{ status: 200 }] })
    expect(direct.parts.length).toBeGreaterThan(manner === 'whole' ? 0 : 20)
    expect(through).toEqual(direct)
  })

  test.for([
    { why: 'is wrong', asked: asking({ temperature: -1 }), status: 400 },
    { why: 'names no model of the origin', asked: asking({ model: 'other' }), status: 404 },
  ])('throws the same error for a request that $why', async ({ asked, status }) => {
    const [direct, through] = await bothWays((url) => observed(connect, url)({ manner, asked }))

    expect(direct).toMatchObject({
      thrown: expect.any(String),
      answers: [{ status }],
    })
    expect(through).toEqual(direct)
  })
})
