import { afterAll, beforeAll, expect, test } from 'vitest'
import { chat, type RunningModel } from '../../../scripts/models/models.ts'
import { chatClients } from '../../support/clients/chat-clients.ts'
import { observed } from '../../support/clients/observe.ts'
import { freePort } from '../../support/free-port.ts'
import { readyModel, until } from '../../support/model-server.ts'
import { pollOptions } from '../../support/poll-options.ts'
import { startRouter, type WireRouter } from '../../support/wire/router.ts'

/** Each test has its own model, so that no test sees the switch of another. */
const between = chatClients.map((sdk, index) => ({ ...sdk, model: `between-${index}` }))
const streaming = chatClients.map((sdk, index) => ({ ...sdk, model: `streaming-${index}` }))

let blue: RunningModel
let green: RunningModel
let router: WireRouter

beforeAll(async () => {
  blue = await readyModel(chat('blue', await freePort(), 'v1'))
  green = await readyModel(chat('green', await freePort(), 'v2'))
  const slots = { blue: blue.origin, green: green.origin }
  const models = [...between, ...streaming].map(({ model }) => [
    model,
    { path: `/${model}`, ...slots },
  ])
  router = await startRouter(Object.fromEntries(models))
})

afterAll(async () => {
  await router.stop()
  await Promise.all([blue.stop(), green.stop()])
})

test.each(between)(
  'one client object of $client follows a switch and the switch back',
  async (one) => {
    const call = { mode: 'whole' } as const
    const see = observed(one.connect, `${router.url}/${one.model}`)
    const ofBlue = await observed(one.connect, blue.origin)(call)
    const ofGreen = await observed(one.connect, green.origin)(call)

    expect(ofGreen.parts).not.toEqual(ofBlue.parts)
    expect(await see(call)).toEqual(ofBlue)
    await router.switchTo(one.model, 'green')
    await expect.poll(() => see(call), pollOptions).toEqual(ofGreen)
    await router.switchTo(one.model, 'blue')
    await expect.poll(() => see(call), pollOptions).toEqual(ofBlue)
  }
)

test.each(streaming)(
  'a stream of $client stays complete when its model is switched',
  async (one) => {
    await blue.control({ reset: true, slow: { share: 1, perChunkMs: 10 } })
    const url = `${router.url}/${one.model}`
    const call = { mode: 'streamed' } as const
    const ofBlue = await observed(one.connect, blue.origin)(call)
    const ofGreen = await observed(one.connect, green.origin)({ mode: 'whole' })

    const seeing = observed(one.connect, url)(call)
    await until(async () => (await blue.state()).counters.active === 1, 'blue has the call')
    await router.switchTo(one.model, 'green')
    await expect
      .poll(() => observed(one.connect, url)({ mode: 'whole' }), pollOptions)
      .toEqual(ofGreen)

    expect(await seeing).toEqual(ofBlue)
  }
)
