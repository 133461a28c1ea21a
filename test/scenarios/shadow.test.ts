import { expect, it } from 'vitest'
import {
  startLanguage,
  startScenario,
  startTinyGpt,
  tableOf,
} from '../support/scenarios/scenario.ts'
import { startChat, startLanguages } from '../support/scenarios/traffic.ts'

const eld = await startLanguage('eld')
const cld3 = await startLanguage('cld3')
const v1 = await startTinyGpt('v1')
const v2 = await startTinyGpt('v2')

const { router, operator } = await startScenario(
  {
    language: tableOf('/language', [eld, cld3], { max_disagreement_rate: 0.1 }),
    chat: tableOf('/chat', [v1, v2]),
  },
  [eld, cld3, v1, v2]
)

it('CLD3 in place of ELD is found by its labels before it answers a client', async () => {
  const clients = startLanguages(`${router.url}/language`)

  await operator.runs('shadow', 'language', '50%', '--for', '10m', '--max', '100/s')
  const { shadow } = await operator.waits(
    'language',
    (status) => status.shadow?.verdict.kind === 'faulty'
  )
  const status = await operator.runs('status', 'language')
  const refused = await operator.tries('switch', 'language', '--reason', 'it is smaller')
  const ended = await operator.runs('shadow', 'language', 'off')
  await clients.stop()

  expect(shadow).toMatchObject({ color: 'green', release: 'cld3', faults: 0, slow: 0 })
  expect(shadow?.verdict.summary).toMatch(
    /^\d+ of \d+ calls were answered otherwise than by stable on green in \d+ s; at most 10 % is allowed/
  )
  expect(status).toMatch(/shadow +copies 50 % of the calls to green \(cld3\), at most 100\/s/)
  expect(status).toMatch(/POST \/predict: \d+ of \d+ answers agree \(\d[\d.]* %\)/)
  expect(status).toMatch(/differs .*, POST \/predict, body: stable [a-z]{2} \/ copy [a-zA-Z-]+/)
  expect(refused.exitCode).toBe(1)
  expect(refused.stderr).toContain('That release is faulty by copied calls.')
  expect(ended).toContain('language: no call is copied any more')
  expect(await operator.history('language')).toEqual([
    '3 shadow_off green cld3 by anna (cli): ended by hand',
    '2 shadow green cld3 by anna (cli): 50 % of the calls',
    '1 seed blue eld by router (deploy): first start',
  ])
  expect(clients.failures()).toEqual([])
  for (const call of clients.calls)
    expect(call).toMatchObject({ release: 'eld', failedOver: false })
})

it('tiny-gpt v2 writes other texts than v1, which are listed and bar no switch', async () => {
  const clients = startChat(`${router.url}/chat`)

  await operator.runs('shadow', 'chat', '100%')
  const { shadow, health } = await operator.waits(
    'chat',
    (status) => (status.shadow?.routes[0]?.differed ?? 0) >= 5
  )
  const switched = await operator.tries('switch', 'chat', '--reason', 'v2 writes well')
  await clients.stop()

  const [route] = shadow?.routes ?? []
  expect(route).toMatchObject({ route: 'POST /v1/chat/completions' })
  expect(route?.firstByteMs).toEqual(expect.any(Number))
  expect(route?.liveFirstByteMs).toEqual(expect.any(Number))
  const places = shadow?.differences.map(({ where }) => where)
  expect(places).toContain('choices.0.message.content')
  expect(health.green.calls).toBe(0)
  expect(switched.exitCode).toBe(0)
  expect(clients.failures()).toEqual([])
})
