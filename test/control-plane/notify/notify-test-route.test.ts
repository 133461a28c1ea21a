import { describe, expect, it } from 'vitest'
import { administer, script, seenBy } from '../../support/worker/router-under-test.ts'

function test(body: object): Promise<Response> {
  return administer('/notify/test', { method: 'POST', body: JSON.stringify(body) })
}

describe('POST /admin/notify/test', () => {
  it('sends a message to a receiver and says what came back', async () => {
    const model = 'notify-log'

    const taken = await test({ receiver: model })
    await script(model, 'green', {
      only: '/hook',
      status: 302,
      headers: { location: '/elsewhere' },
    })
    const redirected = await test({ receiver: model })

    const receiver = { receiver: model, kind: 'webhook' }
    expect(await taken.json()).toMatchObject({
      receivers: [{ ...receiver, ok: true, result: 'answered 200' }],
    })
    expect(await redirected.json()).toMatchObject({
      receivers: [{ ...receiver, ok: false, result: 'answered 302' }],
    })
    const seen = await seenBy(model, 'green')
    expect(seen.map(({ url }) => url)).toEqual([`/${model}/hook`, `/${model}/hook`])
    expect(JSON.parse(seen[0]?.body ?? '')).toMatchObject({ type: 'notify.test' })
  })

  it('refuses a receiver that is not configured', async () => {
    const response = await test({ receiver: 'nobody' })

    expect(response.status).toBe(404)
    expect(await response.json()).toMatchObject({
      error: { code: 'unknown_receiver', message: expect.stringContaining('notify-500') },
    })
  })
})
