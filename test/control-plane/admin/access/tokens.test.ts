import { createExecutionContext } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import worker from '../../../../src/index.ts'
import { sha256Of } from '../../../../src/control-plane/sha-256.ts'
import { adminAlone, entryOf, tokenOf } from '../../../support/worker/admin-alone.ts'
import { coldIsolate } from '../../../support/worker/isolate.ts'
import {
  freshModel,
  requestTo,
  statusOf,
  TOKEN,
} from '../../../support/worker/router-under-test.ts'

const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

async function statusFor(token: string, bindings: Readonly<Record<string, unknown>>) {
  return (await adminAlone(bindings)('/models', { headers: bearer(token) })).status
}

describe('a token', () => {
  it('is valid beside its successor, until its entry is removed', async () => {
    const [old, next] = [entryOf('old', 'viewer'), { ...entryOf('new', 'viewer'), name: 'old' }]
    const both = { ADMIN_TOKENS: JSON.stringify([old, next]) }
    const one = { ADMIN_TOKENS: JSON.stringify([next]) }

    expect([await statusFor(tokenOf('old'), both), await statusFor(tokenOf('new'), both)]).toEqual([
      200, 200,
    ])
    expect([await statusFor(tokenOf('old'), one), await statusFor(tokenOf('new'), one)]).toEqual([
      401, 200,
    ])
  })

  it('that is short is refused, whatever its hash', async () => {
    const entry = { name: 'short', role: 'operator', sha256: sha256Of('bgr_short') }

    expect(await statusFor('bgr_short', { ADMIN_TOKENS: JSON.stringify([entry]) })).toBe(401)
  })

  it('is not its hash', async () => {
    const entry = entryOf('ci', 'operator')

    expect(await statusFor(entry.sha256, { ADMIN_TOKENS: JSON.stringify([entry]) })).toBe(401)
  })

  it('opens the route while Cloudflare Access is configured, and its keys are out of reach', async () => {
    const ACCESS = { team: 'http://127.0.0.1:9', aud: '0123456789abcdef' }
    const send = adminAlone({ ADMIN_TOKEN: TOKEN, ACCESS })

    const byToken = await send('/models', { headers: bearer(TOKEN) })
    const jwt = `${btoa('{"alg":"RS256","kid":"x"}')}.${btoa('{}')}.AA`.replaceAll('=', '')
    const byAccess = await send('/models', { headers: { 'cf-access-jwt-assertion': jwt } })

    expect([byToken.status, byAccess.status]).toEqual([200, 503])
    expect(await byAccess.json()).toMatchObject({ code: 'access_keys_unavailable' })
  })
})

describe('a weak ADMIN_TOKEN', () => {
  const weak = { ADMIN_TOKEN: 'weak' }

  it('opens nothing, closes the route for every token, and is named in each answer', async () => {
    const send = adminAlone({ ...weak, ADMIN_TOKENS: JSON.stringify([entryOf('ci', 'operator')]) })

    const headers = [bearer('weak'), bearer(tokenOf('ci')), {}]
    const answers = await Promise.all(
      headers.map(async (each) => send('/models', { headers: each }))
    )
    const health = await send('/health')

    for (const answer of [...answers, health]) {
      expect(answer.status).toBe(503)
      expect(await answer.json()).toMatchObject({
        code: 'admin_misconfigured',
        detail: expect.stringContaining('ADMIN_TOKEN: expected at least 24 characters'),
      })
    }
  })

  it('does not keep calls from being answered', async () => {
    const model = freshModel()
    await statusOf(model)

    expect(await coldIsolate(weak).colorsOf(model, 1)).toEqual(['blue'])
  })
})

describe('a command under an Idempotency-Key', () => {
  it('is not answered to another token', async () => {
    const model = freshModel()
    const tokens = [entryOf('one', 'operator'), entryOf('two', 'operator')]
    const bindings = { ...env, ADMIN_TOKENS: JSON.stringify(tokens) }
    const pause = (name: string) => {
      const headers = { ...bearer(tokenOf(name)), 'idempotency-key': 'key' }
      const init = { method: 'POST', headers, body: '{"reason":"test"}' }
      const request = requestTo(`/admin/models/${model}/pause`, init)
      return worker.fetch(request, bindings, createExecutionContext())
    }

    const statuses = [await pause('one'), await pause('one'), await pause('two')].map(
      ({ status }) => status
    )

    expect(statuses).toEqual([200, 200, 422])
    expect((await statusOf(model)).paused).toMatchObject({ by: 'one' })
  })
})

describe('without SIGNING_KEY and ADMIN_TOKEN', () => {
  const send = adminAlone({ ADMIN_TOKENS: JSON.stringify([entryOf('ci', 'operator')]) })

  it.each(['preview', 'feedback'])(
    '%s is refused, because anybody could forge it',
    async (name) => {
      const init = { method: 'POST', headers: bearer(tokenOf('ci')), body: '{}' }

      const response = await send(`/models/chat/${name}`, init)

      expect(response.status).toBe(409)
      expect(await response.json()).toMatchObject({ code: 'signing_key_missing' })
    }
  )
})
