import { afterAll, beforeAll, expect, test } from 'vitest'
import { routerFieldOf } from '../support/router-field.ts'
import { answerWith } from '../support/wire/exchange.ts'
import { send } from '../support/wire/client.ts'
import { startOrigin, type WireOrigin } from '../support/wire/origin.ts'
import { startRouter, type WireRouter } from '../support/wire/router.ts'

let blue: WireOrigin
let green: WireOrigin
let router: WireRouter

beforeAll(async () => {
  blue = await startOrigin()
  green = await startOrigin()
  const slots = { blue: blue.url, green: green.url }
  const authorized = (ofBlue: string, ofGreen: string) => ({
    headers: { blue: { authorization: ofBlue }, green: { authorization: ofGreen } },
  })
  router = await startRouter(
    {
      broken: { path: '/broken', ...slots, ...authorized('BROKEN', 'GOOD') },
      absent: { path: '/absent', ...slots, ...authorized('ABSENT', 'GOOD') },
      idle: { path: '/idle', ...slots, ...authorized('GOOD', 'BROKEN') },
      none: { path: '/none', ...slots, ...authorized('BROKEN', 'ABSENT') },
      well: { path: '/well', ...slots },
    },
    { secrets: { BROKEN: 'Bearer one\ntwo', GOOD: 'Bearer good' } }
  )
})

afterAll(async () => {
  await router.stop()
  await Promise.all([blue.stop(), green.stop()])
})

function call(model: string) {
  return send(router.url, `/${model}/v1/x`, { method: 'POST', body: 'x' })
}

test.each(['broken', 'absent'])('all calls go to the other color: %s', async (model) => {
  for (let count = 0; count < 30; count++) {
    const answering = call(model)
    answerWith(await green.take().taken, {})
    const answer = await answering

    expect(answer.status).toBe(200)
    expect(routerFieldOf(answer)).toMatchObject({ color: 'green' })
  }
  expect(blue.calls()).toBe(0)
})

test.each([
  ['broken', 'the value of the secret BROKEN for authorization is not valid in a header'],
  ['absent', 'the secret ABSENT for authorization is not set'],
])('the status of %s carries an alert', async (model, reason) => {
  const { alerts } = await router.statusOf(model)

  const message = `blue cannot be called: ${reason}. All calls go to green.`
  expect(alerts).toMatchObject([{ code: 'secret_missing', message }])
})

test('a call is not repeated on a color that cannot be called', async () => {
  const answering = call('idle')
  answerWith(await blue.take().taken, { status: 500 })

  expect((await answering).status).toBe(500)
})

test('a switch to a color that cannot be called is refused', async () => {
  await expect(router.switchTo('idle', 'green')).rejects.toThrow('color_unusable')
})

test('a model without a color that can be called answers with an error of the router', async () => {
  const answer = await call('none')

  expect([answer.status, answer.header('x-bluegreen')]).toEqual([
    502,
    'none; error=no_usable_color',
  ])
})

test('the other models are served', async () => {
  const answering = call('well')
  answerWith(await blue.take().taken, {})

  expect((await answering).status).toBe(200)
  expect((await router.statusOf('well')).alerts).toEqual([])
})
