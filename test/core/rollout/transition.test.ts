import { describe, expect, it } from 'vitest'
import { liveOf } from '../../../src/core/routing/pointer.ts'
import { pointerOf } from '../../../src/core/rollout/pointer-view.ts'
import type { Event } from '../../../src/core/rollout/events.ts'
import { baking, cause, idle, release, switchEvent } from '../../support/rollouts.ts'
import { after, refusalOf } from '../../support/transitions.ts'

const rollback: Event = { type: 'rollback', cause }
const promote: Event = { type: 'promote', cause }
const faulty: Event = { type: 'faulty', summary: 'too many faults' }
const healthy: Event = { type: 'healthy', summary: 'all well' }

const unverified = release({ release: 'v3', staging: 5, unverified: true })

/** An idle rollout on green after its completion: the way back to blue is open until 9,000. */
const completed = idle({ stable: 'green', previous: { color: 'blue', until: 9_000 } })

describe('switch', () => {
  it('sends all traffic to the other color and starts its bake', () => {
    const next = after(idle(), switchEvent('green'))

    expect(next).toMatchObject({ phase: 'baking', candidate: 'green', stable: 'blue' })
    expect(next).toMatchObject({ revision: 8, liveSince: 2_000, bakeEndsAt: 62_000, cause })
    expect(liveOf(pointerOf(next))).toBe('green')
  })

  it('without a color goes to the idle one', () => {
    expect(after(idle(), switchEvent(undefined))).toMatchObject({ candidate: 'green' })
    expect(after(completed, switchEvent(undefined))).toMatchObject({ candidate: 'blue' })
  })

  it('may have a bake of its own length', () => {
    const next = after(idle(), switchEvent('green', { bakeMs: 5_000 }))

    expect(next).toMatchObject({ bakeEndsAt: 7_000 })
  })

  it('refuses the color that is live already', () => {
    expect(refusalOf(idle(), switchEvent('blue', { force: 'now' }))).toBe('already_live')
    expect(refusalOf(baking(), switchEvent('green'))).toBe('already_live')
  })

  it('back to stable during a bake is a rollback, whatever the probes say', () => {
    const ready = { blue: false, green: false }

    expect(
      after(baking(), switchEvent('blue', { ready }), 2_000, { isFrozen: true })
    ).toMatchObject({
      phase: 'idle',
      action: 'rollback',
      quarantined: 'green',
    })
  })

  it('without a color is refused during a bake, where it would be a rollback', () => {
    expect(refusalOf(baking(), switchEvent(undefined))).toBe('rollout_in_progress')
  })
})

describe('a check of a switch', () => {
  const slots = { ...idle().slots, green: unverified }
  const cases = [
    ['quarantined', idle({ quarantined: 'green' }), {}, {}],
    ['unverified', idle({ slots }), {}, {}],
    ['frozen', idle(), {}, { isFrozen: true }],
    ['not_ready', idle(), { ready: { blue: true, green: false } }, {}],
    ['stable_not_ready', idle(), { ready: { blue: false, green: true } }, {}],
  ] as const

  it.each(cases)('refuses it as %s', (refusal, rollout, changes, policy) => {
    expect(refusalOf(rollout, switchEvent('green', changes), 2_000, policy)).toBe(refusal)
  })

  it.each(cases)('%s can be forced, with a reason in the cause', (_, rollout, changes, policy) => {
    const forced = switchEvent('green', { ...changes, force: 'an outage' })

    const next = after(rollout, forced, 2_000, policy)

    expect(next).toMatchObject({ phase: 'baking', candidate: 'green' })
    expect(next.cause).toEqual({ ...cause, force: 'an outage' })
    expect(next.quarantined).toBeUndefined()
  })

  it('does not ask for a verification that the model does not require', () => {
    const next = after(idle({ slots }), switchEvent('green'), 2_000, {
      requiresVerification: false,
    })

    expect(next.phase).toBe('baking')
    expect(pointerOf(next).slots.green.unverified).toBe(true)
  })
})

