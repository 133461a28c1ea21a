import { describe, expect, it } from 'vitest'
import {
  notificationOf,
  testNotification,
  type Notification,
} from '../../../src/core/notification/notification.ts'
import { wordsOf } from '../../../src/core/notification/notification-words.ts'
import { pagerDutyEventOf } from '../../../src/core/notification/pager-duty-event.ts'
import { slackMessageOf } from '../../../src/core/notification/slack-message.ts'
import type { HistoryEntry } from '../../../src/core/rollout/history-entry.ts'
import type { RolloutRecord } from '../../../src/core/rollout/rollout-records.ts'

const blue = { color: 'blue', release: 'v1', staging: 0 } as const
const green = { color: 'green', release: 'v2', staging: 3 } as const

const numbers = { signal: 'fault', calls: 212, bad: 34, seconds: 51, limit: 0.01 } as const

const rolledBack: HistoryEntry = {
  revision: 44,
  at: Date.parse('2026-01-01T00:00:00Z'),
  action: 'rollback',
  from: 'green',
  to: 'blue',
  releases: { from: green, to: blue },
  cause: {
    by: 'router',
    source: 'detector',
    reason: 'green is faulty',
    evidence: '34 of 212 calls failed',
    numbers,
  },
}

const rollout: RolloutRecord = {
  id: 'chat-42',
  entry: 7,
  result: 'rolled_back',
  revisions: [42, 44],
  startedAt: Date.parse('2025-12-31T23:59:00Z'),
  endedAt: Date.parse('2026-01-01T00:00:00Z'),
  cause: rolledBack.cause,
}

const alert: HistoryEntry = {
  ...rolledBack,
  action: 'alert',
  alert: 'live_faulty',
  releases: { from: green, to: green },
  cause: { ...rolledBack.cause, reason: 'green is faulty, but blue is no better' },
}

const history = { entry: 9, hash: 'a1'.repeat(32) }

const rollback = notificationOf('chat', 'rolled_back', rolledBack, { rollout, history })

/** A decision with texts as long and as bad as any that is stored. */
function longest(character: string): Notification {
  const text = character.repeat(5_000)
  const release = { color: 'blue', release: text, staging: 1 } as const
  const causes = Object.fromEntries(
    Array.from({ length: 99 }, (_, index) => [`${text}${index}`, 1])
  )
  const cause = {
    by: text,
    source: text,
    reason: text,
    evidence: text,
    numbers: { ...numbers, route: text, causes },
  }
  const releases = { from: release, to: release, about: release }
  return notificationOf(
    text,
    'rolled_back',
    { ...rolledBack, cause, releases },
    { rollout: { ...rollout, id: text }, history: { entry: 8, hash: text } }
  )
}

const bad = ['\u001b', '\u202e', '<', '&', '"', '\\', 'ß', '😀', '\ud800']

/** The hidden characters of a text, which no receiver may get. */
const HIDDEN = /[\p{Cc}\p{Cs}\p{Bidi_Control}]/u

describe('wordsOf', () => {
  it('are those of the action', () => {
    expect(wordsOf(rolledBack, true)).toEqual(['rolled_back'])
    expect(wordsOf({ action: 'seed' }, false)).toEqual([])
  })

  it('are held too at the end of that, also after the rollout, which resolves the incident', () => {
    const cleared = { ...alert, action: 'alert_cleared' } as const

    expect(wordsOf(cleared, true)).toEqual(['alert.cleared', 'held'])
    expect(wordsOf(cleared, false)).toEqual(['alert.cleared', 'held'])
    expect(wordsOf({ ...cleared, alert: 'kv_stale' }, true)).toEqual(['alert.cleared'])
  })

  it('are held too when the live color is faulty during a rollout', () => {
    expect(wordsOf(alert, true)).toEqual(['alert.raised', 'held'])
    expect(wordsOf(alert, false)).toEqual(['alert.raised'])
    expect(wordsOf({ ...alert, alert: 'kv_stale' }, true)).toEqual(['alert.raised'])
  })
})

describe('a message', () => {
  it('has the decision in one sentence and in fields', () => {
    expect(rollback).toEqual({
      type: 'rollout.rolled_back',
      timestamp: '2026-01-01T00:00:00.000Z',
      data: {
        text: 'chat: ROLLED BACK v2 (green) → v1 (blue), by router: green is faulty. 34 of 212 calls failed.',
        model: 'chat',
        revision: 44,
        by: 'router',
        reason: 'green is faulty',
        from: green,
        to: blue,
        evidence: '34 of 212 calls failed',
        numbers,
        rollout: {
          id: 'chat-42',
          result: 'rolled_back',
          startedAt: '2025-12-31T23:59:00.000Z',
          endedAt: '2026-01-01T00:00:00.000Z',
        },
        history,
      },
    })
  })

  it('says of an alert what to do', () => {
    const { type, data } = notificationOf('chat', 'alert.raised', alert, {})

    expect([type, data.alert]).toEqual(['alert.raised', 'live_faulty'])
    expect(data.text).toContain('ALERT live_faulty: green is faulty, but blue is no better.')
    expect(data.text).toContain('What to do: look at the live origin')
  })

  it('names the candidate and its share while a rollout goes step by step', () => {
    const releases = { from: blue, to: blue, about: green }
    const begun = { ...rolledBack, action: 'switch', releases, weight: 1 } as const
    const by = { ...begun, cause: { by: 'ada', source: 'cli', reason: 'a try' } }

    const { data } = notificationOf('chat', 'started', by, {})

    expect(data).toMatchObject({ weight: 1, about: green })
    expect(data.text).toBe('chat: SWITCHED v2 (green) at 1 % of the keys, by ada: a try.')
    const all = notificationOf('chat', 'started', { ...by, weight: 100 }, {})
    expect(all.data.text).not.toContain('%')
  })

  it.each(bad)(
    'is below 20 kB and has no hidden characters, whatever the texts: %j',
    (character) => {
      const body = JSON.stringify(longest(character))

      expect(new TextEncoder().encode(body).length).toBeLessThan(20_000)
      expect(JSON.stringify(JSON.parse(body))).not.toMatch(HIDDEN)
      expect(longest(character).data.text).not.toMatch(HIDDEN)
    }
  )
})

