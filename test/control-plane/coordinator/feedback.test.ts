import { evictDurableObject, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import { Feedback, MAX_GRADED } from '../../../src/control-plane/coordinator/feedback.ts'
import { callIdOf } from '../../../src/core/outcomes/call-id.ts'
import { tagKeyOf } from '../../../src/core/outcomes/call-tag.ts'
import {
  administer,
  freshModel,
  infer,
  statusOf,
  switchTo,
  TOKEN,
} from '../../support/worker/router-under-test.ts'
import { routerFieldOf } from '../../support/router-field.ts'

interface Refused {
  readonly error: { readonly code: string; readonly message: string }
}

describe('feedback', () => {
  const sendGrade = (model: string, body: object) =>
    administer(`/models/${model}/feedback`, { method: 'POST', body: JSON.stringify(body) })

  it('is accepted for a call by the id in its answer', async () => {
    const model = freshModel()
    const call = routerFieldOf(await infer(model))?.call

    const response = await sendGrade(model, { call, ok: true })

    expect(response.status).toBe(204)
  })

  it('rolls back a candidate whose answers are graded bad', async () => {
    const model = freshModel()
    await switchTo(model, 'green')

    for (let count = 0; count < 40; count++) {
      const call = routerFieldOf(await infer(model))?.call
      await sendGrade(model, { call, ok: false, quality: 'helpful' })
    }

    expect(await statusOf(model)).toMatchObject({
      phase: 'idle',
      live: 'blue',
      quarantined: 'green',
    })
  })

  it('rolls back no candidate by bad grades of one caller while those of others are good', async () => {
    const model = freshModel()
    await switchTo(model, 'green')
    const gradeCallOf = async (caller: string, ok: boolean) => {
      const headers = { 'content-type': 'application/json', authorization: `Bearer ${caller}` }
      const call = routerFieldOf(await infer(model, { headers }))?.call
      await sendGrade(model, { call, ok, quality: 'helpful' })
    }

    for (let count = 0; count < 40; count++) {
      await gradeCallOf(`honest ${count % 3}`, true)
      await gradeCallOf('attacker', false)
    }

    expect(await statusOf(model)).toMatchObject({ phase: 'baking', live: 'green' })
  })

  it('is counted once for each call, however often it is sent', async () => {
    const model = freshModel()
    await switchTo(model, 'green')
    const call = routerFieldOf(await infer(model))?.call
    await sendGrade(model, { call, ok: false, quality: 'helpful' })

    for (let count = 0; count < 40; count++) {
      const again = await sendGrade(model, { call, ok: false, quality: 'helpful' })
      expect(again.status).toBe(409)
      expect((await again.json<Refused>()).error.code).toBe('already_graded')
    }

    expect(await statusOf(model)).toMatchObject({ phase: 'baking', live: 'green' })
  })

  it('is refused for a graded call after an eviction, too', async () => {
    const model = freshModel()
    const call = routerFieldOf(await infer(model))?.call
    await sendGrade(model, { call, ok: true })
    await evictDurableObject(env.COORDINATOR.getByName(model))

    const again = await sendGrade(model, { call, ok: true })

    expect(again.status).toBe(409)
  })

  it('is remembered for the newest 20,000 calls', async () => {
    const model = freshModel()
    await statusOf(model)

    const [first, last, count] = await runInDurableObject(
      env.COORDINATOR.getByName(model),
      (_, { storage }) => {
        const tagging = { key: [1, 2], model } as const
        const feedback = new Feedback(storage.sql, model, tagging.key)
        const gradeOf = (index: number) =>
          feedback.take(
            {
              call: callIdOf({ color: 'blue', slice: 1, caller: 1 }, `${index}`, tagging),
              ok: true,
              quality: 'x',
            },
            () => true
          )
        for (let index = 0; index <= MAX_GRADED; index++) gradeOf(index)
        const [row] = storage.sql.exec<{ n: number }>('SELECT COUNT(*) n FROM graded').toArray()
        return [gradeOf(0), gradeOf(MAX_GRADED), row?.n]
      }
    )

    expect([first, last, count]).toEqual(['counted', 'already_graded', MAX_GRADED])
  })

  it('is refused for a call that started before the evidence', async () => {
    const model = freshModel()
    const tagging = { key: tagKeyOf(TOKEN), model }
    const call = callIdOf({ color: 'blue', slice: 1, caller: 1 }, 'x', tagging)

    const response = await sendGrade(model, { call, ok: true })

    expect(response.status).toBe(409)
    expect((await response.json<Refused>()).error.code).toBe('call_out_of_date')
  })

  it.each([
    ['another caller', (id: string) => id.replace(/^(b\.\w+)\.\w+/, '$1.7')],
    ['another color', (id: string) => id.replace('b', 'g')],
    ['another call', (id: string) => id.replace(/\.[\w-]+(\.\w+)$/, '.x$1')],
  ])('is refused for an id that was changed to %s', async (_, change) => {
    const model = freshModel()
    const call = change(routerFieldOf(await infer(model))?.call ?? '')

    const response = await sendGrade(model, { call, ok: false })

    expect(response.status).toBe(400)
    const { error } = await response.json<Refused>()
    expect(error.code).toBe('invalid_request')
    expect(error.message).toContain(
      "call: expected the call parameter of an answer's x-bluegreen field of this model"
    )
  })

  it('is refused for a call of another model', async () => {
    const call = routerFieldOf(await infer(freshModel()))?.call

    const response = await sendGrade(freshModel(), { call, ok: false })

    expect(response.status).toBe(400)
  })

  it.each(['nope', 7, undefined])('names the expected id for %j', async (call) => {
    const response = await sendGrade(freshModel(), { call, ok: true })

    expect(response.status).toBe(400)
    expect((await response.json<Refused>()).error.message).toContain('call: ')
  })

  it.each(['Helpful', 'a b', '', 'x'.repeat(41)])(
    'names the expected quality for %j',
    async (quality) => {
      const model = freshModel()
      const call = routerFieldOf(await infer(model))?.call

      const response = await sendGrade(model, { call, ok: true, quality })

      expect(response.status).toBe(400)
      expect((await response.json<Refused>()).error.message).toContain('quality: expected a name')
    }
  )
})
