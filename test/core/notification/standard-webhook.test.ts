import { Webhook } from 'standardwebhooks'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { webhookHeaders } from '../../../src/control-plane/notify/standard-webhook.ts'
import { SIGNING_SECRETS } from '../../support/worker-models.ts'

afterEach(() => vi.useRealTimers())

const { HOOK_SECRET: old, HOOK_SECRET_NEXT: next } = SIGNING_SECRETS
const message = { id: 'msg_1', body: '{"type":"rollout.started","data":{"text":"größer → 😀"}}' }

/** Verifies with the published package, whose tolerance is five minutes. */
function verify(secret: string, headers: Readonly<Record<string, string>>, body = message.body) {
  return new Webhook(secret).verify(body, { ...headers })
}

describe('the headers of a webhook', () => {
  it.each([
    ['at once', 0],
    ['ten minutes later', 600_000],
    ['three days later', 259_200_000],
  ])(
    'are verified by the published package, with a time and a signature of each attempt: %s',
    (_, later) => {
      const first = webhookHeaders(message, [old], Date.now())
      vi.setSystemTime(Date.now() + later)

      const headers = webhookHeaders(message, [old], Date.now())

      expect(verify(old, headers)).toMatchObject({ type: 'rollout.started' })
      expect(headers['webhook-id']).toBe(first['webhook-id'])
      if (later === 0) return
      expect(headers['webhook-signature']).not.toBe(first['webhook-signature'])
      expect(() => verify(old, first)).toThrow('too old')
    }
  )

  it('are verified by both secrets while they are changed', () => {
    const headers = webhookHeaders(message, [old, next], Date.now())

    expect(headers['webhook-signature']?.split(' ')).toHaveLength(2)
    for (const secret of [old, next]) expect(() => verify(secret, headers)).not.toThrow()
  })

  it('are not verified for another body, or by another secret', () => {
    const headers = webhookHeaders(message, [old], Date.now())

    expect(() => verify(old, headers, '{}')).toThrow('No matching signature')
    expect(() => verify(next, headers)).toThrow('No matching signature')
  })
})
