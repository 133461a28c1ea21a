import { expect, it } from 'vitest'
import { startScenario, startSilero, startTinyGpt, tableOf } from '../support/scenarios/scenario.ts'
import { startChat, startVad } from '../support/scenarios/traffic.ts'

const v1 = await startTinyGpt('v1')
const v2 = await startTinyGpt('v2')
const v3 = await startTinyGpt('v2')
const v5 = await startSilero('v5')
const v6 = await startSilero('v6')

const { router, operator } = await startScenario(
  {
    good: tableOf('/good', [v1, v2, v3], { require: ['verify'] }),
    restaged: tableOf('/restaged', [v1, v2, v3]),
    chat: tableOf('/chat', [v1, v2]),
    vad: tableOf('/vad', [v5, v6]),
  },
  [v1, v2, v3, v5, v6]
)

it('a good release becomes stable, and a rollback after it returns to the previous release', async () => {
  const clients = startChat(`${router.url}/good`)
  await clients.more(20)

  const staged = await operator.runs('stage', 'good', '--url', v3.origin, '--release', 'v3')
  const refused = await operator.tries('switch', 'good', '--reason', 'v3 looks good')
  const switched = await operator.runs('switch', 'good', '--force', 'checked by hand')
  await operator.waits('good', ({ phase, live }) => phase === 'idle' && live === 'green')
  const completed = await operator.runs('status', 'good')
  await operator.runs('undo', 'good', '--reason', 'customers prefer v1')
  await clients.more(20)
  await clients.stop()

  expect(staged).toContain('good: green now holds v3, not verified yet, revision 2')
  expect(refused.stderr).toContain('That release is not verified.')
  expect(switched).toContain('green is on trial for 4 s; if it is faulty, blue takes over again.')
  expect(completed).toContain('good: live is green (v3), revision 4')
  expect(completed).toMatch(/way back +to blue \(tiny-gpt-v1\) for 23 h/)
  expect(completed).toMatch(/healthy: 0 of \d+ calls failed on green in \d+ s/)
  expect(await operator.history('good')).toEqual([
    '5 undo green v3 → blue tiny-gpt-v1 by anna (cli): customers prefer v1',
    '4 complete green v3 by router (detector): the bake ended with a healthy verdict',
    expect.stringMatching(/^0 of \d+ calls failed on green in \d+ s; at most 5 % is allowed$/),
    '3 switch blue tiny-gpt-v1 → green v3 by anna (cli): checked by hand',
    'forced: checked by hand',
    '2 stage green v3 by anna (cli): staged v3',
    '1 seed blue tiny-gpt-v1 by router (deploy): first start',
  ])
  expect(clients.failures()).toEqual([])
  expect(clients.calls.at(0)?.release).toBe('tiny-gpt-v1')
  expect(clients.calls.at(-1)?.release).toBe('tiny-gpt-v1')
})

it('a release staged again under its label starts without its old evidence and quarantine', async () => {
  const clients = startChat(`${router.url}/restaged`)
  const stage = ['stage', 'restaged', '--url', v3.origin, '--release', 'v3']
  await v3.control({ fail: { share: 1 } })
  await clients.more(20)

  await operator.runs(...stage)
  await operator.runs('switch', 'restaged', '--reason', 'v3 looks good')
  await operator.waits('restaged', ({ quarantined }) => quarantined === 'green')
  const refused = await operator.tries('switch', 'restaged', '--reason', 'once more')
  await v3.control({ reset: true })
  await operator.runs(...stage, '--note', 'with its weights this time')
  const waiting = await operator.runs('status', 'restaged')
  await operator.runs('switch', 'restaged', '--reason', 'v3 has its weights')
  const { health } = await operator.waits('restaged', ({ revision }) => revision === 7)
  await clients.stop()

  expect(refused.stderr).toContain('That release was rolled back, and nobody has forgiven it.')
  expect(waiting).toMatch(/green +v3 at \S+ \[not verified\]/)
  expect(waiting).toMatch(/staged .* by anna, revision 5: with its weights this time/)
  expect(health.green).toMatchObject({ faults: 0, verdict: { kind: 'healthy' } })
  expect(await operator.history('restaged')).toEqual([
    '7 complete green v3 by router (detector): the bake ended with a healthy verdict',
    expect.stringMatching(/^0 of \d+ calls failed on green/),
    '6 switch blue tiny-gpt-v1 → green v3 by anna (cli): v3 has its weights',
    '5 stage green v3 by anna (cli): staged v3',
    '4 rollback green v3 → blue tiny-gpt-v1 by router (detector): green is faulty',
    expect.stringMatching(/^\d+ of \d+ calls were answered 500 on green in \d+ s; stable answered/),
    '3 switch blue tiny-gpt-v1 → green v3 by anna (cli): v3 looks good',
    '2 stage green v3 by anna (cli): staged v3',
    '1 seed blue tiny-gpt-v1 by router (deploy): first start',
  ])
  expect(clients.failures()).toEqual([])
})

it('of two models at once, one completes and the other one is rolled back', async () => {
  const chats = startChat(`${router.url}/chat`)
  const detections = startVad(`${router.url}/vad`)
  await Promise.all([chats.more(20), detections.more(20)])

  await operator.runs('switch', 'chat', '--reason', 'v2 looks good')
  await operator.runs('switch', 'vad', '--reason', 'v6 looks good')
  await v6.control({ fail: { share: 0.5 } })
  await operator.waits('vad', ({ quarantined }) => quarantined === 'green')
  await operator.waits('chat', ({ phase, live }) => phase === 'idle' && live === 'green')
  const table = await operator.runs('status')
  const status = `${await operator.runs('status', 'chat')}${await operator.runs('status', 'vad')}`
  await Promise.all([chats.stop(), detections.stop()])

  expect(table).toMatch(/^ {2}chat +idle +green tiny-gpt-v2 /m)
  expect(table).toMatch(/^ {2}vad +idle +blue silero-v5 /m)
  expect(status).toContain('chat: live is green (tiny-gpt-v2), revision 3')
  expect(status).toContain('vad: live is blue (silero-v5), revision 3')
  expect(status).toMatch(/green +silero-v6 at \S+ \[quarantined\]/)
  expect(await operator.history('chat')).toContain(
    '3 complete green tiny-gpt-v2 by router (detector): the bake ended with a healthy verdict'
  )
  expect(await operator.history('vad')).toContain(
    '3 rollback green silero-v6 → blue silero-v5 by router (detector): green is faulty'
  )
  expect([...chats.failures(), ...detections.failures()]).toEqual([])
})
