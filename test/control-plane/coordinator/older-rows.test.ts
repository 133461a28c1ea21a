import { evictDurableObject, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { expect, it } from 'vitest'
import { coldIsolate } from '../../support/worker/isolate.ts'
import { freshModel, originOf, statusOf, switchTo } from '../../support/worker/router-under-test.ts'

function coordinatorOf(model: string) {
  return env.COORDINATOR.getByName(model)
}

/** Restarts the coordinator with its rows as the version before stored them. */
async function restartWithOldRows(model: string): Promise<void> {
  const slots = {
    blue: { origin: originOf(model, 'blue'), release: 'v1' },
    green: { origin: originOf(model, 'green'), release: 'v2' },
  }
  await runInDurableObject(coordinatorOf(model), (_, state) => {
    const { sql } = state.storage
    const read = 'SELECT revision, document FROM rollouts'
    for (const { revision, document } of sql
      .exec<{ revision: number; document: string }>(read)
      .toArray()) {
      const old = JSON.stringify({ ...JSON.parse(document), slots })
      sql.exec('UPDATE rollouts SET shape = 1, document = ? WHERE revision = ?', old, revision)
    }
    const write = "UPDATE state SET shape = 1, document = ? WHERE key = 'configured'"
    sql.exec(write, JSON.stringify(slots))
    sql.exec("DELETE FROM state WHERE key = 'probes'")
  })
  await env.POINTERS.put(
    `pointer:${model}`,
    JSON.stringify({ revision: 2, slots, stable: 'blue', candidate: 'green', weight: 100 })
  )
  await evictDurableObject(coordinatorOf(model))
}

it('goes on with a bake that an older version stored', async () => {
  const model = freshModel()
  await switchTo(model, 'green')
  const isolate = coldIsolate()
  await isolate.colorsOf(model, 2)
  await isolate.reported()

  await restartWithOldRows(model)
  await isolate.colorsOf(model, 1)
  await isolate.reported()

  const status = await statusOf(model)
  expect(status).toMatchObject({ phase: 'baking', live: 'green', revision: 2, configured: [] })
  expect(status.slots.green).toMatchObject({ release: 'v2', staging: 0, verified: true })
  expect(status.slots.green).toMatchObject({ stagedBy: 'deploy' })
  expect(status.health.green.calls).toBe(3)
})

it('goes on with the alert that an older version stored', async () => {
  const model = freshModel()
  await statusOf(model)
  const alert = { code: 'live_faulty', message: 'blue is faulty', since: 1_000 }
  await runInDurableObject(coordinatorOf(model), (_, { storage }) => {
    const insert = "INSERT INTO state (key, shape, document) VALUES ('alert', 3, ?)"
    storage.sql.exec("DELETE FROM state WHERE key = 'alerts'")
    storage.sql.exec(insert, JSON.stringify(alert))
  })
  await evictDurableObject(coordinatorOf(model))

  const { alerts } = await statusOf(model)

  expect(alerts).toMatchObject([{ ...alert, since: '1970-01-01T00:00:01.000Z' }])
})
