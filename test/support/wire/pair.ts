import { afterAll, beforeAll } from 'vitest'
import type { Color } from '../../../src/core/routing/color.ts'
import { freePort } from '../free-port.ts'
import { send, type Answer, type Sent } from './client.ts'
import { startOrigin, type WireOrigin } from './origin.ts'
import { startRouter, type WireRouter, type WireStatus } from './router.ts'

/** Models of a pair. Each test uses its own model, so that tests share no counts and no budget. */
const names = Array.from({ length: 40 }, (_, index) => `m${index}`)

/** A router in front of two origins. */
export interface Pair {
  readonly blue: () => WireOrigin
  readonly green: () => WireOrigin
  readonly router: () => WireRouter
  readonly fresh: () => PairModel
}

/** A model that no other test of the file uses. */
export interface PairModel {
  readonly name: string
  readonly call: (sent?: Sent, rest?: string) => Promise<Answer>
  readonly switchTo: (to: Color, plan?: object) => Promise<void>
  /**
   * Reads the health counts of a color. They arrive with the next report: poll with `pollOptions`.
   */
  readonly counts: (color: Color) => () => Promise<WireStatus['health'][Color]>
}

/**
 * Sets up a pair for a test file. `vars` are settings of all models; with `isBlueDead` nothing
 * listens at blue.
 */
export function paired(vars: object = {}, isBlueDead = false): Pair {
  let blue: WireOrigin
  let green: WireOrigin
  let router: WireRouter
  const used = { count: 0 }
  beforeAll(async () => {
    blue = await startOrigin()
    green = await startOrigin()
    const blueUrl = isBlueDead ? `http://127.0.0.1:${await freePort()}` : blue.url
    const slots = {
      blue: { origin: blueUrl, release: 'v1' },
      green: { origin: green.url, release: 'v2' },
    }
    const models = names.map((name) => [name, { path: `/${name}`, ...slots, ...vars }])
    router = await startRouter(Object.fromEntries(models))
  })
  afterAll(async () => {
    await router.stop()
    await Promise.all([blue.stop(), green.stop()])
  })
  return {
    blue: () => blue,
    green: () => green,
    router: () => router,
    fresh: () => {
      const name = names[used.count++]
      if (name === undefined) throw new Error('this test file has used all models of the pair')
      blue.forget()
      green.forget()
      return modelOf(router, name)
    },
  }
}

function modelOf(router: WireRouter, name: string): PairModel {
  return {
    name,
    call: (sent = {}, rest = '/v1/completions') =>
      send(router.url, `/${name}${rest}`, { method: 'POST', body: '{"prompt":"x"}', ...sent }),
    switchTo: (to, plan) => router.switchTo(name, to, plan),
    counts: (color) => async () => (await router.statusOf(name)).health[color],
  }
}
