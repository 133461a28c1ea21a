import { expect, it } from 'vitest'
import {
  crash,
  hang,
  restart,
  startScenario,
  startSilero,
  startTinyGpt,
  tableOf,
} from '../support/scenarios/scenario.ts'
import { startChat, startMetadata, startVad } from '../support/scenarios/traffic.ts'

const v1 = await startTinyGpt('v1')
const crashing = await startTinyGpt('v2')
const slow = await startTinyGpt('v2')
const hanging = await startTinyGpt('v2')
const v5 = await startSilero('v5')
const legacy = await startSilero('legacy')

const long = { bake_seconds: 600 }
const { router, operator } = await startScenario(
  {
    crashing: tableOf('/crashing', [v1, crashing], long),
    vad: tableOf('/vad', [v5, legacy], long),
    slow: tableOf('/slow', [v1, slow], { ...long, first_byte_objective_seconds: 1 }),
    hanging: tableOf('/hanging', [v1, hanging], {
      ...long,
      first_byte_objective_seconds: 1,
      header_timeout_seconds: 4,
    }),
  },
  [v1, crashing, slow, hanging, v5, legacy]
)

it('a crashing release is rolled back and quarantined until it is forgiven', async () => {
  const clients = startChat(`${router.url}/crashing`)
  await clients.more(20)

  await operator.runs('switch', 'crashing', '--reason', 'v2 looks good')
  await clients.more(20)
  await crash(crashing)
  await operator.waits('crashing', ({ quarantined }) => quarantined === 'green')
  const status = await operator.runs('status', 'crashing')
  await restart(crashing)
  const refused = await operator.tries('switch', 'crashing', '--reason', 'it runs again')
  await operator.runs('forgive', 'crashing', '--reason', 'its host was out of memory')
  await operator.runs('switch', 'crashing', '--reason', 'it runs again')
  await clients.more(20)
  await clients.stop()

  expect(status).toMatch(/green +tiny-gpt-v2 at \S+ \[quarantined\]/)
  expect(refused.exitCode).toBe(1)
  expect(refused.stderr).toContain('Lift the quarantine with bluegreen forgive crashing')
  expect(await operator.history('crashing')).toEqual([
    '5 switch blue tiny-gpt-v1 → green tiny-gpt-v2 by anna (cli): it runs again',
    '4 forgive green tiny-gpt-v2 by anna (cli): its host was out of memory',
    '3 rollback green tiny-gpt-v2 → blue tiny-gpt-v1 by router (detector): green is faulty',
    expect.stringMatching(
      /^\d+ of \d+ calls were refused or reset on green in \d+ s; stable answered/
    ),
    '2 switch blue tiny-gpt-v1 → green tiny-gpt-v2 by anna (cli): v2 looks good',
    '1 seed blue tiny-gpt-v1 by router (deploy): first start',
  ])
  expect(clients.failures()).toEqual([])
  expect(clients.calls.at(-1)?.release).toBe('tiny-gpt-v2')
})

it('a release that breaks its contract is rolled back, and stable answers its calls', async () => {
  const clients = startVad(`${router.url}/vad`)
  const readers = startMetadata(`${router.url}/vad`)
  await clients.more(20)

  const switchedAt = Date.now()
  await operator.runs('switch', 'vad', '--reason', 'it is faster')
  await operator.waits('vad', ({ quarantined }) => quarantined === 'green')
  await Promise.all([clients.stop(), readers.stop()])

  const [rollback, evidence] = await operator.history('vad')
  expect(rollback).toBe(
    '3 rollback green silero-legacy → blue silero-v5 by router (detector): green is faulty'
  )
  expect(evidence).toMatch(
    /^\d+ of \d+ calls of POST \/v2\/models\/silero-vad were answered 400 on green in \d+ s; stable accepts them/
  )
  expect([...clients.failures(), ...readers.failures()]).toEqual([])
  const refused = clients.calls.filter(({ failedOver }) => failedOver)
  expect(refused.length).toBeGreaterThan(0)
  for (const call of refused) expect(call).toMatchObject({ release: 'silero-v5' })
  expect(Math.min(...refused.map(({ startedAt }) => startedAt))).toBeGreaterThan(switchedAt)
})

it('a slow release is rolled back, although it answers every call well', async () => {
  const clients = startChat(`${router.url}/slow`)
  await slow.control({ slow: { share: 1, firstByteMs: 2_000 } })
  await clients.more(20)

  await operator.runs('switch', 'slow', '--reason', 'v2 looks good')
  await operator.waits('slow', ({ quarantined }) => quarantined === 'green')
  await clients.stop()

  const [rollback, evidence] = await operator.history('slow')
  expect(rollback).toBe(
    '3 rollback green tiny-gpt-v2 → blue tiny-gpt-v1 by router (detector): green is faulty'
  )
  expect(evidence).toMatch(/^\d+ of \d+ calls were slow to answer on green in \d+ s; at most 5 %/)
  expect(clients.failures()).toEqual([])
})

it('a hanging release is rolled back in seconds', async () => {
  const clients = startChat(`${router.url}/hanging`)
  await clients.more(20)

  await operator.runs('switch', 'hanging', '--reason', 'v2 looks good')
  await clients.more(20)
  const hangsSince = Date.now()
  hang(hanging)
  const { health } = await operator.waits('hanging', ({ quarantined }) => quarantined === 'green')
  const rolledBackAfterMs = Date.now() - hangsSince
  await clients.stop()

  const [rollback, evidence] = await operator.history('hanging')
  expect(rolledBackAfterMs).toBeLessThan(10_000)
  expect(rollback).toBe(
    '3 rollback green tiny-gpt-v2 → blue tiny-gpt-v1 by router (detector): green is faulty'
  )
  expect(evidence).toMatch(/^\d+ of \d+ calls (were slow to answer|timed out) on green in \d+ s/)
  expect(health.green.waiting).toBeGreaterThan(0)
  expect(clients.failures()).toEqual([])
})
