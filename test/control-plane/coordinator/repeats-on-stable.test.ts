import { env } from 'cloudflare:workers'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { RepeatCounts } from '../../../src/core/reporting/repeats.ts'
import { SLICE_MS } from '../../../src/core/reporting/tally.ts'
import { currentTally, report } from '../../support/reports.ts'
import {
  freshModel,
  probesOf,
  script,
  statusOf,
  switchTo,
} from '../../support/worker/router-under-test.ts'

afterEach(() => vi.useRealTimers())

function coordinatorOf(model: string) {
  return env.COORDINATOR.getByName(model)
}

function later(seconds: number): void {
  vi.setSystemTime(Date.now() + seconds * 1_000)
}

/** A model with green on trial since 6 s, so that the probe of the switch is no longer current. */
async function baking(): Promise<string> {
  const model = freshModel()
  await switchTo(model, 'green')
  later(6)
  return model
}

/** Calls of caller group 1 that were repeated on blue now; say only what differs. */
function repeated(overrides: Partial<RepeatCounts> = {}): RepeatCounts {
  const slice = Math.floor(Date.now() / SLICE_MS)
  const place = { color: 'blue', release: 'v1', slice, caller: 1 } as const
  return { ...place, answered: 0, failed: 0, ...overrides }
}

/** A report that all calls on green fail, with the answers of blue to some of them. */
function failing(repeats: readonly RepeatCounts[]) {
  return report([currentTally({ started: 20, fault: 20 })], { repeats })
}

const rolledBack = { live: 'blue', quarantined: 'green', alerts: [] }
const held = { live: 'green', alerts: [{ code: 'live_faulty' }] }

describe('a rollback to stable', () => {
  it('needs no probe when stable answered repeated calls well', async () => {
    const model = await baking()
    await script(model, 'blue', { status: 503 })

    await coordinatorOf(model).report(failing([repeated({ answered: 5 })]))

    expect(await statusOf(model)).toMatchObject(rolledBack)
    expect(await probesOf(model, 'blue')).toHaveLength(1)
  })

  it('does not happen when stable failed the repeated calls of several callers', async () => {
    const model = await baking()
    const repeats = [repeated({ failed: 5 }), repeated({ caller: 2, failed: 1 })]

    await coordinatorOf(model).report(failing(repeats))

    expect(await statusOf(model)).toMatchObject(held)
    expect(await probesOf(model, 'blue')).toHaveLength(1)
  })

  it('happens once stable answers again', async () => {
    const model = await baking()
    const repeats = [repeated({ failed: 5 }), repeated({ caller: 2, failed: 1 })]
    await coordinatorOf(model).report(failing(repeats))

    later(3)
    const good = [1, 2, 3].map((caller) => repeated({ caller, answered: 9 }))
    await coordinatorOf(model).report({ ...failing(good), sequence: 2 })

    expect(await statusOf(model)).toMatchObject(rolledBack)
  })

  it.each([
    ['one caller', [{ caller: 1, failed: 500 }]],
    ['strangers', [{ caller: 0, failed: 500 }]],
    [
      'one caller and strangers',
      [
        { caller: 0, failed: 500 },
        { caller: 1, failed: 500 },
      ],
    ],
    [
      'one caller, while stable answers another',
      [
        { caller: 1, failed: 500 },
        { caller: 2, answered: 1 },
      ],
    ],
  ])('happens after a good probe when both colors fail the calls of %s', async (_, parts) => {
    const model = await baking()

    await coordinatorOf(model).report(failing(parts.map(repeated)))

    expect(await statusOf(model)).toMatchObject(rolledBack)
    expect(await probesOf(model, 'blue')).toHaveLength(2)
  })

  it('depends on a probe again after five seconds', async () => {
    const model = await baking()
    const repeats = [repeated({ failed: 5 }), repeated({ caller: 2, failed: 1 })]
    await coordinatorOf(model).report(report([], { repeats }))

    later(6)
    await coordinatorOf(model).report({ ...failing([]), sequence: 2 })

    expect(await statusOf(model)).toMatchObject(rolledBack)
    expect(await probesOf(model, 'blue')).toHaveLength(2)
  })

  it('does not depend on answers of another release or of the candidate', async () => {
    const model = await baking()
    const repeats = [
      repeated({ release: 'v0', failed: 5 }),
      repeated({ color: 'green', release: 'v2', failed: 5 }),
      repeated({ release: 'v0', caller: 2, failed: 5 }),
      repeated({ color: 'green', release: 'v2', caller: 2, failed: 5 }),
    ]

    await coordinatorOf(model).report(failing(repeats))

    expect(await statusOf(model)).toMatchObject(rolledBack)
  })
})

describe('the status', () => {
  it('shows what stable answered to repeated calls in the last minute', async () => {
    const model = await baking()
    await coordinatorOf(model).report(report([], { repeats: [repeated({ answered: 30 })] }))

    later(20)
    const repeats = [repeated({ caller: 2, answered: 7, failed: 1 })]
    await coordinatorOf(model).report(report([], { repeats, sequence: 2 }))
    const early = await statusOf(model)
    later(45)
    const late = await statusOf(model)

    expect(early.stableAnswers).toEqual({ answered: 37, failed: 1, readiness: 'ready' })
    expect(late.stableAnswers).toEqual({ answered: 7, failed: 1, readiness: 'unknown' })
  })

  it('counts a report of repeated calls once, and not among the calls of stable', async () => {
    const model = await baking()
    const sent = report([], { repeats: [repeated({ answered: 3, failed: 1 })] })
    await coordinatorOf(model).report(sent)
    await coordinatorOf(model).report(sent)

    const { stableAnswers, health } = await statusOf(model)

    expect(stableAnswers).toMatchObject({ answered: 3, failed: 1 })
    expect(health.blue).toMatchObject({ calls: 0, faults: 0 })
  })

  it('shows nothing when idle, and nothing of a bake before', async () => {
    const model = await baking()
    await coordinatorOf(model).report(report([], { repeats: [repeated({ answered: 3 })] }))

    await switchTo(model, 'blue')

    expect((await statusOf(model)).stableAnswers).toBeNull()
  })
})
