import fc from 'fast-check'
import { expect, it } from 'vitest'
import {
  earnFailover,
  fullBudget,
  returnFailover,
  takeFailover,
  type FailoverBudget,
} from '../../../src/core/routing/failover-budget.ts'

const SHARE = 0.2

/** Returns the number of failovers that the group can still take, and what is left then. */
function takenBy(group: number, budget: FailoverBudget) {
  let left = budget
  for (let taken = 0; ; taken++) {
    const rest = takeFailover(left, group)
    if (rest === undefined) return { taken, left }
    left = rest
  }
}

const earned = (budget: FailoverBudget, group: number, calls: number): FailoverBudget =>
  Array.from({ length: calls }).reduce<FailoverBudget>(
    (sum) => earnFailover(sum, group, SHARE),
    budget
  )

it('allows a caller group 100 failovers before any call', () => {
  expect(takenBy(7, fullBudget).taken).toBe(100)
})

it('leaves the other groups their failovers when one group has taken all of its own', () => {
  const { left } = takenBy(7, fullBudget)

  expect(takenBy(8, left).taken).toBe(100)
})

it('allows all groups together 200 failovers before any call', () => {
  const { left } = takenBy(8, takenBy(7, fullBudget).left)

  expect(takenBy(9, left).taken).toBe(0)
})

it('earns one failover with five calls at a share of 0.2, for the group that called', () => {
  const { left } = takenBy(7, fullBudget)

  expect(takenBy(7, earned(left, 7, 4)).taken).toBe(0)
  expect(takenBy(7, earned(left, 7, 6)).taken).toBe(1)
  expect(takenBy(7, earned(left, 8, 100)).taken).toBe(0)
})

it('holds no more than the full buckets', () => {
  expect(takenBy(7, earned(fullBudget, 7, 10_000)).taken).toBe(100)
  expect(returnFailover(fullBudget, 7)).toBe(fullBudget)
})

it('is the full budget again, the same object, when all failovers came back', () => {
  const { taken, left } = takenBy(7, fullBudget)
  const back = Array.from({ length: taken }).reduce<FailoverBudget>(
    (budget) => returnFailover(budget, 7),
    left
  )

  expect(back).toBe(fullBudget)
  expect(earnFailover(back, 7, SHARE)).toBe(fullBudget)
})

it('allows any number of failovers that the other color answers well', () => {
  let budget = fullBudget
  for (let call = 0; call < 10_000; call++) {
    const rest = takeFailover(earnFailover(budget, 7, 0), 7)
    expect(rest).toBeDefined()
    budget = returnFailover(rest ?? budget, 7)
  }
})

it('never allows more failovers that go wrong than the reserve plus the share of the calls', () => {
  const step = fc.record({ group: fc.integer({ min: 0, max: 3 }), goesWrong: fc.boolean() })
  const steps = fc.array(step, { maxLength: 500 })
  fc.assert(
    fc.property(steps, fc.double({ min: 0, max: 1, noNaN: true }), (all, share) => {
      let budget = fullBudget
      const wrong = [0, 0, 0, 0]
      const calls = [0, 0, 0, 0]
      for (const { group, goesWrong } of all) {
        calls[group] = (calls[group] ?? 0) + 1
        budget = earnFailover(budget, group, share)
        const rest = takeFailover(budget, group)
        if (rest === undefined) continue
        budget = goesWrong ? rest : returnFailover(rest, group)
        if (goesWrong) wrong[group] = (wrong[group] ?? 0) + 1
      }
      const sum = wrong.reduce((total, count) => total + count, 0)
      expect(sum).toBeLessThanOrEqual(200 + share * all.length + 1e-6)
      wrong.forEach((count, group) => {
        expect(count).toBeLessThanOrEqual(100 + share * (calls[group] ?? 0) + 1e-6)
      })
    })
  )
})
