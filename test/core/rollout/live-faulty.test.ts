import { describe, expect, it } from 'vitest'
import { endsLiveFaulty, liveFaultyMessage } from '../../../src/core/rollout/live-faulty.ts'
import { baking, idle, policy } from '../../support/rollouts.ts'

describe('the alert that the live color is faulty', () => {
  it('says that stable is no better during a bake', () => {
    expect(liveFaultyMessage(baking(), 2_000, policy())).toBe(
      'green is faulty, but blue is no better, so traffic stays on green'
    )
  })

  it('says that there is nothing to roll back when idle', () => {
    expect(liveFaultyMessage(idle(), 2_000, policy())).toBe(
      'blue is faulty; no candidate is on trial, so there is nothing to roll back'
    )
  })

  it('says that only an operator can roll back, where the router does not', () => {
    const completed = idle({ stable: 'green', previous: { color: 'blue', until: 9_000 } })

    expect(liveFaultyMessage(completed, 2_000, policy())).toBe(
      'green is faulty; its rollout is over, so only an operator can roll back to blue'
    )
    expect(liveFaultyMessage(baking(), 2_000, policy({ autoRollback: false }))).toBe(
      'green is faulty, and the automatic rollback is off: only an operator can roll back to blue'
    )
  })

  it.each(['switch', 'promote', 'rollback', 'undo', 'complete', 'break_glass'] as const)(
    'ends with the action %s',
    (action) => {
      expect(endsLiveFaulty({ action, phase: 'idle' })).toBe(true)
    }
  )

  it.each(['configure', 'stage', 'apply', 'verify', 'forgive'] as const)(
    'does not end with the action %s',
    (action) => {
      expect(endsLiveFaulty({ action, phase: 'idle' })).toBe(false)
    }
  )

  it('ends with a promotion to all traffic, and not with one to the next step', () => {
    expect(endsLiveFaulty({ action: 'promote', phase: 'baking' })).toBe(true)
    expect(endsLiveFaulty({ action: 'promote', phase: 'shifting' })).toBe(false)
  })
})
