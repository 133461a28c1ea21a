import { describe, expect, it } from 'vitest'
import { STORED_SHAPE, upgradeRow } from '../../../src/core/rollout/stored-row.ts'
import { baking } from '../../support/rollouts.ts'

describe('a stored row', () => {
  it.each(['rollout', 'history', 'state'] as const)(
    'of the shape that this code writes is read as it is: %s',
    (kind) => {
      const document = JSON.stringify({ ...baking(), alert: 'a field of its own' })

      expect(upgradeRow(kind, STORED_SHAPE, document)).toBe(document)
    }
  )

  it('of shape 0 loses the alert and the collectors, which stand beside the rollout since', () => {
    const alert = { code: 'live_faulty', message: 'blue is faulty', since: 1_000 }
    const document = JSON.stringify({ ...baking(), alert, collectors: 4 })

    expect(JSON.parse(upgradeRow('rollout', 0, document))).toEqual(baking())
  })

  it('of shape 0 and another kind stays as it is', () => {
    expect(upgradeRow('state', 0, '[1]')).toBe('[1]')
  })

  it('of a newer shape is refused, so that it is not overwritten', () => {
    expect(() => upgradeRow('rollout', STORED_SHAPE + 1, '{}')).toThrow(
      `rollout row of shape ${STORED_SHAPE + 1}; this code knows shapes up to ${STORED_SHAPE}`
    )
  })
})
