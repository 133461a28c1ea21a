import { describe, expect, test } from 'vitest'
import { chatCalls } from '../../support/clients/chat-clients.ts'
import { observed } from '../../support/clients/observe.ts'
import { directVsRouted } from '../../support/wire/direct-vs-routed.ts'

const { dead, model, routed } = directVsRouted()

const errors = [
  {
    when: 'its model is down',
    url: dead,
    status: 502,
    code: 'origin_unreachable',
    words: 'The model environment of dead could not be reached',
  },
  {
    when: 'its model breaks off before it answers',
    url: routed,
    status: 502,
    code: 'origin_unreachable',
    words: 'The model environment of model could not be reached, or it broke off',
  },
  {
    when: 'no model is there',
    url: () => routed().replace('/model', '/nothing'),
    status: 404,
    code: 'unknown_model',
    words: 'No model is served at /nothing/',
  },
]

/** Hugging Face's client says of whole answers only that there was an error, and hands its body over. */
function shownBy(client: string, manner: string, words: string): object {
  const message = expect.stringContaining(words)
  const isHandedOver = client === '@huggingface/inference' && manner === 'whole'
  return isHandedOver ? { httpResponse: { body: { error: { message } } } } : { message }
}

describe.each(chatCalls)('$client, $manner', ({ client, connect, manner }) => {
  test.for(errors)('hears it of the router when $when', async ({ url, status, code, words }) => {
    await model().control({ fail: { share: 1, status } })
    const ofModel = await observed(connect, model().origin)({ manner })
    await model().control({ reset: true, cut: { share: 1, afterChunks: 0 } })

    const seen = await observed(connect, url())({ manner })

    expect(seen.answers).toMatchObject([{ status, routerError: code }])
    expect(seen.thrown).toBe(ofModel.thrown)
    expect(seen.failure).toMatchObject(shownBy(client, manner, words))
  })
})
