import { expect, it } from 'vitest'
import { speech } from '../support/audio.ts'
import { startScenario, startSilero, tableOf } from '../support/scenarios/scenario.ts'
import { startMetadata } from '../support/scenarios/traffic.ts'
import { binaryRequest, probabilities } from '../support/vad-client.ts'

const v5 = await startSilero('v5')
const v6 = await startSilero('v6')
const failing = await startSilero('v6')
const [shifted5, shifted6] = [await startSilero('v5'), await startSilero('v6')]

const unhelped = { failover: false, bake_seconds: 600 }
const { router, operator } = await startScenario(
  {
    canary: tableOf('/canary', [v5, v6], { bake_seconds: 1, hold_back: '2%' }),
    steps: tableOf('/steps', [v5, failing], { ...unhelped, steps: '5%:10m,50%:10m' }),
    'at-once': tableOf('/at-once', [v5, failing], unhelped),
    shift: tableOf('/shift', [shifted5, shifted6], {
      ...unhelped,
      hold_back: '20%',
      sticky: 'none',
    }),
    sticky: tableOf('/sticky', [v5, v6], { sticky: 'header:x-session' }),
    drawn: tableOf('/drawn', [v5, v6], { sticky: 'none' }),
  },
  [v5, v6, failing, shifted5, shifted6]
)

const load = { clients: 100, callsPerSecond: 100, atMost: 20 }

it('a canary waits for traffic and says so, and goes on by itself when it comes', async () => {
  const plan = ['--steps', '30%:500ms,60%:500ms', '--reason', 'v6 looks good']
  const switched = await operator.runs('switch', 'canary', ...plan)
  await operator.waits('canary', ({ plan: seen }) => seen?.waitsFor === 'healthy_verdict')
  const waiting = await operator.runs('status', 'canary')
  const clients = startMetadata(`${router.url}/canary`, load)
  await operator.waits('canary', ({ phase, live }) => phase === 'idle' && live === 'green')
  await clients.stop()

  expect(switched).toContain('green: 30 % for 500 ms, then 60 % for 500 ms, then a bake of 1 s.')
  expect(waiting).toContain('canary: SHIFTING green silero-v6 30 % ← blue silero-v5, revision 2')
  expect(waiting).toMatch(
    /next +60 %: the time of the step is over; it waits for \d+ more good calls/
  )
  const healthy = expect.stringMatching(/^0 of \d+ calls failed on green in \d+ s; at most 5 %/)
  expect(await operator.history('canary')).toEqual([
    '5 complete green silero-v6 by router (detector): the bake ended with a healthy verdict',
    healthy,
    '4 step blue silero-v5 → green silero-v6 by router (detector): the step ended with a healthy verdict',
    healthy,
    '3 step green silero-v6 60 % by router (detector): the step ended with a healthy verdict',
    healthy,
    '2 switch green silero-v6 30 % by anna (cli): v6 looks good',
    '1 seed blue silero-v5 by router (deploy): first start',
  ])
  expect(clients.failures()).toEqual([])
})

it('a canary is rolled back at 5 %, where a switch at once fails every call until then', async () => {
  await failing.control({ fail: { share: 1 } })
  /** Returns the share of failed calls, from the first to the last of them. */
  const failedShareOf = async (model: string): Promise<number> => {
    const clients = startMetadata(`${router.url}/${model}`, load)
    await clients.more(120)
    await router.client.command('switch', { model }, { reason: 'v6 looks good' })
    await operator.waits(model, ({ quarantined }) => quarantined === 'green')
    await clients.stop()
    const failed = clients.failures().map(({ startedAt }) => startedAt)
    const [first, last] = [Math.min(...failed), Math.max(...failed)]
    const sent = clients.calls.filter(({ startedAt: at }) => first <= at && at <= last)
    return failed.length / sent.length
  }

  const bySteps = await failedShareOf('steps')
  const atOnce = await failedShareOf('at-once')

  expect(bySteps).toBeLessThan(0.3)
  expect(atOnce).toBeGreaterThan(0.7)
  const [rollback, evidence] = await operator.history('steps')
  expect(rollback).toBe('3 rollback green silero-v6 by router (detector): green is faulty')
  expect(evidence).toMatch(/^\d+ of \d+ calls were answered 500 on green in \d+ s; at most 5 %/)
})

it('with a hold-back, a shift of the workload is no fault of the candidate, and its own fault is', async () => {
  await operator.runs('switch', 'shift', '--reason', 'v6 looks good')
  const clients = startMetadata(`${router.url}/shift`, load)
  await clients.more(100)

  await Promise.all([shifted5, shifted6].map(({ control }) => control({ fail: { share: 0.4 } })))
  await operator.waits('shift', ({ alerts }) => alerts.some(({ code }) => code === 'live_faulty'))
  await clients.more(200)
  const held = await operator.runs('status', 'shift')
  await shifted5.control({ fail: { share: 0 } })
  await shifted6.control({ fail: { share: 1 } })
  await operator.waits('shift', ({ quarantined }) => quarantined === 'green')
  await clients.stop()

  expect(held).toContain('green is faulty, but blue is no better, so traffic stays on green')
  expect(held).toContain('going back would not help: stable shows no less')
  expect(held).toContain('20 % of the keys held back on blue')
  const moves = (await operator.history('shift')).filter((line) =>
    /^\d+ (switch|rollback) /.test(line)
  )
  expect(moves).toEqual([
    '3 rollback green silero-v6 → blue silero-v5 by router (detector): green is faulty',
    '2 switch blue silero-v5 → green silero-v6 by anna (cli): v6 looks good',
  ])
})

it('a model that keeps state is not harmed by a split with sticky keys, and is without', async () => {
  const clip = speech(1)
  const path = '/v2/models/silero-vad/infer'
  for (const model of ['sticky', 'drawn']) {
    const body = { reason: 'a split', steps: [{ weight: 50 }] }
    await router.client.command('switch', { model }, body)
  }
  const sessions = Array.from({ length: 5 }, (_, index) => `session-${index}`)
  const bySession = (model: string) =>
    Promise.all(
      sessions.map((session) =>
        probabilities(`${router.url}/${model}${path}`, clip, (tensors) => {
          const call = binaryRequest(tensors)
          return { ...call, headers: { ...call.headers, 'x-session': session } }
        })
      )
    )

  const [sticky, drawn] = [await bySession('sticky'), await bySession('drawn')]

  const alone = await Promise.all(
    [v5, v6].map(({ origin }) => probabilities(`${origin}${path}`, clip, binaryRequest))
  )
  const distanceToBoth = (one: readonly number[]) => alone.map((other) => distanceOf(one, other))
  const [toV5, toV6] = [0, 1].map((index) =>
    sticky.filter((one) => (distanceToBoth(one)[index] ?? 1) < 1e-6)
  )
  expect([toV5?.length, toV6?.length]).not.toContain(0)
  expect((toV5?.length ?? 0) + (toV6?.length ?? 0)).toBe(sessions.length)
  const harm = drawn.map((one) => Math.min(...distanceToBoth(one)))
  expect(Math.max(...harm)).toBeGreaterThan(0.1)
})

/** The largest difference between two series of probabilities. */
function distanceOf(one: readonly number[], another: readonly number[]): number {
  return Math.max(...one.map((value, index) => Math.abs(value - (another[index] ?? 0))))
}
