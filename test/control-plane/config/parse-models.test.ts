import { describe, expect, it } from 'vitest'
import { readConfiguration } from '../../../src/control-plane/config/read-configuration.ts'

const chat = { path: '/chat', blue: 'http://blue.test', green: 'http://green.test' }

/** Returns the models of a table MODELS without mistakes. */
function parseModels(models: unknown) {
  const read = readConfiguration({ MODELS: models })
  expect(read.problems).toEqual([])
  return read.models
}

/** Returns what is wrong with a table MODELS. */
function errorOf(models: unknown): string {
  return readConfiguration({ MODELS: models }).problems.join('; ')
}

describe('a model with the required keys only', () => {
  const [model] = readConfiguration({ MODELS: { chat } }).models

  it('labels each release with the host of its origin', () => {
    expect(model?.slots.blue).toEqual({ origin: 'http://blue.test', release: 'blue.test' })
  })

  it('has the documented defaults', () => {
    expect(model).toMatchObject({
      headerTimeoutMs: 120_000,
      idleTimeoutMs: 60_000,
      bakeMs: 1_800_000,
      keepWarmMs: 86_400_000,
      requirements: ['verify'],
      health: undefined,
      autoRollback: true,
      firstByteObjectiveMs: undefined,
      failover: { enabled: true, budget: 0.2, timeoutMs: 10_000, maxBodyBytes: 1_048_576 },
      limits: { maxFaultRate: 0.01 },
      collectors: 0,
      callLog: 0,
      isListed: false,
      corsOrigins: [],
    })
  })
})

it('matches longer paths first', () => {
  const models = parseModels({
    all: { ...chat, path: '/' },
    chat,
    deep: { ...chat, path: '/chat/v2' },
  })

  expect(models.map(({ name }) => name)).toEqual(['deep', 'chat', 'all'])
})

it('removes a trailing slash from an origin', () => {
  const [model] = parseModels({ chat: { ...chat, blue: 'http://blue.test/base/' } })

  expect(model?.slots.blue.origin).toBe('http://blue.test/base')
})

it('accepts headers of a color when their secrets are set', () => {
  const headers = { green: { authorization: 'GREEN_KEY' } }

  const [model] = parseModels({ chat: { ...chat, headers } })

  expect(model?.secretHeaders).toEqual({ blue: {}, green: { authorization: 'GREEN_KEY' } })
})

it.each([
  ['no model', {}, 'MODELS: expected at least one model'],
  ['no document', undefined, 'MODELS: expected at least one model'],
  ['no path', { chat: { ...chat, path: undefined } }, 'MODELS.chat.path'],
  ['a path without a leading slash', { chat: { ...chat, path: 'chat' } }, 'MODELS.chat.path'],
  ['a path with a trailing slash', { chat: { ...chat, path: '/chat/' } }, 'MODELS.chat.path'],
  ['the path of the admin route', { chat: { ...chat, path: '/admin' } }, 'MODELS.chat.path'],
  ['another spelling of it', { chat: { ...chat, path: '/Admin/x' } }, 'reserved for the router'],
  ['a path with dot segments', { chat: { ...chat, path: '/chat/..' } }, 'no dot segments'],
  [
    'a web origin with a path',
    { chat: { ...chat, cors_origins: ['https://app.test/'] } },
    'MODELS.chat.cors_origins.0',
  ],
  ['no green', { chat: { ...chat, green: undefined } }, 'MODELS.chat.green'],
  ['an origin that is not a URL', { chat: { ...chat, blue: 'blue.test' } }, 'MODELS.chat.blue'],
  ['an origin that is not http', { chat: { ...chat, blue: 'ftp://x.test' } }, 'MODELS.chat.blue'],
  ['an unknown key', { chat: { ...chat, gren: 'http://x.test' } }, 'unknown key gren'],
  [
    'a rate above its bound',
    { chat: { ...chat, max_fault_rate: 2 } },
    'MODELS.chat.max_fault_rate',
  ],
  [
    'a fractional number of collectors',
    { chat: { ...chat, collectors: 0.5 } },
    'MODELS.chat.collectors',
  ],
  ['too many collectors', { chat: { ...chat, collectors: 33 } }, 'MODELS.chat.collectors'],
  ['a host that is no host', { chat: { ...chat, origins: ['*'] } }, 'MODELS.chat.origins.0'],
  [
    'a list without the host of a slot',
    { chat: { ...chat, origins: ['http://blue.test'] } },
    'MODELS.chat.origins: the host of green is not on the list',
  ],
  ['an unknown requirement', { chat: { ...chat, require: ['canary'] } }, 'MODELS.chat.require'],
  [
    'a health route that is no path',
    { chat: { ...chat, health: { path: 'x' } } },
    'MODELS.chat.health.path',
  ],
  ['a span that is none', { chat: { ...chat, freeze: ['weekend'] } }, 'MODELS.chat.freeze.0'],
  ['a name with a capital letter', { Chat: chat }, 'MODELS.Chat'],
  ['two models with one path', { chat, talk: chat }, 'already the path of chat'],
])('rejects %s and names the key', (_, models, message) => {
  expect(errorOf(models)).toContain(message)
})

