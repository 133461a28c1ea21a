import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RepeatCounts } from '../../../src/core/reporting/repeats.ts'
import { readinessOf } from '../../../src/core/rollout/stable-readiness.ts'

const now = 100_500

/** Repeated calls of caller group 1 on stable in the current second; say only what differs. */
function repeated(overrides: Partial<RepeatCounts> = {}): RepeatCounts {
  const place = { color: 'blue', release: 'v1', slice: 100, caller: 1 } as const
  return { ...place, answered: 0, failed: 0, ...overrides }
}

describe('the readiness of stable', () => {
  it('is unknown without repeated calls', () => {
    expect(readinessOf([], now)).toBe('unknown')
    expect(readinessOf([repeated()], now)).toBe('unknown')
  })

  it('is shown by good answers to repeated calls, also of strangers', () => {
    expect(readinessOf([repeated({ answered: 1 })], now)).toBe('ready')
    expect(readinessOf([repeated({ answered: 5, failed: 1 })], now)).toBe('ready')
    expect(readinessOf([repeated({ caller: 0, answered: 1 })], now)).toBe('ready')
  })

  it('is missing when most callers of several groups got no answer', () => {
    const failing = [repeated({ failed: 3 }), repeated({ caller: 2, failed: 1 })]

    expect(readinessOf(failing, now)).toBe('not_ready')
    expect(readinessOf([...failing, repeated({ caller: 3, answered: 2 })], now)).toBe('not_ready')
  })

  it('is unknown when only one group or strangers got no answer', () => {
    const poison = repeated({ failed: 1_000 })
    const strangers = repeated({ caller: 0, failed: 1_000 })

    expect(readinessOf([poison], now)).toBe('unknown')
    expect(readinessOf([strangers], now)).toBe('unknown')
    expect(readinessOf([poison, strangers], now)).toBe('unknown')
    expect(readinessOf([poison, strangers, repeated({ caller: 2, answered: 1 })], now)).toBe(
      'unknown'
    )
  })

  it('is unknown when as many groups were answered as were not', () => {
    const groups = [1, 2, 3, 4].map((caller) =>
      repeated({ caller, answered: caller % 2, failed: 1 - (caller % 2) })
    )

    expect(readinessOf(groups, now)).toBe('unknown')
  })

  it('depends on the last five seconds only', () => {
    const failing = [
      repeated({ failed: 3, slice: 95 }),
      repeated({ caller: 2, failed: 1, slice: 95 }),
    ]

    expect(readinessOf(failing, now)).toBe('unknown')
    expect(readinessOf([repeated({ answered: 3, slice: 95 })], now)).toBe('unknown')
    expect(readinessOf([repeated({ answered: 3, slice: 96 })], now)).toBe('ready')
  })

  it('is never taken away by one group and strangers, whatever they send', () => {
    const attack = fc.array(
      fc.record({ caller: fc.constantFrom(0, 1), answered: fc.nat(9), failed: fc.nat(999) })
    )
    fc.assert(
      fc.property(attack, (parts) => {
        const all = [...parts.map(repeated), repeated({ caller: 2, answered: 1 })]

        expect(readinessOf(all, now)).not.toBe('not_ready')
      })
    )
  })
})
