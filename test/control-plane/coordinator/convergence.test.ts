import { env } from 'cloudflare:workers'
import { expect, it, vi } from 'vitest'
import { kvLag } from '../../support/worker/faults/kv-faults.ts'
import { coldIsolate } from '../../support/worker/isolate.ts'
import { freshModel, script, statusOf, switchTo } from '../../support/worker/router-under-test.ts'

const ISOLATES = 16

it('moves every busy isolate back with its next report while KV is 60 s behind', async () => {
  const model = freshModel()
  await statusOf(model)
  const behind = kvLag(env.POINTERS)
  await behind.get(`pointer:${model}`)
  const fleet = Array.from({ length: ISOLATES }, () => coldIsolate({ POINTERS: behind }))
  await switchTo(model, 'green')
  await Promise.all(fleet.map((isolate) => isolate.colorsOf(model, 1)))
  await Promise.all(fleet.map((isolate) => isolate.reported()))
  const before = await Promise.all(fleet.map((isolate) => isolate.colorsOf(model, 1)))
  await script(model, 'green', { status: 500 })

  await vi.waitFor(
    async () => {
      await Promise.all(fleet.map((isolate) => isolate.colorsOf(model, 1)))
      const { live, isolates, revision } = await statusOf(model)
      expect(live).toBe('blue')
      expect(isolates).toMatchObject({ reporting: ISOLATES, following: ISOLATES })
      expect(isolates.oldestRevision).toBe(revision)
    },
    { timeout: 10_000, interval: 50 }
  )

  expect(before.flat()).toEqual(Array.from({ length: ISOLATES }, () => 'green'))
  expect(JSON.parse((await behind.get(`pointer:${model}`)) ?? '').revision).toBe(1)
}, 20_000)
