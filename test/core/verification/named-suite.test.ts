import { expect, it } from 'vitest'
import { joinedSuite } from '../../../src/core/verification/named-suite.ts'
import { goldenCase } from '../../support/golden.ts'

const suite = { cases: [goldenCase({ name: 'one' }), goldenCase({ name: 'two' })] }

it('leaves a single suite as it is', () => {
  expect(joinedSuite([{ name: 'golden', suite }])).toBe(suite)
})

it('puts the name of the suite before the names of the cases of several suites', () => {
  const joined = joinedSuite([
    { name: 'golden', suite },
    { name: 'smoke', suite },
  ])

  expect(joined.cases.map(({ name }) => name)).toEqual([
    'golden/one',
    'golden/two',
    'smoke/one',
    'smoke/two',
  ])
})
