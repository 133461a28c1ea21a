import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { liveOf } from '../../../src/core/routing/pointer.ts'
import { pointerOf } from '../../../src/core/rollout/pointer-view.ts'
import { seed, transition } from '../../../src/core/rollout/transition.ts'
import type { Event } from '../../../src/core/rollout/events.ts'
import type { Rollout } from '../../../src/core/rollout/state.ts'
import { baking, idle } from '../../support/rollouts.ts'

const policy = { bakeMs: 60_000 }
const cause = { by: 'ada', source: 'cli', reason: 'new version' }
const toGreen: Event = { type: 'switch', to: 'green', cause }
const toBlue: Event = { type: 'switch', to: 'blue', cause }
const rollback: Event = { type: 'rollback', cause }
const faulty: Event = { type: 'faulty', summary: 'too many faults' }
const healthy: Event = { type: 'healthy', summary: 'all well' }

/** Applies an event; throws when it is refused. */
function after(rollout: Rollout, event: Event, now = 2_000): Rollout {
  const result = transition(rollout, event, now, policy)
  if (!result.ok) throw new Error(`refused: ${result.refusal}`)
  return result.value
}

describe('switch', () => {
  it('sends all traffic to the other color and starts its bake', () => {
    const next = after(idle(), toGreen)

    expect(next).toMatchObject({ phase: 'baking', candidate: 'green', stable: 'blue' })
    expect(next).toMatchObject({ revision: 8, liveSince: 2_000, bakeEndsAt: 62_000, cause })
    expect(liveOf(pointerOf(next))).toBe('green')
  })

  it('refuses the color that is live already', () => {
    expect(transition(idle(), toBlue, 2_000, policy)).toEqual({
      ok: false,
      refusal: 'already_live',
    })
    expect(transition(baking(), toGreen, 2_000, policy)).toEqual({
      ok: false,
      refusal: 'already_live',
    })
  })

  it('back to stable during a bake is a rollback', () => {
    expect(after(baking(), toBlue)).toMatchObject({
      phase: 'idle',
      action: 'rollback',
      quarantined: 'green',
    })
  })

  it('to a quarantined color ends its quarantine', () => {
    expect(after(idle({ quarantined: 'green' }), toGreen).quarantined).toBeUndefined()
  })
})

describe('rollback', () => {
  it('goes back to stable and quarantines the candidate', () => {
    const next = after(baking(), rollback)

    expect(next).toMatchObject({ phase: 'idle', stable: 'blue', quarantined: 'green', revision: 9 })
    expect(liveOf(pointerOf(next))).toBe('blue')
  })

  it('is refused when no candidate is on trial', () => {
    expect(transition(idle(), rollback, 2_000, policy)).toEqual({
      ok: false,
      refusal: 'nothing_to_roll_back',
    })
  })
})

describe('a faulty verdict', () => {
  it('rolls back, however young the bake', () => {
    const next = after(baking(), faulty, 1_001)

    expect(next).toMatchObject({ phase: 'idle', action: 'rollback', quarantined: 'green' })
    expect(next.cause).toMatchObject({ by: 'router', evidence: 'too many faults' })
  })

  it('changes nothing when no candidate is on trial', () => {
    const rollout = idle()

    expect(after(rollout, faulty)).toBe(rollout)
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
    expect(liveOf(pointerOf(next))).toBe('green')
    expect(next.liveSince).toBe(1_000)
  })

  it('changes nothing when idle', () => {
    const rollout = idle()

    expect(after(rollout, healthy, 61_000)).toBe(rollout)
  })
})

describe('a deploy that changes a slot', () => {
  const slots = { ...idle().slots, green: { origin: 'https://green.test', release: 'v3' } }

  it('changes the slot and keeps the phase', () => {
    const next = after(baking(), { type: 'configure', slots })

    expect(next).toMatchObject({ phase: 'baking', slots, revision: 9 })
  })

  it('ends the quarantine of a slot that it replaces', () => {
    expect(
      after(idle({ quarantined: 'green' }), { type: 'configure', slots }).quarantined
    ).toBeUndefined()
  })

  it('keeps the quarantine of a slot that it does not change', () => {
    const blue = {
      blue: { origin: 'https://blue.test', release: 'v9' },
      green: { ...idle().slots.green },
    }

    expect(
      after(idle({ quarantined: 'green' }), { type: 'configure', slots: blue }).quarantined
    ).toBe('green')
  })
})

it('never makes a quarantined color live on a verdict, after any sequence of events', () => {
  const events = fc.array(fc.constantFrom(toGreen, toBlue, rollback, faulty, healthy))
  fc.assert(
    fc.property(events, fc.constantFrom(faulty, healthy), (before, verdict) => {
      const rollout = before.reduce<Rollout>((current, event, index) => {
        const result = transition(current, event, index * 30_000, policy)
        return result.ok ? result.value : current
      }, idle())
      fc.pre(rollout.quarantined !== undefined)

      const next = after(rollout, verdict, before.length * 30_000)

      expect(liveOf(pointerOf(next))).not.toBe(rollout.quarantined)
    })
  )
})

it('increments the revision by one with each change and only then, for any sequence of events', () => {
  const events = fc.array(fc.constantFrom(toGreen, toBlue, rollback, faulty, healthy))
  fc.assert(fc.property(events, expectRevisionPerChange))
})

function expectRevisionPerChange(events: readonly Event[]): void {
  events.reduce<Rollout>(
    (rollout, event, index) => {
      const result = transition(rollout, event, index * 30_000, policy)
      const next = result.ok ? result.value : rollout
      expect(next.revision).toBe(next === rollout ? rollout.revision : rollout.revision + 1)
      expect(next.phase === 'baking' && next.candidate === next.stable).toBe(false)
      return next
    },
    seed(idle().slots, 0)
  )
}
