import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePort } from '../support/free-port.ts'
import { send } from '../support/wire/client.ts'
import { startOrigin, type WireOrigin } from '../support/wire/origin.ts'
import { startRouter, type WireRouter } from '../support/wire/router.ts'

let origin: WireOrigin
let router: WireRouter

beforeAll(async () => {
  origin = await startOrigin()
  const dead = `http://127.0.0.1:${await freePort()}`
  router = await startRouter({
    dead: { path: '/dead', blue: dead, green: dead, listed: true },
    hidden: { path: '/hidden', blue: dead, green: dead },
    slow: {
      path: '/slow',
      listed: true,
      blue: origin.url,
      green: origin.url,
      header_timeout_seconds: 0.2,
    },
  })
})

afterAll(async () => {
  await router.stop()
  await origin.stop()
})

async function errorAt(path: string, method = 'POST') {
  const answer = await send(router.url, path, { method, body: '{}' })
  const body: unknown = JSON.parse(String(await answer.body()))
  return { ...answer, body }
}

const failures = [
  { path: '/dead', status: 502, code: 'origin_unreachable' },
  { path: '/slow', status: 504, code: 'origin_timeout' },
]
const modelPaths = [
  ['OpenAI', '/v1/chat/completions'],
  ['OpenAI', '/v1/models?x=1'],
  ['Anthropic', '/v1/messages'],
  ['Anthropic', '/v1/messages/count_tokens?beta=true'],
  ['Ollama', '/api/chat'],
  ['OIP', '/v2/models/m/infer'],
] as const
const shapes = {
  OpenAI: (code: string) => ({
    error: { message: expect.any(String), type: 'server_error', param: null, code },
  }),
  Anthropic: () => ({ type: 'error', error: { type: 'api_error', message: expect.any(String) } }),
  Ollama: (code: string) => ({ error: expect.any(String), code }),
  OIP: (code: string) => ({ error: expect.any(String), code }),
}
const cases = failures.flatMap((failure) =>
  modelPaths.map(([dialect, rest]) => ({ ...failure, dialect, rest }))
)

test.each(cases)(
  'answers $code on $rest with $status in the dialect of $dialect',
  async ({ path, rest, status, code, dialect }) => {
    const error = await errorAt(path + rest)

    expect(error.status).toBe(status)
    expect(error.header('x-bluegreen')).toMatch(RegExp(`^none; error=${code}; call=b\\.[\\w.-]+$`))
    expect(error.body).toEqual(shapes[dialect](code))
    expect(error.header('content-type')).toBe('application/json')
    expect(error.header('retry-after')).toBe('1')
  }
)

test.each(['/nothing/v1/chat/completions', '/', '/deadly/x', '/Dead/x', '/%64ead/x'])(
  'answers 404 with a list of the listed models on %s, which belongs to no model',
  async (path) => {
    const error = await errorAt(path)

    expect([error.status, error.header('x-bluegreen')]).toEqual([404, 'none; error=unknown_model'])
    expect(JSON.stringify(error.body)).toContain('/dead, /slow')
    expect(JSON.stringify(error.body)).not.toContain('/hidden')
    expect(error.header('retry-after')).toBeUndefined()
  }
)

test.each([
  [
    '/nothing/v1/chat/completions',
    { error: { code: 'unknown_model', type: 'invalid_request_error' } },
  ],
  ['/nothing/v1/messages', { type: 'error', error: { type: 'not_found_error' } }],
  ['/nothing/api/chat', { error: expect.any(String) }],
])('answers 404 on %s in the dialect of its last path segments', async (path, shape) => {
  expect((await errorAt(path)).body).toMatchObject(shape)
})

test('sends no error body for a HEAD', async () => {
  const answer = await send(router.url, '/dead/v1/models', { method: 'HEAD' })

  expect(answer.status).toBe(502)
  expect(String(await answer.body())).toBe('')
})
