import { env } from 'cloudflare:workers'
import { expect, it } from 'vitest'
import type { History } from '../../../src/control-plane/admin/history-answers.ts'
import {
  administer,
  freshModel,
  statusOf,
  switchTo,
} from '../../support/worker/router-under-test.ts'

it('the history names the version of the router that wrote each entry', async () => {
  const model = freshModel()
  await switchTo(model, 'green')

  const { entries }: History = await (await administer(`/models/${model}/history`)).json()

  expect(entries.map(({ version }) => version)).toEqual(
    entries.map(() => ({ id: env.VERSION.id, tag: env.VERSION.tag }))
  )
  expect(env.VERSION.id).not.toBe('')
})

it('the status has the place that was chosen at the first start', async () => {
  const { placement } = await statusOf('placed')

  const place = { location: 'weur', jurisdiction: 'eu' }
  expect(placement).toEqual({ chosen: place, configured: place })
})
