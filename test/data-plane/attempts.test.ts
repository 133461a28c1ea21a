import { describe, expect, it, vi } from 'vitest'
import type { Script } from '../support/script.ts'
import {
  freshModel,
  infer,
  script,
  seenBy,
  statusOf,
  switchTo,
} from '../support/worker/router-under-test.ts'

const pollOptions = { timeout: 10_000, interval: 50 }

const get = { method: 'GET', body: null }
const keyed = { headers: { 'content-type': 'application/json', 'idempotency-key': 'k' } }

/**
 * Returns the attempts of one call at each origin, after the call has ended. Both colors behave
 * alike.
 */
async function attemptsOf(model: string, behaviour: Script, init: RequestInit) {
  await script(model, 'blue', behaviour)
  await script(model, 'green', behaviour)
  const response = await infer(model, init)
  await response.text()
  await vi.waitFor(async () => {
    const { live, health } = await statusOf(model)
    expect(health[live]).toMatchObject({ calls: 1, running: 0 })
  }, pollOptions)
  const [blue, green] = await Promise.all([seenBy(model, 'blue'), seenBy(model, 'green')])
  return { blue: blue.length, green: green.length }
}

describe('a call while both colors are down', () => {
  it.each<readonly [string, Script, RequestInit]>([
    ['is answered with 500', { status: 500 }, {}],
    ['is answered with 502 and may be processed twice', { status: 502 }, keyed],
    ['is answered with 522, as a GET', { status: 522 }, get],
    ['is answered with 521', { status: 521 }, {}],
    ['is turned away', { status: 503 }, {}],
    ['stays silent, as a GET', { first: 'hang' }, get],
  ])('is sent to each origin once when it %s', async (_, behaviour, init) => {
    const model = freshModel()

    expect(await attemptsOf(model, behaviour, init)).toEqual({ blue: 1, green: 1 })
  })

  // The first connection may have been one that the origin had closed.
  it.each<readonly [string, Script, RequestInit]>([
    ['breaks, as a GET', { first: 'reset' }, get],
    ['breaks and may be processed twice', { first: 'reset' }, keyed],
  ])(
    'is sent to the live origin twice and to the other once when it %s',
    async (_, behaviour, init) => {
      const model = freshModel()

      expect(await attemptsOf(model, behaviour, init)).toEqual({ blue: 2, green: 1 })
    }
  )

  it.each<readonly [string, Script, RequestInit]>([
    ['breaks', { first: 'reset' }, {}],
    ['stays silent', { first: 'hang' }, {}],
    ['is answered with 522', { status: 522 }, {}],
    ['is answered with 504', { status: 504 }, {}],
    ['is refused', { status: 400 }, {}],
    ['must not be repeated', { status: 500 }, { headers: { 'x-bluegreen-failover': 'never' } }],
  ])('is sent to the live origin only, once, when it %s', async (_, behaviour, init) => {
    const model = freshModel()

    expect(await attemptsOf(model, behaviour, init)).toEqual({ blue: 1, green: 0 })
  })

  it.each([400, 500])('is sent to each origin once during a bake, for a %i', async (status) => {
    const model = freshModel()
    await switchTo(model, 'green')

    expect(await attemptsOf(model, { status }, {})).toEqual({ blue: 1, green: 1 })
  })
})
