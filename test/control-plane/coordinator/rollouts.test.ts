import { evictDurableObject, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { expect, it } from 'vitest'
import type { History, Rollouts } from '../../../src/control-plane/admin/history-answers.ts'
import { currentTally, report } from '../../support/reports.ts'
import {
  administer,
  command,
  freshModel,
  stage,
  switchByForce,
  switchTo,
} from '../../support/worker/router-under-test.ts'

async function historyOf(model: string): Promise<History['entries']> {
  const response = await administer(`/models/${model}/history`)
  return (await response.json<History>()).entries
}

async function rolloutsOf(model: string, query = ''): Promise<Rollouts> {
  return (await administer(`/models/${model}/rollouts${query}`)).json()
}

it('names the releases of each change, and how calls failed', async () => {
  const model = freshModel()
  await stage(model, 'v3')
  await switchByForce(model, 'green')
  const causes = { 'fault/500': 31, 'fault/timeout': 3 }
  const bad = currentTally({ release: 'v3#2', started: 34, fault: 34, causes })
  await env.COORDINATOR.getByName(model).report(report([bad], { revision: 3 }))

  const [rollback, switched, staged] = await historyOf(model)

  const v1 = { color: 'blue', release: 'v1', staging: 0 }
  const v3 = { color: 'green', release: 'v3', staging: 2 }
  expect(staged).toMatchObject({ action: 'stage', releases: { from: v1, to: v1, about: v3 } })
  expect(switched).toMatchObject({ action: 'switch', releases: { from: v1, to: v3 } })
  expect(rollback).toMatchObject({
    action: 'rollback',
    releases: { from: v3, to: v1 },
    numbers: {
      signal: 'fault',
      calls: 34,
      bad: 34,
      causes: { 500: 31, timeout: 3 },
      failures: '31 × 500, 3 × timeout',
    },
  })
  expect(await rolloutsOf(model)).toMatchObject({
    model,
    next: null,
    rollouts: [
      {
        id: `${model}-3`,
        from: v1,
        to: v3,
        result: 'rolled_back',
        revisions: [3, 4],
        force: 'test',
        endedBy: 'router',
        numbers: { calls: 34, bad: 34, failures: '31 × 500, 3 × timeout' },
      },
    ],
  })
})

it('pages the rollouts, newest first', async () => {
  const model = freshModel()
  await switchTo(model, 'green')
  await command(model, 'promote')
  await command(model, 'rollback')
  await switchByForce(model, 'green')
  await command(model, 'rollback')
  await switchByForce(model, 'green')

  const first = await rolloutsOf(model, '?limit=2')
  const second = await rolloutsOf(model, `?limit=2&before=${first.next}`)

  const shown = ({ rollouts }: Rollouts) => rollouts.map(({ id, result }) => [id, result])
  expect(shown(first)).toEqual([
    [`${model}-7`, 'running'],
    [`${model}-5`, 'rolled_back'],
  ])
  expect(shown(second)).toEqual([[`${model}-2`, 'undone']])
  expect(second.next).toBeNull()
  const future = new Date(Date.now() + 60_000).toISOString()
  expect(await rolloutsOf(model, `?since=${future}`)).toMatchObject({ rollouts: [] })
})

it('finds the releases of entries that an older version stored', async () => {
  const model = freshModel()
  await switchTo(model, 'green')
  await runInDurableObject(env.COORDINATOR.getByName(model), (_, { storage }) => {
    const old = "UPDATE history SET shape = 2, document = json_remove(document, '$.releases')"
    storage.sql.exec(old)
  })
  await evictDurableObject(env.COORDINATOR.getByName(model))

  const [switched] = await historyOf(model)

  const v1 = { color: 'blue', release: 'v1', staging: 0 }
  const v2 = { color: 'green', release: 'v2', staging: 0 }
  expect(switched?.releases).toEqual({ from: v1, to: v2 })
})
