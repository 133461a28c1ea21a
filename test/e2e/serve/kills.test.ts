import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { workerdsOn } from '../../../scripts/serve/leftover.ts'
import { command, historyOf, pointerInKv, statusOf } from '../../support/serve/admin.ts'
import { startClients } from '../../support/serve/clients.ts'
import {
  eventOf,
  processPoll,
  servedRouter,
  type ServeRun,
  type Served,
} from '../../support/serve/served.ts'
import { startSteadyOrigin, type SteadyOrigin } from '../../support/serve/steady-origin.ts'

const KILLS = 10

let origin: SteadyOrigin
let served: Served

beforeAll(async () => {
  origin = await startSteadyOrigin()
  const slots = {
    blue: { origin: origin.url, release: 'v1' },
    green: { origin: origin.url, release: 'v2' },
  }
  // A kill loses the calls in progress, and a busy machine is slow. Here neither speaks against a release.
  const limits = { max_fault_rate: 0.2, max_lost_rate: 0.5, first_byte_objective_seconds: 0 }
  const baking = { path: '/baking', ...slots, bake_seconds: 4, ...limits }
  served = await servedRouter({ baking, staging: { path: '/staging', ...slots } })
})
afterAll(async () => {
  await served.remove()
  await origin.stop()
})

/** Stages releases one after another. Returns those that were acknowledged. */
function startStaging() {
  const acknowledged: string[] = []
  const stopping = new AbortController()
  const staging = async () => {
    for (let number = 0; !stopping.signal.aborted; number++) {
      const release = `release-${number}`
      const body = { url: origin.url, release, replace: true }
      if (await command(served, 'staging', 'stage', body)) acknowledged.push(release)
      await setTimeout(50)
    }
  }
  const done = staging()
  const stop = async () => {
    stopping.abort()
    await done
    return acknowledged
  }
  return { stop }
}

/** Kills workerd or, each fourth time, the supervisor, at random times. Each time it waits until the router serves again. */
async function killTenTimes(first: ServeRun): Promise<void> {
  let run = first
  for (let kill = 1, starts = 1; kill <= KILLS; kill++) {
    await setTimeout(Math.random() * 400)
    if (kill % 4 === 0) {
      run.child.kill('SIGKILL')
      await run.exitCode
      await expect.poll(() => workerdsOn(served.data), processPoll).toEqual([])
      run = await served.start()
      starts = 1
    } else {
      process.kill(served.workerd(), 'SIGKILL')
      await eventOf(run, 'ready', ++starts)
    }
  }
}

async function expectPointerInKv(model: string): Promise<void> {
  const { revision } = await statusOf(served, model)
  const inKv = async () => (await pointerInKv(served, model))?.revision
  await expect.poll(inKv, processPoll).toBe(revision)
}

test('a bake goes on over ten kills, and no acknowledged command is lost', async () => {
  const run = await served.start()
  const clients = startClients(`${served.url}/baking/v1/completions`, 8, 10)
  const staging = startStaging()
  await expect.poll(clients.answered, processPoll).toBeGreaterThan(100)
  expect(await command(served, 'baking', 'switch', { to: 'green', force: 'test' })).toBe(true)

  await killTenTimes(run)
  const acknowledged = await staging.stop()
  const phase = async () => (await statusOf(served, 'baking')).phase
  await expect.poll(phase, processPoll).toBe('idle')
  await clients.stop()

  const actions = (await historyOf(served, 'baking')).map(({ action }) => action)
  const staged = (await historyOf(served, 'staging')).map(({ reason }) => reason)
  expect(await statusOf(served, 'baking')).toMatchObject({ live: 'green', revision: 3 })
  expect(actions).toEqual(['complete', 'switch', 'seed'])
  expect(acknowledged.length).toBeGreaterThan(0)
  expect(staged).toEqual(expect.arrayContaining(acknowledged.map((label) => `staged ${label}`)))
  await expectPointerInKv('baking')
  await expectPointerInKv('staging')
}, 120_000)
