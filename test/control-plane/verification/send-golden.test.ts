import { describe, expect, it } from 'vitest'
import { sendGolden } from '../../../src/control-plane/verification/send-golden.ts'
import { goldenCase } from '../../support/golden.ts'
import { freshModel, originOf, script, seenBy } from '../../support/worker/router-under-test.ts'
import type { Script } from '../../support/script.ts'

/** Sends a golden request to a new model whose origin behaves as scripted. */
async function answerOf(behaviour: Script, timeoutMs = 2_000) {
  const model = freshModel()
  await script(model, 'green', behaviour)
  const origin = originOf(model, 'green')
  const headers = { authorization: 'Bearer secret' }
  const { signal } = new AbortController()
  const answer = await sendGolden(goldenCase(), { origin, headers, timeoutMs, signal })
  return { answer, seen: await seenBy(model, 'green') }
}

it('sends the request with the headers of the release', async () => {
  const { answer, seen } = await answerOf({ body: '{"label":"a"}' })

  expect(answer).toMatchObject({
    kind: 'answered',
    status: 200,
    contentType: 'application/json',
    text: '{"label":"a"}',
    isCut: false,
  })
  expect(seen).toMatchObject([
    {
      method: 'POST',
      url: expect.stringMatching(/\/predict$/),
      body: '{}',
      headers: { authorization: 'Bearer secret' },
    },
  ])
})

it('reads a stream to its end', async () => {
  const chunks = ['data: 1\n\n', 'data: 2\n\n']
  const { answer } = await answerOf({ chunks, headers: { 'content-type': 'text/event-stream' } })

  expect(answer).toMatchObject({ text: chunks.join(''), contentType: 'text/event-stream' })
})

it('keeps 1 MiB of a longer answer', async () => {
  const { answer } = await answerOf({ body: 'x'.repeat(1_500_000) })

  expect(answer.kind === 'answered' && [answer.isCut, answer.text.length]).toEqual([
    true,
    1_048_576,
  ])
})

it('passes a redirect on as the answer', async () => {
  const { answer } = await answerOf({ status: 307, headers: { location: '/elsewhere' } })

  expect(answer).toMatchObject({ kind: 'answered', status: 307 })
})

describe('a call without a whole answer', () => {
  it.each([
    ['unreachable', { first: 'reset' }],
    ['timed_out', { first: 'hang' }],
    ['broken_off', { chunks: ['{"a"', ':'], ending: 'cut' }],
    ['timed_out', { chunks: ['{"a"', ':'], ending: 'stall' }],
  ] as const)('is %s: %j', async (error, behaviour) => {
    const { answer } = await answerOf(behaviour, 300)

    expect(answer).toEqual({ kind: 'failed', error, afterMs: expect.any(Number) })
  })
})
