import { describe, expect, it } from 'vitest'
import { pointerOf } from '../../../src/core/rollout/pointer-view.ts'
import { candidateOf, judgedOf, takesTraffic } from '../../../src/core/rollout/candidate.ts'
import { baking, cause, idle, shifting, switchEvent } from '../../support/rollouts.ts'
import { after, refusalOf } from '../../support/transitions.ts'

const steps = [{ weight: 1, ms: 60_000 }, { weight: 10, ms: 60_000 }, { weight: 50 }]
const healthy = { type: 'healthy', summary: 'all well' } as const

describe('a switch with steps', () => {
  it('begins at the first share, and stable stays live', () => {
    const next = after(idle(), switchEvent('green', { steps, holdBack: 2 }))

    expect(next).toMatchObject({
      phase: 'shifting',
      revision: 8,
      stable: 'blue',
      candidate: 'green',
      step: 0,
      stepSince: 2_000,
      salt: 8,
      holdBack: 2,
      bakeMs: 60_000,
      liveSince: 1_000,
    })
    expect(pointerOf(next)).toMatchObject({ candidate: 'green', weight: 1, salt: 8, holdBack: 2 })
  })

  it('takes the configured steps, and leaves them out at once', () => {
    expect(after(idle(), switchEvent('green'), 2_000, { steps })).toMatchObject({
      phase: 'shifting',
    })
    const atOnce = after(idle(), switchEvent('green', { atOnce: true }), 2_000, { steps })
    expect(atOnce).toMatchObject({ phase: 'baking', bakeEndsAt: 62_000 })
  })

  it('that is sent again changes nothing, also steps later', () => {
    const second = shifting({ steps, step: 1 })

    expect(after(second, switchEvent('green', { steps }))).toBe(second)
    expect(after(second, switchEvent(undefined, { steps }))).toBe(second)
  })

  it('is refused between the steps of another plan, also without steps and at once', () => {
    const rollout = shifting({ steps })

    for (const sent of [{}, { atOnce: true }, { steps: [{ weight: 1 }] }, { force: 'an outage' }]) {
      expect(refusalOf(rollout, switchEvent('green', sent))).toBe('rollout_in_progress')
    }
  })
})

describe('a step', () => {
  it('is left at its end with a healthy verdict, and not before', () => {
    const first = shifting({ steps })

    expect(after(first, healthy, 60_999)).toBe(first)
    expect(after(first, healthy, 61_000)).toMatchObject({
      phase: 'shifting',
      action: 'step',
      step: 1,
      stepSince: 61_000,
      salt: 8,
      cause: { by: 'router', evidence: 'all well' },
    })
  })

  it('without an end is left by an operator only', () => {
    const last = shifting({ steps, step: 2, stepSince: 0 })

    expect(after(last, healthy, 1e12)).toBe(last)
    expect(after(last, { type: 'promote', cause })).toMatchObject({ phase: 'baking' })
  })

  it('after the last one is the bake, with the hold-back and the keys of the steps', () => {
    const rollout = shifting({ steps: steps.slice(0, 2), step: 1, holdBack: 2 })

    const next = after(rollout, healthy, 61_000)

    expect(next).toMatchObject({ phase: 'baking', action: 'step', liveSince: 61_000 })
    expect(next).toMatchObject({ bakeEndsAt: 121_000, holdBack: 2, salt: 8 })
    expect(pointerOf(next)).toMatchObject({ weight: 100, holdBack: 2, salt: 8 })
  })

  it('is left out by a full promotion', () => {
    const next = after(shifting({ steps }), { type: 'promote', full: true, cause })

    expect(next).toMatchObject({ phase: 'baking', action: 'promote', candidate: 'green' })
  })
})

describe('a rollback between the steps', () => {
  it('sends all keys to stable at once, and quarantines the candidate', () => {
    const next = after(shifting({ holdBack: 2 }), { type: 'rollback', cause })

    expect(next).toMatchObject({ phase: 'idle', quarantined: 'green', liveSince: 2_000 })
    expect(pointerOf(next)).toMatchObject({ weight: 0 })
    expect(pointerOf(next).candidate).toBeUndefined()
  })
})

describe('the roles in a rollout', () => {
  it('have the candidate judged from its first share on, and stable when there is none', () => {
    expect([idle(), shifting(), baking()].map(judgedOf)).toEqual(['blue', 'green', 'green'])
    expect([idle(), shifting(), baking()].map(candidateOf)).toEqual([undefined, 'green', 'green'])
  })

  it('have stable take traffic until the bake, and through a bake that holds some back', () => {
    const rollouts = [idle(), shifting(), baking(), baking({ holdBack: 2 })]

    expect(rollouts.map((rollout) => takesTraffic(rollout, 'blue'))).toEqual([
      true,
      true,
      false,
      true,
    ])
    expect(rollouts.map((rollout) => takesTraffic(rollout, 'green'))).toEqual([
      false,
      true,
      true,
      true,
    ])
  })
})
