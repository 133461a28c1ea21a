import { describe, expect, it } from 'vitest'
import {
  isWanted,
  receiverProblemOf,
  type Receiver,
} from '../../../src/core/notification/receiver.ts'

const hook: Receiver = {
  name: 'ops',
  kind: 'webhook',
  url: 'HOOK_URL',
  secrets: ['HOOK_SECRET'],
  on: ['rolled_back', 'held'],
}

function secretOf(bytes: number): string {
  return `whsec_${Buffer.alloc(bytes, 7).toString('base64')}`
}

describe('isWanted', () => {
  it('is true for any of the words, and for all models without a list', () => {
    expect(isWanted(hook, 'chat', ['alert.raised', 'held'])).toBe(true)
    expect(isWanted(hook, 'chat', ['started'])).toBe(false)
  })

  it('is true only for the listed models', () => {
    expect(isWanted({ ...hook, models: ['chat'] }, 'chat', ['held'])).toBe(true)
    expect(isWanted({ ...hook, models: ['vad'] }, 'chat', ['held'])).toBe(false)
  })
})

describe('receiverProblemOf', () => {
  const url = { HOOK_URL: 'https://ops.test/hook' }

  it.each([24, 25, 32, 64])('accepts a secret of %d bytes', (bytes) => {
    expect(receiverProblemOf(hook, { ...url, HOOK_SECRET: secretOf(bytes) })).toBeUndefined()
  })

  it.each([
    ['of 23 bytes', secretOf(23)],
    ['of 65 bytes', secretOf(65)],
    ['without the prefix', secretOf(32).slice(6)],
    ['that is not base64', `whsec_${'!'.repeat(32)}`],
    ['of another kind', secretOf(32).replace('whsec_', 'whsk_')],
  ])('refuses a secret %s, and does not repeat it', (_, HOOK_SECRET) => {
    expect(receiverProblemOf(hook, { ...url, HOOK_SECRET })).toBe(
      'ops: the secret HOOK_SECRET is not "whsec_" with 24 to 64 bytes in base64 behind it'
    )
  })

  it('checks both secrets while they are changed', () => {
    const changing = { ...hook, secrets: ['HOOK_SECRET', 'NEXT'] }
    const secrets = { ...url, HOOK_SECRET: secretOf(32), NEXT: 'whsec_' }

    expect(receiverProblemOf(changing, secrets)).toContain('NEXT')
  })

  it('names a secret that is not set', () => {
    expect(receiverProblemOf(hook, url)).toBe('ops: the secret HOOK_SECRET is not set')
    expect(receiverProblemOf(hook, { ...url, HOOK_SECRET: '' })).toContain('is not set')
  })

  it.each(['ftp://ops.test', 'ops.test/hook', 'https://user:pw@ops.test', 'https://a b'])(
    'refuses the address %s, and does not repeat it',
    (address) => {
      const slack = { name: 'ops', kind: 'slack', url: 'SLACK_URL', on: [] } as const

      expect(receiverProblemOf(slack, { SLACK_URL: address })).toBe(
        'ops: the secret SLACK_URL is not an http(s) URL'
      )
    }
  )

  it('needs no address for PagerDuty', () => {
    const pager = { name: 'pager', kind: 'pagerduty', key: 'PD_KEY', on: [] } as const

    expect(receiverProblemOf(pager, { PD_KEY: 'x'.repeat(32) })).toBeUndefined()
  })
})
