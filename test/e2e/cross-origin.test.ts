import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freePort } from '../support/free-port.ts'
import { send, type Answer } from '../support/wire/client.ts'
import type { Header } from '../support/wire/origin.ts'
import { startRouter, type WireRouter } from '../support/wire/router.ts'

let router: WireRouter

beforeAll(async () => {
  const dead = `http://127.0.0.1:${await freePort()}`
  const pair = { blue: dead, green: dead }
  router = await startRouter({
    named: { path: '/named', ...pair, cors_origins: ['https://app.example', '*'] },
    open: { path: '/open', ...pair, cors_origins: ['*'] },
    closed: { path: '/closed', ...pair },
  })
})

afterAll(() => router.stop())

function call(model: string, origin: string | undefined): Promise<Answer> {
  const headers: Header[] = origin === undefined ? [] : [['Origin', origin]]
  return send(router.url, `/${model}/v1/x`, { method: 'POST', body: '{}', headers })
}

function preflight(model: string, origin: string): Promise<Answer> {
  const headers: Header[] = [
    ['Origin', origin],
    ['Access-Control-Request-Method', 'POST'],
    ['Access-Control-Request-Headers', 'authorization,content-type'],
  ]
  return send(router.url, `/${model}/v1/x`, { method: 'OPTIONS', headers })
}

/** Returns the headers of an answer that are for browsers. */
function crossOriginHeaders({ headers }: Answer): Readonly<Record<string, string>> {
  const shown = headers.filter(([name]) => /^(access-control-|vary)/i.test(name))
  return Object.fromEntries(shown.map(([name, value]) => [name.toLowerCase(), value]))
}

describe('while both colors are down, the error of the router', () => {
  test('can be read by scripts of a named origin, with credentials', async () => {
    const answer = await call('named', 'https://app.example')

    expect(answer.status).toBe(502)
    expect(crossOriginHeaders(answer)).toEqual({
      'access-control-allow-origin': 'https://app.example',
      'access-control-allow-credentials': 'true',
      'access-control-expose-headers': 'x-bluegreen, retry-after',
      vary: 'origin',
    })
  })

  test.each(['named', 'open'])(
    'can be read without credentials where * is set: %s',
    async (model) => {
      const answer = await call(model, 'https://other.example')

      expect(crossOriginHeaders(answer)).toEqual({
        'access-control-allow-origin': '*',
        'access-control-expose-headers': 'x-bluegreen, retry-after',
        vary: 'origin',
      })
    }
  )

  test('allows nothing to a call without Origin', async () => {
    expect(crossOriginHeaders(await call('open', undefined))).toEqual({ vary: 'origin' })
  })

  test('allows nothing without the setting', async () => {
    expect(crossOriginHeaders(await call('closed', 'https://app.example'))).toEqual({})
  })

  test('lets a preflight pass, so that a script can read the error of its call', async () => {
    const answer = await preflight('named', 'https://app.example')

    expect([answer.status, String(await answer.body())]).toEqual([204, ''])
    expect(answer.header('x-bluegreen')).toMatch(/^none; error=origin_unreachable; /)
    expect(crossOriginHeaders(answer)).toEqual({
      'access-control-allow-origin': 'https://app.example',
      'access-control-allow-credentials': 'true',
      'access-control-allow-methods': 'POST',
      'access-control-allow-headers': 'authorization,content-type',
      'access-control-max-age': '0',
      vary: 'origin',
    })
  })

  test('lets no preflight pass without the setting', async () => {
    const answer = await preflight('closed', 'https://app.example')

    expect(answer.status).toBe(502)
    expect(crossOriginHeaders(answer)).toEqual({})
  })
})

test('a refused call can be read by scripts too', async () => {
  const headers: Header[] = [
    ['Origin', 'https://app.example'],
    ['Authorization', 'Bearer bgr_x'],
  ]

  const answer = await send(router.url, '/named/v1/x', { headers })

  expect(answer.status).toBe(403)
  expect(answer.header('access-control-allow-origin')).toBe('https://app.example')
})
