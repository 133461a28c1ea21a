import { describe, expect, it } from 'vitest'
import { areSteps, isSamePlan, parseSteps, planOf } from '../../../src/core/rollout/step-plan.ts'
import { shifting, switchEvent } from '../../support/rollouts.ts'

describe('steps', () => {
  it.each([
    ['5%', [{ weight: 5 }]],
    ['0.05', [{ weight: 5 }]],
    [
      '1%:10m,10%:10m,50%',
      [{ weight: 1, ms: 600_000 }, { weight: 10, ms: 600_000 }, { weight: 50 }],
    ],
    [
      '0.01%:500ms, 99.99%:24h',
      [
        { weight: 0.01, ms: 500 },
        { weight: 99.99, ms: 86_400_000 },
      ],
    ],
    ['0.125%:90', [{ weight: 0.13, ms: 90_000 }]],
  ])('%s are parsed', (text, steps) => {
    expect(parseSteps(text)).toEqual(steps)
  })

  it.each([
    ['nothing', ''],
    ['a number above 1 without the sign', '5:10m'],
    ['all traffic', '1%:10m,100%'],
    ['no traffic', '0%:10m'],
    ['a share that does not grow', '5%:10m,5%'],
    ['a falling share', '10%:10m,5%'],
    ['a step without a time before the last', '1%,10%:10m'],
    ['a time without a unit that exists', '1%:10w'],
    ['no time after the colon', '1%:'],
    ['two times', '1%:1m:2m'],
    ['an empty step', '1%:1m,'],
    ['a step of 31 days', '1%:31d'],
    ['21 steps', Array.from({ length: 21 }, (_, index) => `${index + 1}%:1m`).join(',')],
  ])('with %s are refused', (_, text) => {
    expect(parseSteps(text)).toBeUndefined()
  })

  it('have weights of two decimals', () => {
    expect(areSteps([{ weight: 0.07, ms: 1 }])).toBe(true)
    expect(areSteps([{ weight: 0.075, ms: 1 }])).toBe(false)
  })
})

describe('the plan of a switch', () => {
  const configured = { steps: [{ weight: 5 }], bakeMs: 60_000, holdBack: 2 }

  it('is the configured one where the switch names none', () => {
    expect(planOf(switchEvent('green'), configured)).toEqual(configured)
  })

  it('is that of the switch where it names one, and none of the configured steps at once', () => {
    const named = { steps: [{ weight: 10 }], bakeMs: 1, holdBack: 0 }

    expect(planOf(switchEvent('green', named), configured)).toEqual(named)
    expect(planOf(switchEvent('green', { atOnce: true }), configured).steps).toEqual([])
  })

  it('is the same as that of a rollout with the same steps, bake and hold-back only', () => {
    const rollout = shifting({ holdBack: 2 })
    const { steps, bakeMs } = rollout
    const plan = { steps, bakeMs, holdBack: 2 }

    expect(isSamePlan(rollout, plan)).toBe(true)
    expect(isSamePlan(rollout, { ...plan, holdBack: 0 })).toBe(false)
    expect(isSamePlan(rollout, { ...plan, bakeMs: 1 })).toBe(false)
    expect(isSamePlan(rollout, { ...plan, steps: steps.slice(1) })).toBe(false)
    expect(isSamePlan(rollout, { ...plan, steps: [{ weight: 1 }, { weight: 10 }] })).toBe(false)
  })
})
