import { describe, expect, it } from 'vitest'
import {
  administer,
  freshModel,
  infer,
  statusOf,
  switchTo,
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
    const call = routerFieldOf(await infer(model))?.call

    for (let count = 0; count < 40; count++)
      await sendGrade(model, { call, ok: false, quality: 'helpful' })

    expect(await statusOf(model)).toMatchObject({
      phase: 'idle',
      live: 'blue',
      quarantined: 'green',
    })
  })

  it('is refused for a call that started before the evidence', async () => {
    const model = freshModel()

    const response = await sendGrade(model, { call: 'b.1.1.x', ok: true })

    expect(response.status).toBe(409)
    expect((await response.json<Refused>()).error.code).toBe('call_out_of_date')
  })

  it('names the expected id when the id is invalid', async () => {
    const response = await sendGrade(freshModel(), { call: 'nope', ok: true })

    expect(response.status).toBe(400)
    expect((await response.json<Refused>()).error.message).toContain(
      "the call parameter of an answer's x-bluegreen field"
    )
  })
})
