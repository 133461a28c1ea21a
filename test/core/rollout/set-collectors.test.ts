import { describe, expect, it } from 'vitest'
import type { Pointer } from '../../../src/core/routing/pointer.ts'
import {
  pointerOf,
  transition,
  type Event,
  type Rollout,
} from '../../../src/core/rollout/transition.ts'
import { baking, idle } from '../../support/rollouts.ts'

const policy = { bakeMs: 60_000, collectors: 4 }
const cause = { by: 'ada', source: 'cli', reason: 'we grow' }
const toSixteen: Event = { type: 'widen', collectors: 16, cause }

/** The rollout after an event that is not refused. */
function after(rollout: Rollout, event: Event, now = 2_000): Rollout {
  const result = transition(rollout, event, now, policy)
  if (!result.ok) throw new Error(`refused: ${result.refusal}`)
  return result.value
}

describe('another number of collectors', () => {
  it('is a revision of its own, and stands in the pointer', () => {
    const next = after(idle(), toSixteen)

    expect(next).toMatchObject({ revision: 8, action: 'widen', cause, at: 2_000, collectors: 16 })
    expect(pointerOf(next)).toEqual({ ...pointerOf(idle()), revision: 8, collectors: 16 })
  })

  it('may be none', () => {
    const next = after(idle(), { type: 'widen', collectors: 0, cause })

    expect(pointerOf(next).collectors).toBe(0)
  })

  it.each([
    ['the deploy asks for', idle(), 4],
    ['an operator set', idle({ collectors: 16 }), 16],
  ])('is refused when it is the one that %s', (_, rollout, collectors) => {
    const event: Event = { type: 'widen', collectors, cause }

    expect(transition(rollout, event, 2_000, policy)).toEqual({ ok: false, refusal: 'already_set' })
  })

  it('takes back what an operator set, to what the deploy asks for', () => {
    const next = after(idle({ collectors: 16 }), { type: 'widen', collectors: 4, cause })

    expect(next.collectors).toBe(4)
  })

  it('leaves a bake, an alert and a quarantined color alone', () => {
    const alert = { code: 'live_faulty', message: 'green is quarantined', since: 1_500 } as const
    const rollout = baking({ alert, quarantined: 'blue' })

    const next = after(rollout, toSixteen)

    const { phase, candidate, bakeEndsAt, liveSince, quarantined } = rollout
    expect(next).toMatchObject({ phase, candidate, bakeEndsAt, liveSince, quarantined, alert })
  })
})

describe('the number of collectors stays', () => {
  const slots = { ...idle().slots, green: { origin: 'https://green.test', release: 'v3' } }

  it.each<readonly [string, Rollout, Event, number]>([
    ['a switch', idle({ collectors: 16 }), { type: 'switch', to: 'green', cause }, 2_000],
    ['a rollback', baking({ collectors: 16 }), { type: 'rollback', cause }, 2_000],
    [
      'a faulty verdict',
      baking({ collectors: 16 }),
      { type: 'faulty', stable: 'sound', summary: 'quarantined' },
      2_000,
    ],
    [
      'an alert',
      idle({ collectors: 16 }),
      { type: 'faulty', stable: 'unsound', summary: 'quarantined' },
      2_000,
    ],
    ['the end of a bake', baking({ collectors: 16 }), { type: 'healthy', summary: 'ok' }, 61_000],
    ['a deploy', idle({ collectors: 16 }), { type: 'configure', slots }, 2_000],
  ])('after %s', (_, rollout, event, now) => {
    const next = after(rollout, event, now)

    expect(next.revision).toBe(rollout.revision + 1)
    expect(pointerOf(next).collectors).toBe(16)
  })
})

describe('a pointer that was written by hand', () => {
  const byHand: Pointer = { ...pointerOf(idle()), revision: 12, stable: 'green' }
  const adopted = (rollout: Rollout, pointer: Pointer) =>
    after(rollout, { type: 'adopt', pointer, source: 'kv' })

  it('sets the collectors that it names', () => {
    const next = adopted(idle({ collectors: 16 }), { ...byHand, collectors: 8 })

    expect(next).toMatchObject({ revision: 12, stable: 'green', collectors: 8 })
  })

  it('keeps those that were set when it names none, under a revision that all isolates hear of', () => {
    const next = adopted(idle({ collectors: 16 }), byHand)

    expect(next).toMatchObject({ revision: 13, stable: 'green', collectors: 16 })
  })

  it('of the same revision that names other collectors is taken over under a higher one', () => {
    const rollout = idle({ collectors: 16 })

    const next = adopted(rollout, { ...pointerOf(rollout), collectors: 8 })

    expect(next).toMatchObject({ revision: 8, collectors: 8, action: 'adopt' })
  })

  it('of the same revision that names none says nothing new', () => {
    const rollout = idle({ collectors: 16 })

    expect(adopted(rollout, pointerOf(idle()))).toBe(rollout)
  })
})
