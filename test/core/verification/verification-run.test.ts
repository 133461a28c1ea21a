import { expect, it } from 'vitest'
import {
  cancelledRun,
  describeRun,
  nextCaseOf,
  runStateOf,
  withResult,
} from '../../../src/core/verification/verification-run.ts'
import { goldenCase, verificationRun } from '../../support/golden.ts'

const run = verificationRun({
  suite: { cases: [goldenCase({ name: 'one' }), goldenCase({ name: 'two' })] },
})

const passed = (name: string) => ({ name, passed: true, runs: 1, right: 1, mismatches: [] })
const wrong = (name: string) => ({ ...passed(name), passed: false, right: 0 })

it('takes the cases in order, and ends with the last one', () => {
  const half = withResult(run, passed('one'), 2_000)
  const whole = withResult(half, passed('two'), 3_000)

  expect([run, half, whole].map((one) => nextCaseOf(one)?.name)).toEqual(['one', 'two', undefined])
  expect([run, half, whole].map(runStateOf)).toEqual(['running', 'running', 'passed'])
  expect(whole.endedAt).toBe(3_000)
  expect(describeRun(half)).toBe('1 of 2 golden requests passed so far')
  expect(describeRun(whole)).toBe('2 of 2 golden requests passed')
})

it('fails with one wrong case', () => {
  const whole = withResult(withResult(run, wrong('one'), 2_000), passed('two'), 3_000)

  expect(runStateOf(whole)).toBe('failed')
  expect(describeRun(whole)).toBe('1 of 2 golden requests passed')
})

it('ends early once, and never after its end', () => {
  const ended = cancelledRun(run, 'another release was staged', 2_000)

  expect(runStateOf(ended)).toBe('cancelled')
  expect(nextCaseOf(ended)).toBeUndefined()
  expect(describeRun(ended)).toBe(
    '0 of 2 golden requests passed; ended early: another release was staged'
  )
  expect(cancelledRun(ended, 'again', 3_000)).toBe(ended)
})
