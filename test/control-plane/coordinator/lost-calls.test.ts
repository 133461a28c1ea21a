import { evictDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { InProgress } from '../../../src/core/reporting/in-progress.ts'
import type { Report } from '../../../src/core/reporting/report.ts'
import { startsOf } from '../../../src/core/reporting/starts.ts'
import { SLICE_MS, type Tally } from '../../../src/core/reporting/tally.ts'
import { currentTally, report } from '../../support/reports.ts'
import { freshModel, statusOf, switchTo } from '../../support/worker/router-under-test.ts'

afterEach(() => vi.useRealTimers())

const green = { color: 'green', release: 'v2' } as const
const callers = [1, 2, 3, 4, 5, 6, 7, 8]
const CALLS = 2

/** What an isolate reports that has started calls of some callers, and then vanishes. */
function vanishing(own: readonly number[]) {
  const tallies = own.map((caller) => currentTally({ caller, started: CALLS, success: 0 }))
  const cohorts = tallies.flatMap((tally) => [tally, tally])
  const starts = startsOf(cohorts, Math.floor(Date.now() / SLICE_MS))
  const calls = { ...green, waiting: cohorts.length, answering: 0, oldestWaitingMs: 0, starts }
  return { tallies, inProgress: [calls satisfies InProgress] }
}

/** What an isolate reports that serves all callers well. */
function serving(): readonly Tally[] {
  return callers.map((caller) => currentTally({ caller, started: CALLS }))
}

interface Vanish {
  /** Second in which the isolates report for the last time. */
  readonly second: number
  readonly isolates: number
  readonly callers: readonly number[]
}

/** Lets isolates vanish while another one lives on, and evicts the coordinator at a second. */
async function statusAfter(seconds: number, vanishes: readonly Vanish[], evictAt = -1) {
  const model = freshModel()
  await switchTo(model, 'green')
  await reportTo(env.COORDINATOR.getByName(model), model, seconds, vanishes, evictAt)
  return statusOf(model)
}

async function reportTo(
  receiver: { report: (sent: Report) => Promise<unknown> },
  model: string,
  seconds: number,
  vanishes: readonly Vanish[],
  evictAt = -1
): Promise<void> {
  const since = Date.now()
  const send = (sent: Report) => receiver.report(sent)
  for (let second = 0; second < seconds; second += 2) {
    vi.setSystemTime(since + second * 1_000)
    await send(report(serving(), { isolate: 'live', revision: 2, sequence: second + 1 }))
    for (const { isolates, callers: own } of vanishes.filter((one) => one.second === second)) {
      for (let index = 0; index < isolates; index++) {
        const { tallies, inProgress } = vanishing(own)
        const isolate = `${second}-${index}`
        await send(report(tallies, { isolate, revision: 2, inProgress }))
      }
    }
    if (second === evictAt) await evictDurableObject(env.COORDINATOR.getByName(model))
  }
}

const every = (seconds: number, own: readonly number[]) =>
  Array.from({ length: 240 / seconds }, (_, index) => ({
    second: index * seconds,
    isolates: 2,
    callers: own,
  }))

describe('the calls that are lost with their isolates', { timeout: 20_000 }, () => {
  it('roll back a color whose isolates vanish again and again', async () => {
    const status = await statusAfter(180, every(10, callers))

    expect(status).toMatchObject({ live: 'blue', quarantined: 'green' })
  })

  it('roll it back when the coordinator is evicted meanwhile, too', async () => {
    const status = await statusAfter(180, every(10, callers), 100)

    expect(status).toMatchObject({ live: 'blue', quarantined: 'green' })
  })

  it('roll it back when the isolates report to a collector, too', async () => {
    const model = freshModel()
    await switchTo(model, 'green')
    const collector = env.COLLECTOR.getByName(`${model}/weur/0`)

    await reportTo(collector, model, 180, every(10, callers))

    await vi.waitFor(
      async () => expect(await statusOf(model)).toMatchObject({ quarantined: 'green' }),
      5_000
    )
  })

  it('roll back no color that one deploy takes all isolates from', async () => {
    const deploy = [0, 2, 4].map((after) => ({ second: 60 + after, isolates: 10, callers }))

    const status = await statusAfter(240, deploy)

    expect(status).toMatchObject({ live: 'green', phase: 'baking' })
    expect(status.health.green.lost).toBe(3 * 10 * callers.length * CALLS)
  })

  it('roll back no color that serves all callers but one', async () => {
    const status = await statusAfter(240, every(10, [3]))

    expect(status).toMatchObject({ live: 'green', phase: 'baking' })
    expect(status.health.green.lost).toBeGreaterThan(0)
  })

  it('are still waiting in the status before their isolates are gone', async () => {
    const status = await statusAfter(2, every(10, callers))

    expect(status.health.green).toMatchObject({ waiting: 2 * callers.length * CALLS, lost: 0 })
  })
})
