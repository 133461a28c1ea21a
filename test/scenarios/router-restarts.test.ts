import { expect, it } from 'vitest'
import { crash, startScenario, startTinyGpt, tableOf } from '../support/scenarios/scenario.ts'
import { startChat } from '../support/scenarios/traffic.ts'
import { freePort } from '../support/free-port.ts'

const v1 = await startTinyGpt('v1')
const v2 = await startTinyGpt('v2')
const v3 = await startTinyGpt('v2')
const chat = tableOf('/chat', [v1, v2, v3], { bake_seconds: 600 })
const killed = tableOf('/killed', [v1, v2], { bake_seconds: 600 })
const { router, operator } = await startScenario({ chat, killed }, [v1, v2, v3])

it('a bake goes on after workerd was killed, with its evidence and its automatic rollback', async () => {
  const before = startChat(`${router.url}/killed`)
  await before.more(20)
  await operator.runs('switch', 'killed', '--reason', 'v2 looks good')
  const { bake } = await operator.waits('killed', ({ health }) => health.green.successes >= 40)
  await before.stop()

  await router.crash()
  const goesOn = await operator.waits('killed', () => true)
  const after = startChat(`${router.url}/killed`)
  await after.more(20)
  await crash(v2)
  await operator.waits('killed', ({ quarantined }) => quarantined === 'green')
  await after.stop()

  expect(goesOn).toMatchObject({ phase: 'baking', live: 'green', revision: 2, bake })
  expect(goesOn.health.green.successes).toBeGreaterThan(0)
  expect(await operator.history('killed')).toEqual([
    '3 rollback green tiny-gpt-v2 → blue tiny-gpt-v1 by router (detector): green is faulty',
    expect.stringMatching(/^\d+ of \d+ calls were refused or reset on green/),
    '2 switch blue tiny-gpt-v1 → green tiny-gpt-v2 by anna (cli): v2 looks good',
    '1 seed blue tiny-gpt-v1 by router (deploy): first start',
  ])
  expect(after.calls.at(0)).toMatchObject({ release: 'tiny-gpt-v2', failedOver: false })
  expect([...before.failures(), ...after.failures()]).toEqual([])
})

it('a deploy of an older file in mid-bake moves no traffic, and the status offers its release', async () => {
  await operator.runs('stage', 'chat', '--url', v3.origin, '--release', 'v3')
  await operator.runs('switch', 'chat', '--reason', 'v3 looks good')
  const removed = { origin: `http://127.0.0.1:${await freePort()}`, release: 'v0' }
  // Without the host of v3 on its list: the hosts are those of its slots.
  const older = { ...chat, blue: removed, origins: undefined }

  await router.deploy({ chat: older, killed })
  const clients = startChat(`${router.url}/chat`)
  await clients.more(80)
  const status = await operator.runs('status', 'chat')
  const refused = await operator.tries('apply', 'chat')
  await operator.runs('promote', 'chat', '--reason', 'v3 is good')
  const applied = await operator.runs('apply', 'chat', '--replace')
  const notReady = await operator.tries('switch', 'chat', '--reason', 'it is configured')
  await clients.more(20)
  await clients.stop()

  expect(status).toContain('chat: live is green (v3), revision 3')
  expect(status).toContain(
    'config    configured v0 in blue, which stands in no slot: bluegreen apply chat'
  )
  expect(status).toMatch(/phase +baking: green on trial at 100 %, back to blue if it is faulty/)
  expect(status).toMatch(/(undecided|healthy): 0 of \d+ calls failed on green/)
  expect(refused.stderr).toContain('Allowed now: bluegreen promote chat, or bluegreen rollback')
  expect(applied).toContain('chat: blue now holds v0, not verified yet, revision 5')
  expect(notReady.stderr).toContain('That color does not answer its probe.')
  expect(await operator.history('chat')).toEqual([
    '5 alert_cleared green v3 by router (deploy): the configured releases stand in the slots',
    '5 apply blue v0 by anna (cli): staged the configured release',
    '4 promote green v3 by anna (cli): v3 is good',
    '3 alert green v3 by router (deploy): a deploy changed a slot that is in use, which stays as it is (blue: configured v0, in the slot tiny-gpt-v1)',
    '3 switch blue tiny-gpt-v1 → green v3 by anna (cli): v3 looks good',
    '2 stage green v3 by anna (cli): staged v3',
    '1 seed blue tiny-gpt-v1 by router (deploy): first start',
  ])
  expect(clients.failures()).toEqual([])
  for (const call of clients.calls) expect(call).toMatchObject({ release: 'v3' })
})
