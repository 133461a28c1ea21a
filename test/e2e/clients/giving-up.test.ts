import OpenAI from 'openai'
import { expect, test } from 'vitest'
import { resultOf } from '../../support/clients/comparable.ts'
import { pollOptions } from '../../support/poll-options.ts'
import { directVsRouted } from '../../support/wire/direct-vs-routed.ts'

const { bothWays, model, routed } = directVsRouted()

const request = {
  model: 'tiny-gpt',
  messages: [{ role: 'user' as const, content: 'And God said' }],
}

function openai(url: string, timeout?: number): OpenAI {
  return new OpenAI({ baseURL: `${url}/v1`, apiKey: 'none', maxRetries: 0, timeout })
}

test('openai cancels the generation through the router when its user breaks out of a stream', async () => {
  await model().control({ slow: { share: 1, perChunkMs: 5 } })
  const endless = { ...request, stream: true, max_tokens: 100_000, ignore_eos: true } as const

  for await (const part of await openai(routed()).chat.completions.create(endless)) {
    if (part.choices[0]?.delta.content) break
  }

  await expect.poll(async () => (await model().state()).counters.cancelled, pollOptions).toBe(1)
})

test('openai throws the same error through the router when its own deadline passes', async () => {
  await model().control({ hang: { share: 1 } })

  const [direct, through] = await bothWays((url) =>
    resultOf(url, () => openai(url, 200).chat.completions.create(request))
  )

  expect(direct).toMatchObject({ failure: { class: 'APIConnectionTimeoutError' } })
  expect(through).toEqual(direct)
})