describe('rollback', () => {
  it('goes back to stable and quarantines the candidate', () => {
    const next = after(baking(), rollback, 2_000, { isFrozen: true, isPaused: true })

    expect(next).toMatchObject({ phase: 'idle', stable: 'blue', quarantined: 'green', revision: 9 })
    expect(liveOf(pointerOf(next))).toBe('blue')
  })

  it('goes back to the previous release while the way back is open', () => {
    const next = after(completed, rollback, 8_999)

    expect(next).toMatchObject({ phase: 'idle', action: 'undo', stable: 'blue', liveSince: 8_999 })
    expect(next).toMatchObject({ quarantined: 'green' })
    expect(next).not.toHaveProperty('previous')
  })

  it('is refused once the way back is closed, and without one', () => {
    expect(refusalOf(completed, rollback, 9_000)).toBe('nothing_to_roll_back')
    expect(refusalOf(idle(), rollback)).toBe('nothing_to_roll_back')
  })
})

describe('a faulty verdict', () => {
  it('rolls back, however young the bake, also when paused or frozen', () => {
    const next = after(baking(), faulty, 1_001, { isFrozen: true, isPaused: true })

    expect(next).toMatchObject({ phase: 'idle', action: 'rollback', quarantined: 'green' })
    expect(next.cause).toMatchObject({ by: 'router', evidence: 'too many faults' })
  })

  it('changes nothing when the automatic rollback is off', () => {
    const rollout = baking()

    expect(after(rollout, faulty, 2_000, { autoRollback: false })).toBe(rollout)
  })

  it('changes nothing when no candidate is on trial, also with a way back', () => {
    expect(after(completed, faulty)).toBe(completed)
  })
})

describe('a healthy verdict', () => {
  it('changes nothing one millisecond before the bake ends', () => {
    const rollout = baking()

    expect(after(rollout, healthy, 60_999)).toBe(rollout)
  })

  it('completes the rollout once the bake has ended: the colors swap roles', () => {
    const next = after(baking(), healthy, 61_000)

    expect(next).toMatchObject({ phase: 'idle', stable: 'green', action: 'complete' })
    expect(next).toMatchObject({ previous: { color: 'blue', until: 3_661_000 } })
    expect(liveOf(pointerOf(next))).toBe('green')
    expect(next.liveSince).toBe(1_000)
  })

  it.each([{ isPaused: true }, { isFrozen: true }])('changes nothing when %o', (policy) => {
    const rollout = baking()

    expect(after(rollout, healthy, 61_000, policy)).toBe(rollout)
  })

  it('changes nothing when idle', () => {
    const rollout = idle()

    expect(after(rollout, healthy, 61_000)).toBe(rollout)
  })
})

describe('promote', () => {
  it('completes the rollout at once, also when paused', () => {
    const next = after(baking(), promote, 2_000, { isPaused: true })

    expect(next).toMatchObject({ phase: 'idle', action: 'promote', stable: 'green', cause })
    expect(next).toMatchObject({ previous: { color: 'blue', until: 3_602_000 } })
  })

  it('makes the candidate a verified release', () => {
    const slots = { ...baking().slots, green: unverified }

    expect(after(baking({ slots }), promote).slots.green).not.toHaveProperty('unverified')
  })

  it('is refused when idle, and in a freeze unless it is forced', () => {
    expect(refusalOf(idle(), promote)).toBe('nothing_to_promote')
    expect(refusalOf(baking(), promote, 2_000, { isFrozen: true })).toBe('frozen')
    const forced = after(baking(), { ...promote, force: 'an outage' }, 2_000, { isFrozen: true })
    expect(forced.cause.force).toBe('an outage')
  })

  it('leaves no way back when nothing is kept warm', () => {
    const next = after(baking(), promote, 2_000, { keepWarmMs: 0 })

    expect(refusalOf(next, rollback)).toBe('nothing_to_roll_back')
  })
})
