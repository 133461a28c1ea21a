import { describe, expect, it } from 'vitest'
import { dialectOf, errorBody } from '../../../src/core/outcomes/api-dialect.ts'
import { defaultLimits } from '../../../src/core/detector/limits.ts'
import { byPathLength, matchModel, type Model } from '../../../src/core/routing/model.ts'

function model(path: string): Model {
  const slot = { origin: 'https://origin.test', release: 'v1' }
  return {
    name: path,
    path,
    slots: { blue: slot, green: slot },
    headerTimeoutMs: 1,
    idleTimeoutMs: 1,
    firstByteObjectiveMs: 1,
    failover: { enabled: true, budget: 0.2, timeoutMs: 1, maxBodyBytes: 1 },
    bakeMs: 1,
    steps: [],
    holdBack: 0,
    sticky: [],
    limits: defaultLimits,
    shadow: { keepsDifferences: true, maxDisagreementRate: undefined },
    collectors: 0,
    callLog: 0,
    statusRules: {},
    placement: {},
    statePaths: { stateful: [], stateless: [] },
    isListed: false,
    corsOrigins: [],
    origins: [],
    keepWarmMs: 0,
    requirements: [],
    health: undefined,
    freeze: [],
    autoRollback: true,
    secretHeaders: { blue: {}, green: {} },
  }
}

describe('matchModel', () => {
  const models = byPathLength([model('/chat'), model('/chat/v2')])

  it.each([
    ['/chat', '/chat', '/'],
    ['/chat/', '/chat', '/'],
    ['/chat/v1/models', '/chat', '/v1/models'],
    ['/chat?x=1', '/chat', '?x=1'],
    ['/chat/a%2Fb//c?', '/chat', '/a%2Fb//c?'],
    ['/chat/v2/x', '/chat/v2', '/x'],
    ['/chat/v22', '/chat', '/v22'],
  ])('matches %s to %s and keeps %s for the origin', (target, path, upstreamPath) => {
    expect(matchModel(models, target)).toMatchObject({ model: { path }, upstreamPath })
  })

  it.each(['/', '/chatter', '/Chat', '/v1/chat'])('matches no model for %s', (target) => {
    expect(matchModel(models, target)).toBeUndefined()
  })

  it('falls back to the model at /', () => {
    const all = byPathLength([model('/'), model('/chat')])

    expect(matchModel(all, '/v1/models')).toMatchObject({
      model: { path: '/' },
      upstreamPath: '/v1/models',
    })
  })
})

describe('dialectOf', () => {
  it.each([
    ['/v1/chat/completions', 'openai'],
    ['/v1/messages', 'anthropic'],
    ['/v1/messages/count_tokens', 'anthropic'],
    ['/v1/complete', 'anthropic'],
    ['/v1/completions', 'openai'],
    ['/api/chat', 'plain'],
    ['/v2/models/vad/infer', 'plain'],
  ])('maps %s to %s', (path, dialect) => {
    expect(dialectOf(path)).toBe(dialect)
  })

  const error = { code: 'origin_unreachable', status: 502, message: 'gone' } as const

  it.each([
    ['openai', { error: { message: 'gone', type: 'server_error', code: error.code } }],
    ['anthropic', { type: 'error', error: { type: 'api_error', message: 'gone' } }],
    ['plain', { error: 'gone', code: error.code }],
  ] as const)('%s has its own error body', (dialect, body) => {
    expect(errorBody(dialect, error)).toMatchObject(body)
  })
})
