import { describe, expect, it } from 'vitest'
import { liveText } from '../../../scripts/cli/wait/live-text.ts'
import { statusOf } from '../fake-admin.ts'
import { atStep, inBake } from './history.ts'

const now = Date.parse('2026-01-01T00:06:17.000Z')
const startedAt = now - 65_000

describe('the line of a wait', () => {
  it('says that there is no answer yet', () => {
    expect(liveText(undefined, startedAt, now)).toBe('waited 1:05, no answer yet')
  })

  it('shows how far a step is', () => {
    const seen = { status: atStep(), at: now - 3_000 }

    expect(liveText(seen, startedAt, now)).toBe(
      'chat: green tiny-gpt-v2 at 10 % 6:12 of 10:00, healthy, 210 more good calls · waited 1:05, looked 3 s ago'
    )
  })

  it('shows how far the bake is', () => {
    const bake = { startedAt: '2026-01-01T00:05:17.000Z', endsAt: '2026-01-01T00:35:17.000Z' }
    const seen = { status: inBake({ bake }), at: now }

    expect(liveText(seen, startedAt, now)).toContain('green tiny-gpt-v2 bakes 1:00 of 30:00')
  })

  it('shows what is live when nothing is on trial', () => {
    const paused = { at: '2026-01-01T00:00:00.000Z', by: 'mira', reason: 'x' }
    const seen = { status: statusOf({ paused }), at: now }

    expect(liveText(seen, startedAt, now)).toContain('chat: live is blue tiny-gpt-v1, paused ·')
  })
})
