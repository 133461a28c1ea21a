import { env } from 'cloudflare:workers'
import { expect, it, vi } from 'vitest'
import { currentTally, report } from '../../support/reports.ts'
import { kvHeld } from '../../support/worker/faults/kv-faults.ts'
import { restarted } from '../../support/worker/restarted.ts'
import {
  administer,
  freshModel,
  statusOf,
  switchTo,
} from '../../support/worker/router-under-test.ts'

const cause = { by: 'ada', source: 'test', reason: 'because' }
const toGreen = { event: { type: 'switch', to: 'green', cause }, ifRevision: undefined } as const

it('names the revision that the command made, and the status of a rollback since then', async () => {
  const model = freshModel()
  await statusOf(model)
  const { kv, held, release } = kvHeld(env.POINTERS)

  const result = await restarted(model, { POINTERS: kv }, async (coordinator) => {
    const answering = coordinator.command(toGreen)
    await vi.waitFor(() => expect(held()).toBe(1))
    await coordinator.report(report([currentTally({ started: 20, fault: 20 })]))
    release()
    return answering
  })

  expect(result).toMatchObject({
    ok: true,
    made: { revision: 2, live: 'green', release: 'v2' },
    value: { revision: 3, live: 'blue', by: 'router' },
  })
})

it('names the revision when nothing happened since then', async () => {
  const response = await switchTo(freshModel(), 'green')

  expect(await response.json()).toMatchObject({
    made: { revision: 2, live: 'green', release: 'v2' },
    revision: 2,
  })
})

it('names no revision when the command made none', async () => {
  const body = JSON.stringify({ perRegion: 2, reason: 'we grow' })

  const response = await administer(`/models/${freshModel()}/collectors`, { method: 'POST', body })

  expect(await response.json()).toMatchObject({ made: null, revision: 1, collectors: 2 })
})
