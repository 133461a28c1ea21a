import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dialectOf, errorBody } from '../../../src/core/outcomes/api-dialect.ts'
import { defaultLimits } from '../../../src/core/detector/limits.ts'
import { matchModel, modelPathsOf } from '../../../src/core/routing/match-path.ts'
import type { Model } from '../../../src/core/routing/model.ts'
import { isAdminPath } from '../../../src/core/routing/spelled-path.ts'

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
  const models = modelPathsOf([model('/chat'), model('/chat/v2')])

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
    const all = modelPathsOf([model('/'), model('/chat')])

    expect(matchModel(all, '/v1/models')).toMatchObject({
      model: { path: '/' },
      upstreamPath: '/v1/models',
    })
  })

  const segment = fc.constantFrom('', 'a', 'b', 'ab', 'admin', '%61dmin')
  const modelPaths = fc.uniqueArray(
    fc
      .array(fc.constantFrom('a', 'b', 'ab'), { maxLength: 4 })
      .map((segments) => `/${segments.join('/')}`),
    { maxLength: 12 }
  )
  const targets = fc
    .tuple(fc.array(segment, { minLength: 1, maxLength: 6 }), fc.constantFrom('', '?', '?x=/a/b'))
    .map(([segments, query]) => `/${segments.join('/')}${query}`)

  it('returns what a search through all models finds, longest path first', () => {
    fc.assert(
      fc.property(modelPaths, targets, (all, target) => {
        const found = matchModel(modelPathsOf(all.map(model)), target)

        expect(found && [found.model.path, found.upstreamPath]).toEqual(searched(all, target))
      })
    )
  })

  it.each([10, 1_000])('looks up one prefix per segment among %i models', (count) => {
    const all = Array.from(Array(count).keys(), (index) => model(`/team/model-${index}`))
    const paths = modelPathsOf([...all, model('/')])
    let lookups = 0
    const byPath = new Map(paths.byPath)
    byPath.get = (key) => {
      lookups++
      return paths.byPath.get(key)
    }

    matchModel({ ...paths, byPath }, `/team/model-${count - 1}/v1/chat/completions`)
    matchModel({ ...paths, byPath }, '/nothing/of/this/is/served?a=/b/c/d')

    expect(lookups).toBe(4)
  })
})

/** The model's path and the rest, by trying each model. */
function searched(all: readonly string[], target: string): readonly string[] | undefined {
  const longest = all
    .filter((path) => path !== '/' && target.startsWith(path))
    .filter((path) => ['/', '?', undefined].includes(target[path.length]))
    .toSorted((one, another) => another.length - one.length)[0]
  if (longest !== undefined) return [longest, target.slice(longest.length) || '/']
  return all.includes('/') && !isAdminPath(target) ? ['/', target] : undefined
}

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
