import { describe, expect, it } from 'vitest'
import type { Event } from '../../../src/core/rollout/events.ts'
import { configuredDifferences } from '../../../src/core/rollout/apply-configured.ts'
import { pointerOf } from '../../../src/core/rollout/pointer-view.ts'
import { baking, cause, idle, policy, release } from '../../support/rollouts.ts'
import { after, refusalOf } from '../../support/transitions.ts'

const v3 = { origin: 'https://v3.test', release: 'v3', headers: { authorization: 'KEY_V3' } }

function stage(changes: Partial<Extract<Event, { type: 'stage' }>> = {}): Event {
  return { type: 'stage', environment: v3, cause, ...changes }
}

const completed = idle({ stable: 'green', previous: { color: 'blue', until: 9_000 } })
const verified = release({ release: 'v2', staging: 5 })

describe('stage', () => {
  it('puts an unverified release into the idle slot, in a revision of its own', () => {
    const next = after(idle(), stage({ note: 'CHG-1' }))

    expect(next).toMatchObject({ phase: 'idle', stable: 'blue', revision: 8, action: 'stage' })
    expect(next.slots.blue).toEqual(idle().slots.blue)
    expect(next.slots.green).toEqual({
      ...v3,
      staging: 8,
      unverified: true,
      stagedAt: 2_000,
      stagedBy: 'ada',
      note: 'CHG-1',
    })
    expect(pointerOf(next).slots.green.unverified).toBe(true)
  })

  it('ends the quarantine of the slot', () => {
    expect(after(idle({ quarantined: 'green' }), stage())).not.toHaveProperty('quarantined')
  })

  it('under the label that stands there makes another release of it', () => {
    const once = after(idle(), stage())

    const twice = after(once, stage(), 3_000)

    expect(twice.slots.green).toMatchObject({ release: 'v3', staging: 9, stagedAt: 3_000 })
  })

  it('is refused in a bake, where both slots are in use', () => {
    expect(refusalOf(baking(), stage({ replace: true }))).toBe('rollout_in_progress')
  })

  it('is refused under the label of the live release', () => {
    const environment = { ...v3, release: 'v1' }

    expect(refusalOf(idle(), stage({ environment, replace: true }))).toBe('label_in_use')
  })

  it('is refused on a host that is not on the list', () => {
    const environment = { ...v3, origin: 'https://evil.example' }

    expect(refusalOf(idle(), stage({ environment }))).toBe('host_not_allowed')
  })

  it.each([
    ['the previous release, while the way back is open', completed],
    ['a verified release that waits', idle({ slots: { ...idle().slots, green: verified } })],
  ])('replaces %s only on purpose', (_, rollout) => {
    expect(refusalOf(rollout, stage())).toBe('slot_taken')

    const next = after(rollout, stage({ replace: true }))
    expect(next.action).toBe('stage')
    expect(next).not.toHaveProperty('previous')
  })

  it.each([
    ['the previous release, once the way back is closed', completed, 9_000],
    ['a release of the first start', idle(), 2_000],
    [
      'a verified release that was rolled back',
      idle({ slots: { ...idle().slots, green: verified }, quarantined: 'green' }),
      2_000,
    ],
  ])('replaces %s', (_, rollout, now) => {
    expect(after(rollout, stage(), now).action).toBe('stage')
  })
})

describe('a verification', () => {
  const staged = after(idle(), stage())

  it('makes its release one that a call may fail over to', () => {
    const next = after(staged, { type: 'verified', color: 'green', staging: 8, cause })

    expect(next).toMatchObject({ revision: 9, action: 'verify', phase: 'idle' })
    expect(pointerOf(next).slots.green).not.toHaveProperty('unverified')
  })

  it('of a release that was staged again since then changes nothing', () => {
    const again = after(staged, stage())

    expect(after(again, { type: 'verified', color: 'green', staging: 8, cause })).toBe(again)
  })

  it('keeps the way back and the phase', () => {
    const slots = { ...baking().slots, green: release({ staging: 5, unverified: true }) }

    const next = after(baking({ slots }), { type: 'verified', color: 'green', staging: 5, cause })

    expect(next).toMatchObject({ phase: 'baking', candidate: 'green', bakeEndsAt: 61_000 })
  })
})

describe('forgive', () => {
  it('lifts the quarantine and keeps the rest', () => {
    const rollout = idle({ quarantined: 'green' })

    const next = after(rollout, { type: 'forgive', cause })

    expect(next).toMatchObject({ revision: 8, action: 'forgive', phase: 'idle', stable: 'blue' })
    expect(next).not.toHaveProperty('quarantined')
  })

  it('is refused when that color is not quarantined', () => {
    const rollout = idle({ quarantined: 'green' })

    expect(refusalOf(idle(), { type: 'forgive', cause })).toBe('nothing_quarantined')
    expect(refusalOf(rollout, { type: 'forgive', color: 'blue', cause })).toBe(
      'nothing_quarantined'
    )
  })
})

describe('a deploy', () => {
  const configure = (changed: object): Event => ({ type: 'configure', changed })

  it('that changes the idle slot stages its release', () => {
    const next = after(idle({ quarantined: 'green' }), configure({ green: v3 }))

    expect(next).toMatchObject({ action: 'configure', revision: 8, stable: 'blue' })
    expect(next.slots.green).toMatchObject({ ...v3, stagedBy: 'deploy', unverified: true })
    expect(next).not.toHaveProperty('quarantined')
  })

  it.each([
    ['the live slot', idle(), { blue: v3 }],
    ['nothing', idle(), {}],
    ['a slot during a bake', baking(), { blue: v3, green: v3 }],
    ['the slot of the way back', completed, { blue: v3 }],
    ['the idle slot to what stands there', idle(), { green: policy().configured.green }],
    ['the idle slot to the live label', idle(), { green: { ...v3, release: 'v1' } }],
  ])('that changes %s changes nothing', (_, rollout, changed) => {
    expect(after(rollout, configure(changed))).toBe(rollout)
  })
})

describe('apply', () => {
  const apply: Event = { type: 'apply', cause }
  const { blue, green } = policy().configured

  it('stages the configured release of the idle color', () => {
    const next = after(idle(), apply, 2_000, { configured: { blue, green: v3 } })

    expect(next).toMatchObject({ action: 'apply', cause, slots: { green: v3 } })
  })

  it('stages the configured release of the live color into the idle slot', () => {
    const next = after(idle(), apply, 2_000, { configured: { blue: v3, green } })

    expect(next.slots).toMatchObject({ blue: { release: 'v1' }, green: v3 })
  })

  it('is refused when the configured releases stand in the slots, in either order', () => {
    expect(refusalOf(idle(), apply)).toBe('nothing_to_apply')
    expect(refusalOf(idle(), apply, 2_000, { configured: { blue: green, green: blue } })).toBe(
      'nothing_to_apply'
    )
  })

  it('is refused like a staging', () => {
    const changed = { configured: { blue: v3, green } }

    expect(refusalOf(baking(), apply, 2_000, changed)).toBe('rollout_in_progress')
    expect(refusalOf(completed, apply, 2_000, changed)).toBe('slot_taken')
  })

  it('has what the differences show', () => {
    expect(configuredDifferences(idle().slots, { blue, green: v3 })).toEqual([
      { color: 'green', configured: v3 },
    ])
  })
})
