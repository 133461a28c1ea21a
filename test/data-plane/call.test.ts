import { expect, it, vi } from 'vitest'
import { freshModel, infer, script, seenBy, statusOf } from '../support/worker/router-under-test.ts'

it('sends the scheme of the client’s call to the origin', async () => {
  const model = freshModel()

  await infer(model, {}, '/v1/scheme')

  const seen = (await seenBy(model, 'blue')).find(({ url }) => url.endsWith('/v1/scheme'))
  expect(seen?.headers).toMatchObject({
    'x-forwarded-proto': 'https',
    'x-forwarded-host': 'router.test',
  })
})

it.each(['GET', 'POST'])(
  'sends each %s to the origin, also when the last answer may be cached',
  async (method) => {
    const model = freshModel()
    const headers = { 'cache-control': 'public, max-age=3600', etag: '"v1"' }
    await script(model, 'blue', { headers })
    const body = method === 'GET' ? null : '{"prompt":"x"}'
    const answers = []

    for (let sent = 0; sent < 2; sent++) {
      const response = await infer(model, { method, body }, '/v1/kept.json?a=1')
      answers.push(await response.text())
    }

    expect(answers).toEqual(['{"ok":true}', '{"ok":true}'])
    expect(await seenBy(model, 'blue')).toHaveLength(2)
  }
)

it('counts a call as neutral when the client leaves before the headers', async () => {
  const model = freshModel()
  await script(model, 'blue', { first: 'hang' })
  const client = new AbortController()
  const answer = infer(model, { signal: client.signal }, '/v1/left')
  await vi.waitFor(async () => {
    const urls = (await seenBy(model, 'blue')).map(({ url }) => url)
    expect(urls).toContain(`/${model}/v1/left`)
  }, 5000)

  client.abort()

  await expect(answer).rejects.toThrow('abort')
  await vi.waitFor(async () => {
    expect((await statusOf(model)).health.blue).toMatchObject({ running: 0, neutral: 1, faults: 0 })
  }, 5000)
})

it('keeps a fault when the client leaves during the repetition', async () => {
  const model = freshModel()
  await script(model, 'blue', { status: 500 })
  await script(model, 'green', { first: 'hang' })
  const client = new AbortController()
  const answer = infer(model, { signal: client.signal })
  await vi.waitFor(async () => expect(await seenBy(model, 'green')).toHaveLength(1), 5000)

  client.abort()

  await expect(answer).rejects.toThrow('abort')
  await vi.waitFor(async () => {
    expect((await statusOf(model)).health.blue).toMatchObject({ running: 0, neutral: 0, faults: 1 })
  }, 5000)
})
