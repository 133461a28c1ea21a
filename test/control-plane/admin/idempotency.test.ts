import { evictDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { describe, expect, it, vi } from 'vitest'
import { kvHeld } from '../../support/worker/faults/kv-faults.ts'
import { restarted } from '../../support/worker/restarted.ts'
import {
  command,
  freshModel,
  stage,
  statusOf,
  switchTo,
} from '../../support/worker/router-under-test.ts'

const key = { 'idempotency-key': 'k1' }
const repeatedHeader = 'idempotent-replayed'
const cause = { by: 'ada', source: 'test', reason: 'because' }

async function errorOf(response: Response): Promise<unknown> {
  const { error }: { error: { code: string; message: string } } = await response.json()
  return { status: response.status, code: error.code, message: error.message }
}

describe('a command that is sent again with its key', () => {
  it('is not carried out again, and has the same answer', async () => {
    const model = freshModel()
    const first = await switchTo(model, 'green', key)
    const again = await switchTo(model, 'green', key)

    expect(first.headers.get(repeatedHeader)).toBeNull()
    expect(again.headers.get(repeatedHeader)).toBe('true')
    expect(again.status).toBe(200)
    expect(await again.json()).toEqual(await first.json())
    expect((await statusOf(model)).revision).toBe(2)
  })

  it('says what it did, also after an eviction and after other commands', async () => {
    const model = freshModel()
    await switchTo(model, 'green', key)
    await command(model, 'rollback')
    await evictDurableObject(env.COORDINATOR.getByName(model))

    const again = await switchTo(model, 'green', key)

    expect(again.headers.get(repeatedHeader)).toBe('true')
    const made = { revision: 2, live: 'green', release: 'v2' }
    const message = `${model}: live is now green (v2), revision 2`
    expect(await again.json()).toMatchObject({ made, message })
    expect(await statusOf(model)).toMatchObject({ revision: 3, live: 'blue' })
  })

  it('is refused in the same words, also when it would be allowed now', async () => {
    const model = freshModel()
    const refused = await command(model, 'promote', {}, key)
    await switchTo(model, 'green')

    const again = await command(model, 'promote', {}, key)

    expect(again.headers.get(repeatedHeader)).toBe('true')
    expect(await errorOf(again)).toEqual(await errorOf(refused))
    expect((await statusOf(model)).phase).toBe('baking')
  })

  it.each([
    ['switch', { to: 'green', reason: 'x' }],
    ['rollback', {}],
    ['promote', {}],
    ['forgive', { reason: 'x' }],
    ['pause', { reason: 'x' }],
    ['resume', {}],
    ['apply', {}],
    ['collectors', { perRegion: 3, reason: 'x' }],
  ])('is answered from its first time: %s', async (name, body) => {
    const model = freshModel()
    const first = await command(model, name, body, key)
    const again = await command(model, name, body, key)

    expect(again.status).toBe(first.status)
    expect(again.headers.get(repeatedHeader)).toBe('true')
    expect(await again.text()).toBe(await first.text())
  })

  it('is the same with a quoted key', async () => {
    const model = freshModel()
    await stage(model, 'v3')
    await command(model, 'pause', { reason: 'x' }, key)

    const again = await command(model, 'pause', { reason: 'x' }, { 'idempotency-key': '"k1"' })

    expect(again.status).toBe(200)
    expect(again.headers.get(repeatedHeader)).toBe('true')
  })
})

describe('a key', () => {
  it.each([
    ['another body', 'pause', { reason: 'y' }, {}],
    ['another route', 'resume', { reason: 'x' }, {}],
    ['another condition', 'pause', { reason: 'x' }, { 'if-match': '1' }],
  ])('is refused with %s', async (_, name, body, headers) => {
    const model = freshModel()
    await command(model, 'pause', { reason: 'x' }, key)

    const response = await command(model, name, body, { ...key, ...headers })

    expect(await errorOf(response)).toMatchObject({ status: 422, code: 'idempotency_key_reused' })
  })

  it('may be used for another model', async () => {
    await command(freshModel(), 'pause', { reason: 'x' }, key)

    const response = await command(freshModel(), 'pause', { reason: 'x' }, key)

    expect(response.status).toBe(200)
    expect(response.headers.get(repeatedHeader)).toBeNull()
  })

  it.each(['', 'a,b', 'a b', '"open', String.raw`back\slash`, 'x'.repeat(256)])(
    'is refused when it is %j',
    async (malformed) => {
      const headers = { 'idempotency-key': malformed }
      const response = await command(freshModel(), 'pause', { reason: 'x' }, headers)

      expect(await errorOf(response)).toMatchObject({
        status: 400,
        code: 'invalid_request',
        message: expect.stringContaining('Idempotency-Key: expected'),
      })
    }
  )

  it('is refused while its command has no answer', async () => {
    const model = freshModel()
    await statusOf(model)
    const { kv, held, release } = kvHeld(env.POINTERS)
    const toGreen = {
      event: { type: 'switch', to: 'green', cause },
      ifRevision: undefined,
      key: { key: 'k1', fingerprint: 'f' },
    } as const

    const [first, repeated, later] = await restarted(
      model,
      { POINTERS: kv },
      async (coordinator) => {
        const answering = coordinator.command(toGreen)
        await vi.waitFor(() => expect(held()).toBe(1))
        const early = await coordinator.command(toGreen)
        release()
        return [await answering, early, await coordinator.command(toGreen)]
      }
    )

    expect(first).toMatchObject({ ok: true, isRepeated: false, made: { revision: 2 } })
    expect(repeated).toMatchObject({ ok: false, refusal: 'command_in_progress', isRepeated: false })
    expect(later).toEqual({ ...first, isRepeated: true })
  })
})
