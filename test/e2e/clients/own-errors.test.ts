import { describe, expect, test } from 'vitest'
import { chatCalls } from '../../support/clients/chat-clients.ts'
import { observed } from '../../support/clients/observe.ts'
import { directVsRouted } from '../../support/wire/direct-vs-routed.ts'

const { dead, model, routed } = directVsRouted()

const errors = [
  {
    when: 'the model is down',
    url: dead,
    status: 502,
    code: 'origin_unreachable',
    words: 'The model environment of dead could not be reached',
  },
  {
    when: 'the model drops the connection before it answers',
    url: routed,
    status: 502,
    code: 'origin_unreachable',
    words: 'The model environment of model could not be reached, or it broke off',
  },
  {
    when: 'the path has no model',
    url: () => routed().replace('/model', '/nothing'),
    status: 404,
    code: 'unknown_model',
    words: 'No model is served at /nothing/',
  },
]

/** Hugging Face's client throws a fixed message for whole answers, with the error body as a property. */
function errorFrom(client: string, mode: string, words: string): object {
  const message = expect.stringContaining(words)
  const isHandedOver = client === '@huggingface/inference' && mode === 'whole'
  return isHandedOver ? { httpResponse: { body: { error: { message } } } } : { message }
}

describe.each(chatCalls)('$client, $mode', ({ client, connect, mode }) => {
  test.for(errors)(
    'throws the error of the router when $when',
    async ({ url, status, code, words }) => {
      await model().control({ fail: { share: 1, status } })
      const ofModel = await observed(connect, model().origin)({ mode })
      await model().control({ reset: true, cut: { share: 1, afterChunks: 0 } })

      const seen = await observed(connect, url())({ mode })

      expect(seen.answers).toMatchObject([{ status, routerError: code }])
      expect(seen.thrown).toBe(ofModel.thrown)
      expect(seen.failure).toMatchObject(errorFrom(client, mode, words))
    }
  )
})
