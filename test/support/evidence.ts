import type { Tally } from '../../src/core/reporting/report.ts'

/** A tally of one successful call on green, by caller 0 in slice 0; overrides say what differs. */
export function tally(overrides: Partial<Tally> = {}): Tally {
  const started = overrides.started ?? 1
  const { neutral = 0, fault = 0, overload = 0 } = overrides
  return {
    color: 'green',
    release: 'v2',
    slice: 0,
    caller: 0,
    started,
    success: started - neutral - fault - overload,
    neutral,
    fault,
    overload,
    slow: 0,
    ...overrides,
  }
}
