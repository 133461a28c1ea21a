import { evictDurableObject, runDurableObjectAlarm } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Tally } from '../../../src/core/reporting/tally.ts'
import type { ShadowReport } from '../../../src/core/shadow/shadow-report.ts'
import { currentTally, report } from '../../support/reports.ts'
import {
  command,
  freshModel,
  stage,
  statusOf,
  switchTo,
} from '../../support/worker/router-under-test.ts'

afterEach(() => vi.useRealTimers())

const green = { color: 'green', release: 'v2', route: 'POST /v1/completions' } as const

/** What copies on green showed: of each of three callers so many calls. */
function shadow(started: number, changes: Partial<Tally> = {}): ShadowReport {
  return {
    tallies: [1, 2, 3].map((caller) => currentTally({ ...green, caller, started, ...changes })),
    times: [],
    agreement: [{ ...green, agreed: started, differed: 1, uncompared: 0, skipped: 0 }],
    differences: [{ ...green, at: Date.now(), where: 'a', stable: '1', candidate: '2' }],
  }
}

const failing = { fault: 50, discordant: 50 }

const coordinatorOf = (model: string) => env.COORDINATOR.getByName(model)

let sequence = 0
const send = (model: string, part: ShadowReport) =>
  coordinatorOf(model).report(report([], { sequence: ++sequence, shadow: part }))

async function codeOf(response: Response): Promise<string | undefined> {
  return (await response.json<{ error?: { code: string } }>()).error?.code
}

describe('a shadow', () => {
  it('is judged apart from the live calls', async () => {
    const model = freshModel()
    await command(model, 'shadow', { share: 5, maxPerSecond: 3 })

    await send(model, shadow(50, failing))

    const { health, alerts, shadow: shown } = await statusOf(model)
    expect(shown).toMatchObject({
      color: 'green',
      running: true,
      share: 5,
      maxPerSecond: 3,
      calls: 150,
      faults: 150,
      verdict: { kind: 'faulty' },
      routes: [{ route: green.route, agreed: 50, differed: 1 }],
      differences: [{ where: 'a', stable: '1', candidate: '2' }],
    })
    expect([health.blue.calls, health.green.calls, alerts]).toEqual([0, 0, []])
  })

  it('bars a switch while its release is faulty there, but not by force', async () => {
    const model = freshModel()
    await command(model, 'shadow', { share: 5 })
    await send(model, shadow(50, failing))

    expect(await codeOf(await switchTo(model, 'green'))).toBe('shadow_faulty')
    const forced = await command(model, 'switch', { to: 'green', force: 'we know' })

    expect(forced.status).toBe(200)
    expect((await statusOf(model)).shadow).toBeNull()
  })

  it('survives an eviction, and its end', async () => {
    const model = freshModel()
    await command(model, 'shadow', { share: 5 })
    await send(model, shadow(50, failing))
    await command(model, 'shadow')

    await evictDurableObject(coordinatorOf(model))

    expect((await statusOf(model)).shadow).toMatchObject({
      running: false,
      share: null,
      calls: 150,
      verdict: { kind: 'faulty' },
      routes: [{ agreed: 50 }],
      differences: [{ where: 'a' }],
    })
    expect(await codeOf(await switchTo(model, 'green'))).toBe('shadow_faulty')
  })

  it('goes with its release, and what comes late of it counts no more', async () => {
    const model = freshModel()
    await command(model, 'shadow', { share: 5 })
    await send(model, shadow(50, failing))

    await stage(model, 'v3', { replace: true })
    await command(model, 'shadow', { share: 5, force: 'to see it' })
    await send(model, shadow(50, failing))

    expect((await statusOf(model)).shadow).toMatchObject({
      release: 'v3',
      calls: 0,
      verdict: { kind: 'undecided', summary: 'no call was copied yet' },
    })
  })

  it('ends by the alarm when its time is over', async () => {
    const model = freshModel()
    await command(model, 'shadow', { share: 5, forSeconds: 0.001 })

    await vi.waitFor(async () => {
      await runDurableObjectAlarm(coordinatorOf(model))
      const { shadow: shown, reason, by } = await statusOf(model)
      expect([shown, reason, by]).toEqual([null, 'the time of the shadow is over', 'router'])
    }, 5_000)
  })

  it('is reported through a collector', async () => {
    const model = freshModel()
    await command(model, 'shadow', { share: 5 })
    const collector = env.COLLECTOR.getByName(`${model}/weur/0`)

    for (const isolate of ['a', 'b']) {
      await collector.report(report([], { isolate, shadow: shadow(5) }))
    }

    await vi.waitFor(
      async () =>
        expect((await statusOf(model)).shadow).toMatchObject({
          calls: 30,
          routes: [{ agreed: 10 }],
        }),
      5_000
    )
  })
})

describe('a shadow that is required', () => {
  const model = 'shadow-required'

  it('allows a switch once its release is healthy there', async () => {
    expect(await codeOf(await switchTo(model, 'green'))).toBe('not_shadowed')
    await command(model, 'shadow', { share: 5 })
    await send(model, shadow(2))
    const refused = await switchTo(model, 'green')
    const { error } = await refused.json<{ error: { code: string; message: string } }>()
    expect(error.code).toBe('not_shadowed')
    expect(error.message).toContain('more good calls are needed')

    await send(model, shadow(200))

    expect((await statusOf(model)).shadow).toMatchObject({ verdict: { kind: 'healthy' } })
    expect((await switchTo(model, 'green')).status).toBe(200)
  })
})
