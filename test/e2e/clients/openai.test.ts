import OpenAI from 'openai'
import { expect, test } from 'vitest'
import { bothWays } from '../../support/clients/both-ways.ts'

const { both } = bothWays()

test('an OpenAI client lists the models', async () => {
  const { direct, routed } = await both(async (url) => {
    const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: 'none', maxRetries: 0 })
    return (await client.models.list()).data
  })

  expect(direct).toMatchObject([{ id: 'tiny-gpt-v1' }])
  expect(routed).toEqual(direct)
})
