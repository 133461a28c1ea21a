import { describe, expect, it } from 'vitest'
import {
  neverReachedOrigin,
  outcomeOfPair,
  pairFindingOf,
} from '../../../src/core/routing/matched-pair.ts'

it.each([
  [520, false],
  [521, true],
  [522, true],
  [523, true],
  [524, false],
  [525, true],
  [526, true],
  [527, false],
  [530, true],
])('status %i means that the platform did not reach the origin: %s', (status, expected) => {
  expect(neverReachedOrigin(status)).toBe(expected)
})

describe('the fault of a matched pair', () => {
  it.each([
    ['success', 'fault', 'discordant'],
    ['fault', 'neutral', 'concordant'],
    ['neutral', 'neutral', 'concordant'],
    ['overload', 'fault', undefined],
    ['unknown', 'fault', undefined],
  ] as const)('with the outcome %s on the other color counts as %s', (second, outcome, finding) => {
    expect(outcomeOfPair('fault', second)).toBe(outcome)
    expect(pairFindingOf('fault', second)).toBe(finding)
  })
})

describe('the overload of a matched pair', () => {
  it.each(['success', 'fault', 'neutral', 'overload', 'unknown'] as const)(
    'with the outcome %s on the other color stays an overload without a finding',
    (second) => {
      expect(outcomeOfPair('overload', second)).toBe('overload')
      expect(pairFindingOf('overload', second)).toBeUndefined()
    }
  )
})
