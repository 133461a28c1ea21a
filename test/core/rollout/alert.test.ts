import { describe, expect, it } from 'vitest'
import { endsAlert, raiseAlert } from '../../../src/core/rollout/alert.ts'
import { baking, idle } from '../../support/rollouts.ts'

describe('an alert', () => {
  it('says that stable is no better during a bake', () => {
    expect(raiseAlert(undefined, baking(), 2_000)).toEqual({
      code: 'live_faulty',
      message: 'green is faulty, but blue is no better, so traffic stays on green',
      since: 2_000,
    })
  })

  it('says that there is nothing to roll back when idle', () => {
    expect(raiseAlert(undefined, idle(), 2_000).message).toBe(
      'blue is faulty; no candidate is on trial, so there is nothing to roll back'
    )
  })

  it('stays unchanged when it is raised again', () => {
    const alert = raiseAlert(undefined, baking(), 2_000)

    expect(raiseAlert(alert, baking(), 3_000)).toBe(alert)
  })

  it.each(['switch', 'rollback', 'complete', 'break_glass'] as const)(
    'ends with the action %s',
    (action) => {
      expect(endsAlert(action)).toBe(true)
    }
  )

  it('does not end with a deploy that changes the slots', () => {
    expect(endsAlert('configure')).toBe(false)
  })
})
