import { describe, expect, it } from 'vitest'
import { readModels } from '../../../src/control-plane/config/parse-models.ts'
import { readReceivers } from '../../../src/control-plane/config/parse-receivers.ts'

const models = readModels({
  MODEL_CHAT: { path: '/chat', blue: 'http://blue.test', green: 'http://green.test' },
})

const hook = { kind: 'webhook', url: 'HOOK_URL', secret: 'HOOK_SECRET', on: ['rolled_back'] }

/** Returns what is wrong with a table NOTIFY. */
function errorOf(document: unknown): string {
  return readReceivers(document, models).problems.join('; ')
}

describe('receivers', () => {
  it('are none without a configuration', () => {
    expect(readReceivers(undefined, models).receivers).toEqual([])
  })

  it('have names of secrets, words and models', () => {
    const slack = { kind: 'slack', url: 'SLACK_URL', on: ['alert.raised'], models: ['chat'] }
    const pager = { kind: 'pagerduty', secret: 'PD_KEY', on: ['rolled_back', 'held'] }
    const rotated = { ...hook, secret: ['OLD', 'NEW'] }

    expect(readReceivers({ hook, rotated, slack, pager }, models).receivers).toMatchObject([
      { name: 'hook', kind: 'webhook', url: 'HOOK_URL', secrets: ['HOOK_SECRET'] },
      { name: 'rotated', secrets: ['OLD', 'NEW'] },
      { name: 'slack', kind: 'slack', url: 'SLACK_URL', models: ['chat'] },
      { name: 'pager', kind: 'pagerduty', key: 'PD_KEY', url: undefined },
    ])
  })

  it.each([
    ['an unknown kind', { ...hook, kind: 'mail' }, 'NOTIFY.ops.kind: expected kind = "webhook"'],
    ['no kind', { on: ['held'] }, 'NOTIFY.ops.kind: expected kind = "webhook"'],
    [
      'an unknown word',
      { ...hook, on: ['failed'] },
      'NOTIFY.ops.on.0: expected words out of started',
    ],
    ['no word', { ...hook, on: [] }, 'NOTIFY.ops.on: expected at least one word'],
    [
      'an unknown model',
      { ...hook, models: ['vad'] },
      'NOTIFY.ops.models: no model is named "vad"',
    ],
    ['an unknown key', { ...hook, channel: '#ops' }, 'NOTIFY.ops: unknown key channel'],
    ['three secrets', { ...hook, secret: ['A', 'B', 'C'] }, 'NOTIFY.ops.secret: expected the NAME'],
    ['no secret', { ...hook, secret: undefined }, 'NOTIFY.ops.secret: expected the NAME'],
    [
      'ADMIN_TOKEN',
      { ...hook, url: 'ADMIN_TOKEN' },
      "the router's own secrets must not go to a receiver",
    ],
    [
      'a secret for Slack',
      { kind: 'slack', url: 'URL', secret: 'KEY', on: ['held'] },
      'NOTIFY.ops: unknown key secret',
    ],
  ])('are refused with %s', (_, ops, message) => {
    expect(errorOf({ ops })).toContain(message)
  })

  it.each([
    ['url', 'https://hooks.slack.com/services/T0/B0/s3cret'],
    ['secret', 'whsec_c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0'],
    ['secret', 's3cret with spaces'],
  ])(
    'are refused with a value for the name of %s, which the error does not repeat',
    (key, value) => {
      const error = errorOf({ ops: { ...hook, [key]: value } })

      expect(error).toContain(`NOTIFY.ops.${key}: expected the NAME of`)
      expect(error).not.toContain(value)
    }
  )

  it.each(['Ops', 'the ops', '-'])('are refused with the name %j', (name) => {
    expect(errorOf({ [name]: hook })).toContain('NOTIFY')
  })
})
