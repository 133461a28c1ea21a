import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import { SLICE_MS } from '../../../src/core/detector/cohort.ts'
import { override } from '../../support/worker/faults/override.ts'
import { currentTally } from '../../support/reports.ts'
import { coldIsolate } from '../../support/worker/isolate.ts'
import { freshModel, statusOf, switchTo } from '../../support/worker/router-under-test.ts'

/** Sends to the coordinator what its type does not allow: another version of the code does not know the type. */
function reportAs(model: string, document: unknown): Promise<unknown> {
  return runInDurableObject(env.COORDINATOR.getByName(model), (coordinator) => {
    const report: unknown = Reflect.get(coordinator, 'report')
    if (typeof report !== 'function') throw new TypeError('report is no method')
    return Reflect.apply(report, coordinator, [document])
  })
}

/** Coordinators whose reply to a report is another one. */
function replying(change: (reply: object) => unknown): Env['COORDINATOR'] {
  const getByName = (name: string) => {
    const stub = env.COORDINATOR.getByName(name)
    const report = async (sent: Parameters<typeof stub.report>[0]) =>
      change(await stub.report(sent))
    return { pointer: () => stub.pointer(), report }
  }
  return override(env.COORDINATOR, { getByName })
}

describe('a report from an isolate with older code', () => {
  it('counts, what it does not know of being zero', async () => {
    const model = freshModel()
    await statusOf(model)
    const slice = Math.floor(Date.now() / SLICE_MS)
    const older = { color: 'blue', release: 'v1', slice, started: 5, success: 4, fault: 1 }

    await reportAs(model, { isolate: 'old', sequence: 1, revision: 1, tallies: [older] })

    const { blue } = (await statusOf(model)).health
    expect(blue).toMatchObject({ calls: 5, successes: 4, faults: 1, slow: 0, neutral: 0 })
  })

  it('that makes no sense is answered and not counted', async () => {
    const model = freshModel()

    const reply = await reportAs(model, { isolate: 'old', tallies: 'none' })

    expect(reply).toMatchObject({ pointer: { revision: 1 } })
    expect((await statusOf(model)).isolates.reporting).toBe(0)
  })
})

it('a report from an isolate with newer code counts, what the coordinator does not know left out', async () => {
  const model = freshModel()
  await statusOf(model)
  const newer = { ...currentTally({ color: 'blue', release: 'v1' }), region: 'weur', tokens: 99 }
  const report = { isolate: 'new', sequence: 1, revision: 1, tallies: [newer], shard: 4 }

  await reportAs(model, report)

  expect((await statusOf(model)).health.blue).toMatchObject({ calls: 10, successes: 10 })
})

describe('a reply from a coordinator with other code', () => {
  it.each([
    ['without a schedule', ({ pointer }: { pointer?: unknown }) => ({ pointer })],
    ['with a schedule that is no number', (reply: object) => ({ ...reply, nextReportMs: NaN })],
    ['with more than is known', (reply: object) => ({ ...reply, shards: 8, quality: {} })],
  ])('%s still moves traffic', async (_, change) => {
    const model = freshModel()
    await statusOf(model)
    const isolate = coldIsolate({ COORDINATOR: replying(change) })
    await isolate.colorsOf(model, 1)
    await switchTo(model, 'green')

    await isolate.reported()

    expect(await isolate.colorsOf(model, 1)).toEqual(['green'])
  })

  it('with a pointer that is not understood leaves traffic where it is', async () => {
    const model = freshModel()
    await statusOf(model)
    const inSteps = (reply: object) => ({ ...reply, pointer: { revision: 99, ladder: [1, 5] } })
    const isolate = coldIsolate({ COORDINATOR: replying(inSteps) })
    await isolate.colorsOf(model, 1)

    await isolate.reported()

    expect(await isolate.colorsOf(model, 1)).toEqual(['blue'])
  })
})
