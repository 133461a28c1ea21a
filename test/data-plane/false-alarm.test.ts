import { expect, it, vi } from 'vitest'
import type { Script } from '../support/script.ts'
import {
  freshModel,
  infer,
  script,
  statusOf,
  switchTo,
} from '../support/worker/router-under-test.ts'

const CALLS = 60
const pollOptions = { timeout: 10_000, interval: 50 }

/**
 * Returns a model on trial whose colors behave as given, after many calls that were all reported.
 */
async function tried(
  blue: Script,
  green: readonly Script[],
  init: RequestInit = {}
): Promise<string> {
  const model = freshModel()
  await switchTo(model, 'green')
  await script(model, 'blue', blue)
  for (let sent = 0; sent < CALLS; sent++) {
    await script(model, 'green', green[sent % green.length] ?? {})
    await (await infer(model, init)).text()
  }
  await vi.waitFor(async () => {
    const { calls, running } = (await statusOf(model)).health.green
    expect([calls, running]).toEqual([CALLS, 0])
  }, pollOptions)
  return model
}

it('does not roll back for calls that both colors refuse as the caller’s mistake', async () => {
  const model = await tried({ status: 400 }, [{ status: 400 }])

  expect(await statusOf(model)).toMatchObject({ phase: 'baking', live: 'green', quarantined: null })
  expect((await statusOf(model)).health.green).toMatchObject({ faults: 0, successes: 0 })
})

it.each([401, 404, 413, 422])('does not roll back for a burst of %i', async (status) => {
  const model = await tried({ status }, [{ status }])

  expect(await statusOf(model)).toMatchObject({ phase: 'baking', live: 'green', quarantined: null })
})

it('does not roll back when both colors answer the same calls with 500', async () => {
  const body = '{"error":"maximum context length"}'
  const model = await tried({ status: 500, body }, [{ status: 500, body }, {}])

  expect(await statusOf(model)).toMatchObject({ phase: 'baking', live: 'green', quarantined: null })
})

it('rolls back for faults among many callers’ mistakes', async () => {
  const model = freshModel()
  await switchTo(model, 'green')

  const back = await vi.waitFor(async () => {
    for (const status of [400, 500]) {
      await script(model, 'green', { status })
      await script(model, 'blue', { status: status === 400 ? 400 : 200 })
      await infer(model, {}, `/v1/x?${status}`)
    }
    const status = await statusOf(model)
    expect(status.live).toBe('blue')
    return status
  }, pollOptions)

  expect(back).toMatchObject({ phase: 'idle', quarantined: 'green' })
})

it('rolls back a release that refuses calls which stable accepts', async () => {
  const model = freshModel()
  await switchTo(model, 'green')
  await script(model, 'green', { status: 400 })

  const back = await vi.waitFor(async () => {
    await infer(model)
    const status = await statusOf(model)
    expect(status.live).toBe('blue')
    return status
  }, pollOptions)

  expect(back).toMatchObject({ phase: 'idle', quarantined: 'green' })
})