it('allows the hosts of the configured slots when no list is given', () => {
  const [model] = parseModels({ chat: { ...chat, blue: 'https://blue.test:443/base' } })

  expect(model?.origins).toEqual(['https://blue.test', 'http://green.test'])
})

it('reads the settings of a rollout', () => {
  const [model] = parseModels({
    chat: {
      ...chat,
      origins: ['http://*.test'],
      keep_warm_seconds: 60,
      health: { path: '/healthz' },
      require: [],
      freeze: ['Fri 16:00 - Mon 08:00 Europe/Berlin'],
      auto_rollback: false,
    },
  })

  expect(model).toMatchObject({
    origins: ['http://*.test'],
    keepWarmMs: 60_000,
    health: { path: '/healthz', timeoutMs: 5_000 },
    requirements: [],
    freeze: [{ from: 8_160, to: 1_920, zone: 'Europe/Berlin' }],
    autoRollback: false,
  })
})

it('refuses the admin token as a secret of a release', () => {
  const headers = { blue: { authorization: 'ADMIN_TOKEN' } }

  const message = errorOf({ chat: { ...chat, headers } })

  expect(message).toContain("MODELS.chat.headers.blue.authorization: the router's own secrets")
})

describe('the steps of a model', () => {
  const parsed = (settings: object) => parseModels({ chat: { ...chat, ...settings } })[0]

  it('are a text or a list', () => {
    const steps = [{ weight: 1, ms: 600_000 }, { weight: 50 }]

    expect(parsed({ steps: '1%:10m,50%' })?.steps).toEqual(steps)
    expect(parsed({ steps: [{ weight: 1, seconds: 600 }, { weight: 50 }] })?.steps).toEqual(steps)
    expect(parsed({})?.steps).toEqual([])
  })

  it.each([
    [5],
    ['5'],
    ['50%:10m,5%'],
    [[{ weight: 5, minutes: 10 }]],
    [[{ weight: '5' }]],
    [[{ weight: 5 }, { weight: 10 }]],
    [[{ weight: 0.005 }]],
    [[5]],
  ])('are refused as %j, with an example', (steps) => {
    expect(errorOf({ chat: { ...chat, steps } })).toContain(
      'MODELS.chat.steps: expected steps such as "1%:10m,10%:10m,50%"'
    )
  })

  it('may hold back a share', () => {
    expect(parsed({ hold_back: '2%' })?.holdBack).toBe(2)
    expect(parsed({ hold_back: 0.02 })?.holdBack).toBe(2)
    expect(parsed({})?.holdBack).toBe(0)
  })

  it.each([2, '51%', -0.1, 'much', null])('are refused with %j held back', (share) => {
    expect(errorOf({ chat: { ...chat, hold_back: share } })).toContain(
      'MODELS.chat.hold_back: expected a share such as "2%" or 0.02, 50 % at most'
    )
  })

  it('keep clients on a color by one rule or a list of them', () => {
    const user = { kind: 'header', name: 'x-user' }

    expect(parsed({})?.sticky).toEqual([{ kind: 'authorization' }])
    expect(parsed({ sticky: 'header:X-User' })?.sticky).toEqual([user])
    expect(parsed({ sticky: ['header:x-user', 'address'] })?.sticky).toEqual([
      user,
      { kind: 'address' },
    ])
  })

  it.each([['user'], ['header'], [7], [[]], [['address', 'ip']], [[['address']]]])(
    'are refused with %j as the sticky rule',
    (sticky) => {
      expect(errorOf({ chat: { ...chat, sticky } })).toContain(
        'MODELS.chat.sticky: expected "authorization", "header:<name>"'
      )
    }
  )
})
