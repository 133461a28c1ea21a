import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import { SLICE_MS } from '../../../src/core/reporting/tally.ts'
import { override } from '../../support/worker/faults/override.ts'
import { currentTally } from '../../support/reports.ts'
import { coldIsolate } from '../../support/worker/isolate.ts'
import { freshModel, statusOf, switchTo } from '../../support/worker/router-under-test.ts'

/** Sends a report of any shape to the coordinator, as another version of the code may do. */
function reportAs(model: string, document: unknown): Promise<unknown> {
  return runInDurableObject(env.COORDINATOR.getByName(model), (coordinator) => {
    const report: unknown = Reflect.get(coordinator, 'report')
    if (typeof report !== 'function') throw new TypeError('report is not a method')
    return Reflect.apply(report, coordinator, [document])
  })
}

/** Returns coordinators whose replies to reports are changed. */
function withChangedReplies(change: (reply: object) => unknown): Env['COORDINATOR'] {
  const getByName = (name: string) => {
    const stub = env.COORDINATOR.getByName(name)
    const report = async (sent: Parameters<typeof stub.report>[0]) =>
      change(await stub.report(sent))
    return { pointer: () => stub.pointer(), report }
  }
  return override(env.COORDINATOR, { getByName })
}

describe('a report from an isolate with another version of the code', () => {
  it('is counted with 0 for the counts that it lacks', async () => {
    const model = freshModel()
    await statusOf(model)
    const slice = Math.floor(Date.now() / SLICE_MS)
    const older = { color: 'blue', release: 'v1', slice, started: 5, success: 4, fault: 1 }

    await reportAs(model, { isolate: 'old', sequence: 1, revision: 1, tallies: [older] })

    const { blue } = (await statusOf(model)).health
    expect(blue).toMatchObject({ calls: 5, successes: 4, faults: 1, slow: 0, neutral: 0 })
  })

  it('is answered and not counted when it is malformed', async () => {
    const model = freshModel()

    const reply = await reportAs(model, { isolate: 'old', tallies: 'none' })

    expect(reply).toMatchObject({ pointer: { revision: 1 } })
    expect((await statusOf(model)).isolates.reporting).toBe(0)
  })
})

it('counts a report from newer code without its unknown fields', async () => {
  const model = freshModel()
  await statusOf(model)
  const newer = { ...currentTally({ color: 'blue', release: 'v1' }), region: 'weur', tokens: 99 }
  const report = { isolate: 'new', sequence: 1, revision: 1, tallies: [newer], shard: 4 }

  await reportAs(model, report)

  expect((await statusOf(model)).health.blue).toMatchObject({ calls: 10, successes: 10 })
})

describe('a reply from a coordinator with another version of the code', () => {
  it.each([
    ['without a report interval', ({ pointer }: { pointer?: unknown }) => ({ pointer })],
    [
      'with a report interval that is not a number',
      (reply: object) => ({ ...reply, nextReportMs: NaN }),
    ],
    ['with unknown fields', (reply: object) => ({ ...reply, shards: 8, quality: {} })],
  ])('moves traffic %s', async (_, change) => {
    const model = freshModel()
    await statusOf(model)
    const isolate = coldIsolate({ COORDINATOR: withChangedReplies(change) })
    await isolate.colorsOf(model, 1)
    await switchTo(model, 'green')

    await isolate.reported()

    expect(await isolate.colorsOf(model, 1)).toEqual(['green'])
  })

  it('does not move traffic with an invalid pointer', async () => {
    const model = freshModel()
    await statusOf(model)
    const withUnknownPointer = (reply: object) => ({
      ...reply,
      pointer: { revision: 99, ladder: [1, 5] },
    })
    const isolate = coldIsolate({ COORDINATOR: withChangedReplies(withUnknownPointer) })
    await isolate.colorsOf(model, 1)

    await isolate.reported()

    expect(await isolate.colorsOf(model, 1)).toEqual(['blue'])
  })
})