describe('a message to Slack', () => {
  it('has a header, the sentence, the facts and a line of context', () => {
    const { text, blocks } = slackMessageOf(rollback)

    expect(text).toBe(rollback.data.text)
    expect(blocks).toMatchObject([
      { type: 'header', text: { type: 'plain_text', text: 'chat: rolled back' } },
      { type: 'section', text: { type: 'mrkdwn', text: rollback.data.text } },
      {
        type: 'section',
        fields: [
          { text: 'From: v2 (green)' },
          { text: 'To: v1 (blue)' },
          { text: 'Rollout: chat-42' },
          { text: 'Bad calls: 34 of 212 (fault)' },
        ],
      },
      {
        type: 'context',
        elements: [
          { text: '2026-01-01T00:00:00.000Z · r44 · by router' },
          { text: `history 9: ${history.hash}` },
        ],
      },
    ])
  })

  it('escapes what Slack reads as mentions and links', () => {
    const { data } = rollback
    const { text } = slackMessageOf({ ...rollback, data: { ...data, text: '<!channel> & <b>' } })

    expect(text).toBe('&lt;!channel&gt; &amp; &lt;b&gt;')
  })

  it.each(bad)('stays below the limits of Slack, whatever the texts: %j', (character) => {
    const message = slackMessageOf(longest(character))
    const limits: Readonly<Record<string, number>> = { plain_text: 150, mrkdwn: 3_000 }
    const texts: number[] = []
    const walk = (value: unknown): void => {
      if (typeof value !== 'object' || value === null) return
      const { type, text }: { type?: unknown; text?: unknown } = value
      if (typeof type === 'string' && typeof text === 'string') {
        expect(text.length).toBeLessThanOrEqual(limits[type] ?? 0)
        texts.push(text.length)
      }
      for (const each of Object.values(value)) walk(each)
    }
    walk(message.blocks)

    expect(texts.length).toBeGreaterThan(3)
    expect(JSON.stringify(message).length).toBeLessThan(13_000)
  })
})

describe('an event for PagerDuty', () => {
  const raised = notificationOf('chat', 'alert.raised', alert, {})

  it('opens an incident for a rollback, of severity error', () => {
    expect(pagerDutyEventOf(rollback, 'KEY')).toMatchObject({
      path: '/v2/enqueue',
      body: {
        routing_key: 'KEY',
        event_action: 'trigger',
        dedup_key: 'chat/chat-42',
        payload: { severity: 'error', source: 'chat', timestamp: rollback.timestamp },
      },
    })
  })

  it('opens a critical incident for a faulty live color, and resolves the same one', () => {
    const cleared: HistoryEntry = { ...alert, action: 'alert_cleared' }
    const over = notificationOf('chat', 'alert.cleared', cleared, {})
    const key = { dedup_key: 'chat/live_faulty' }

    expect(pagerDutyEventOf(raised, 'KEY')).toMatchObject({
      path: '/v2/enqueue',
      body: { event_action: 'trigger', ...key, payload: { severity: 'critical' } },
    })
    expect(pagerDutyEventOf(over, 'KEY')).toEqual({
      path: '/v2/enqueue',
      body: { routing_key: 'KEY', event_action: 'resolve', ...key },
    })
  })

  it.each(['started', 'completed', 'paused', 'staged'] as const)(
    'is a change event that wakes nobody: %s',
    (word) => {
      const { path, body } = pagerDutyEventOf(
        notificationOf('chat', word, rolledBack, { rollout, history }),
        'KEY'
      )

      expect(path).toBe('/v2/change/enqueue')
      expect(body).not.toHaveProperty('event_action')
      expect(body).toMatchObject({ payload: { source: 'chat' } })
    }
  )

  it('is a change event for a test', () => {
    expect(pagerDutyEventOf(testNotification('ada', 0), 'KEY').path).toBe('/v2/change/enqueue')
  })

  it.each(bad)('stays below the limits of PagerDuty: %j', (character) => {
    const { body } = pagerDutyEventOf(longest(character), 'KEY')
    const { dedup_key: key, payload }: { dedup_key?: string; payload?: { summary: string } } = body

    expect(key?.length).toBeLessThanOrEqual(255)
    expect(payload?.summary.length).toBeLessThanOrEqual(1_024)
  })
})
