import { describe, expect, it } from 'vitest'
import { endsAlert, raiseAlert } from '../../../src/core/rollout/alert.ts'
import { baking, idle, policy } from '../../support/rollouts.ts'

describe('an alert', () => {
  it('says that stable is no better during a bake', () => {
    expect(raiseAlert(undefined, baking(), 2_000, policy())).toEqual({
      code: 'live_faulty',
      message: 'green is faulty, but blue is no better, so traffic stays on green',
      since: 2_000,
    })
  })

  it('says that there is nothing to roll back when idle', () => {
    expect(raiseAlert(undefined, idle(), 2_000, policy()).message).toBe(
      'blue is faulty; no candidate is on trial, so there is nothing to roll back'
    )
  })

  it('says that only an operator can roll back, where the router does not', () => {
    const completed = idle({ stable: 'green', previous: { color: 'blue', until: 9_000 } })

    expect(raiseAlert(undefined, completed, 2_000, policy()).message).toBe(
      'green is faulty; its rollout is over, so only an operator can roll back to blue'
    )
    expect(raiseAlert(undefined, baking(), 2_000, policy({ autoRollback: false })).message).toBe(
      'green is faulty, and the automatic rollback is off: only an operator can roll back to blue'
    )
  })

  it('stays unchanged when it is raised again', () => {
    const alert = raiseAlert(undefined, baking(), 2_000, policy())

    expect(raiseAlert(alert, baking(), 3_000, policy())).toBe(alert)
  })

  it.each(['switch', 'promote', 'rollback', 'undo', 'complete', 'break_glass'] as const)(
    'ends with the action %s',
    (action) => {
      expect(endsAlert(action)).toBe(true)
    }
  )

  it.each(['configure', 'stage', 'apply', 'verify', 'forgive'] as const)(
    'does not end with the action %s',
    (action) => {
      expect(endsAlert(action)).toBe(false)
    }
  )
})
