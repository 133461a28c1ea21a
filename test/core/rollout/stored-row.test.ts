import { describe, expect, it } from 'vitest'
import { STORED_SHAPE, upgradeRow } from '../../../src/core/rollout/stored-row.ts'
import { baking, idle } from '../../support/rollouts.ts'

describe('upgradeRow', () => {
  it.each(['rollout', 'history', 'state', 'alerts'] as const)(
    'keeps a %s document of the current shape',
    (kind) => {
      const document = JSON.stringify({ ...baking(), alert: 'a field of its own' })

      expect(upgradeRow(kind, STORED_SHAPE, document)).toBe(document)
    }
  )

  it('adds the facts of the staging to the slots of shape 1', () => {
    const { slots, ...rest } = baking()
    const old = { origin: 'https://blue.test', release: 'v1' }
    const document = JSON.stringify({ ...rest, slots: { ...slots, blue: old } })

    expect(JSON.parse(upgradeRow('rollout', 1, document))).toMatchObject({
      phase: 'baking',
      slots: { blue: { ...old, staging: 0, stagedAt: 1_000, stagedBy: 'deploy' } },
    })
  })

  it('removes the alert and the collectors from a rollout of shape 0', () => {
    const alert = { code: 'live_faulty', message: 'blue is faulty', since: 1_000 }
    const document = JSON.stringify({ ...baking(), alert, collectors: 4 })

    const upgraded = JSON.parse(upgradeRow('rollout', 0, document))
    expect(upgraded).toMatchObject({ revision: 8, phase: 'baking' })
    expect(upgraded).not.toHaveProperty('alert')
    expect(upgraded).not.toHaveProperty('collectors')
  })

  it('gives a bake of shape 3 a salt', () => {
    const { salt: _, ...old } = baking()

    expect(JSON.parse(upgradeRow('rollout', 3, JSON.stringify(old)))).toEqual(baking())
    expect(JSON.parse(upgradeRow('rollout', 3, JSON.stringify(idle())))).toEqual(idle())
  })

  it.each([
    ['null', []],
    ['{"code":"live_faulty","message":"blue is faulty","since":1}', [{ code: 'live_faulty' }]],
  ])('makes a list of the alert %s of shape 3', (document, alerts) => {
    expect(JSON.parse(upgradeRow('alerts', 3, document))).toMatchObject(alerts)
  })

  it('keeps a document of shape 0 of another kind', () => {
    expect(upgradeRow('state', 0, '[1]')).toBe('[1]')
  })

  it('throws for a newer shape, so that the row is not overwritten', () => {
    expect(() => upgradeRow('rollout', STORED_SHAPE + 1, '{}')).toThrow(
      `rollout row of shape ${STORED_SHAPE + 1}; this code knows shapes up to ${STORED_SHAPE}`
    )
  })
})
