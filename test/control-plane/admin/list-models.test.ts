import { createExecutionContext } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { expect, it } from 'vitest'
import worker from '../../../src/index.ts'
import type { Models } from '../../../src/control-plane/admin/answers.ts'
import { override } from '../../support/worker/faults/override.ts'
import { freshModel, requestTo, switchTo, TOKEN } from '../../support/worker/router-under-test.ts'

/** A coordinator of which nothing but the listed fields is read: 80 real ones take seconds. */
const answering = (model: string) => ({ status: async () => ({ model, revision: 1 }) })

/** Lists the models, with the coordinator of one of them real or failing. */
async function listing(model: string, after: number, isFailing = false): Promise<Models> {
  const getByName = (name: string) => {
    if (name !== model) return answering(name)
    if (isFailing) throw new Error('Network connection lost.')
    return env.COORDINATOR.getByName(name)
  }
  const bindings = { ...env, COORDINATOR: override(env.COORDINATOR, { getByName }) }
  const headers = { authorization: `Bearer ${TOKEN}` }
  const request = requestTo(`/admin/models?evidence=${model}&after=${after}`, { headers })
  return (await worker.fetch(request, bindings, createExecutionContext())).json()
}

it('one request has the statuses of all models, and the evidence of one over time', async () => {
  const model = freshModel()
  await switchTo(model, 'green')

  const { models, evidence } = await listing(model, 0)
  const { samples = [], next = NaN } = evidence ?? {}
  const newer = await listing(model, next)

  expect(models.length).toBeGreaterThan(80)
  expect(models.find((one) => one.model === model)).toMatchObject({ phase: 'baking' })
  expect(samples.length).toBeGreaterThan(0)
  expect(next).toBe(samples.at(-1)?.at)
  expect(newer.evidence?.samples.every(({ at }) => at > next)).toBe(true)
})

it('the list has no evidence of a model whose coordinator fails', async () => {
  const model = freshModel()

  const { models, evidence } = await listing(model, 0, true)

  expect(evidence).toBeNull()
  expect(models.filter((one) => 'error' in one).map((one) => one.model)).toEqual([model])
})
