import { expect, it } from 'vitest'
import { freshModel, infer, statusOf, switchTo } from '../../support/worker/router-under-test.ts'
import { routerFieldOf } from '../../support/router-field.ts'

it('sends calls to blue before the first switch', async () => {
  const model = freshModel()

  const response = await infer(model)

  expect(response.status).toBe(200)
  expect(routerFieldOf(response)).toMatchObject({ color: 'blue', release: 'v1' })
})

it('sends the next call of the isolate that switched to the candidate', async () => {
  const model = freshModel()
  await infer(model)

  await switchTo(model, 'green')
  const response = await infer(model)

  expect(routerFieldOf(response)?.color).toBe('green')
})

it('sends calls to the candidate after a switch', async () => {
  const model = freshModel()

  const switched = await switchTo(model, 'green')
  const response = await infer(model)

  expect(switched.status).toBe(200)
  expect(routerFieldOf(response)?.color).toBe('green')
  expect((await statusOf(model)).phase).toBe('baking')
})
