import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { expect, it } from 'vitest'
import { ROWS_PER_SAVE } from '../../../scripts/cost/usage.ts'
import { Coordinator } from '../../../src/control-plane/coordinator/coordinator.ts'
import { Store } from '../../../src/control-plane/coordinator/store.ts'
import { currentTally, report } from '../../support/reports.ts'
import { freshModel, statusOf } from '../../support/worker/router-under-test.ts'

/** Runs `use` with the storage of the coordinator of a new model. */
async function withStorage(use: (state: DurableObjectState) => Promise<void> | void) {
  const model = freshModel()
  await statusOf(model)
  await runInDurableObject(env.COORDINATOR.getByName(model), (_, state) => use(state))
}

it('writes one row when a value of the state changes', async () => {
  await withStorage(({ storage: { sql } }) => {
    const rows: number[] = []
    const exec = (query: string, ...bindings: unknown[]) => {
      const cursor = sql.exec(query, ...bindings)
      rows.push(cursor.rowsWritten)
      return cursor
    }
    const store = new Store(new Proxy(sql, { get: () => exec }), undefined)
    store.writeState('alerts', [])

    store.writeState('alerts', [])

    expect(rows.at(-1)).toBe(1)
  })
})

it('saves the counts of a report in as many rows as the cost counts', async () => {
  await withStorage(async (state) => {
    const coordinator = new Coordinator(state, env)
    const changes = () =>
      state.storage.sql.exec<{ rows: number }>('SELECT total_changes() AS rows').one().rows
    const before = changes()

    await coordinator.report(report([currentTally()]))

    expect(changes() - before).toBe(ROWS_PER_SAVE)
  })
})
