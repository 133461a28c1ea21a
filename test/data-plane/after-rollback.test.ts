import { env } from 'cloudflare:workers'
import { expect, it } from 'vitest'
import { currentTally, report } from '../support/reports.ts'
import type { Script } from '../support/script.ts'
import { coldIsolate } from '../support/worker/isolate.ts'
import { freshModel, script, seenBy, switchTo } from '../support/worker/router-under-test.ts'

/**
 * Returns an isolate that has served green, and has received the rollback of green with the reply
 * to its own report.
 */
async function isolateAfterRollback() {
  const model = freshModel()
  await switchTo(model, 'green')
  const isolate = coldIsolate()
  const before = await isolate.colorsOf(model, 1)
  await isolate.reported()
  const failing = [1, 2, 3, 4].map((caller) => currentTally({ caller, started: 20, fault: 20 }))
  await env.COORDINATOR.getByName(model).report(report(failing, { isolate: 'another' }))
  const meanwhile = await isolate.colorsOf(model, 1)
  await isolate.reported()
  return { model, isolate, before: [...before, ...meanwhile] }
}

const behaviours: readonly Script[] = [
  {},
  { status: 400 },
  { status: 500 },
  { status: 503 },
  { status: 522 },
]

it('sends no call to a color that was rolled back, also when stable fails', async () => {
  const { model, isolate, before } = await isolateAfterRollback()

  for (const behaviour of behaviours) {
    await script(model, 'blue', behaviour)
    // A call without a body can always be repeated.
    const response = await isolate.call(model, { method: 'GET', body: null })
    await response.arrayBuffer()
  }
  await isolate.reported()

  expect(before[0]).toBe('green')
  expect(await seenBy(model, 'blue')).toHaveLength(behaviours.length)
  const served = before.filter((color) => color === 'green')
  expect(await seenBy(model, 'green')).toHaveLength(served.length)
}, 15_000)
