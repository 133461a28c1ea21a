import { describe, expect, it } from 'vitest'
import * as fc from 'fast-check'
import {
  frozenUntil,
  parseFreezeWindow,
  type FreezeWindow,
} from '../../../src/core/rollout/freeze.ts'

const at = (iso: string): number => Date.parse(iso)

function freeze(...texts: readonly string[]): readonly FreezeWindow[] {
  return texts.map((text) => {
    const window = parseFreezeWindow(text)
    if (window === undefined) throw new Error(`not a window: ${text}`)
    return window
  })
}

const weekend = freeze('Fri 16:00 - Mon 08:00 Europe/Berlin')

describe('a window', () => {
  it('is parsed in minutes since Sunday 00:00', () => {
    expect(weekend).toEqual([{ from: 5 * 1440 + 960, to: 1440 + 480, zone: 'Europe/Berlin' }])
  })

  it.each([
    'Fri 16:00 - Mon 08:00',
    'Fri 16:00 - Mon 08:00 Europe/Atlantis',
    'Fri 24:00 - Mon 08:00 UTC',
    'Fri 16:60 - Mon 08:00 UTC',
    'Fry 16:00 - Mon 08:00 UTC',
    'Fri 16:00 - Fri 16:00 UTC',
    'Fri 4pm - Mon 8am UTC',
    '',
  ])('is not: %s', (text) => {
    expect(parseFreezeWindow(text)).toBeUndefined()
  })
})

describe('a freeze over the weekend', () => {
  it('begins on the minute, by local clocks', () => {
    expect(frozenUntil(weekend, at('2026-11-27T14:59:59Z'))).toBeUndefined()
    expect(frozenUntil(weekend, at('2026-11-27T15:00:00Z'))).toBe(at('2026-11-30T07:00:00Z'))
  })

  it('ends on the minute', () => {
    expect(frozenUntil(weekend, at('2026-11-30T06:59:59Z'))).toBe(at('2026-11-30T07:00:00Z'))
    expect(frozenUntil(weekend, at('2026-11-30T07:00:00Z'))).toBeUndefined()
  })

  it('is an hour shorter when the clocks go forward on Sunday', () => {
    const begin = at('2026-03-27T15:00:00Z')

    expect(frozenUntil(weekend, begin - 1)).toBeUndefined()
    expect(frozenUntil(weekend, begin)).toBe(at('2026-03-30T06:00:00Z'))
  })

  it('is an hour longer when the clocks go back on Sunday', () => {
    const begin = at('2026-10-23T14:00:00Z')

    expect(frozenUntil(weekend, begin)).toBe(at('2026-10-26T07:00:00Z'))
  })
})

describe('a change of clocks inside a window', () => {
  it('ends a window at the first minute after a time that the clocks skip', () => {
    const night = freeze('Sat 22:00 - Sun 02:30 Europe/Berlin')

    expect(frozenUntil(night, at('2026-03-28T23:00:00Z'))).toBe(at('2026-03-29T01:00:00Z'))
  })

  it('freezes both of two hours that the clocks show twice', () => {
    const night = freeze('Sun 02:00 - Sun 03:00 Europe/Berlin')

    expect(frozenUntil(night, at('2026-10-25T00:30:00Z'))).toBe(at('2026-10-25T02:00:00Z'))
    expect(frozenUntil(night, at('2026-10-25T01:30:00Z'))).toBe(at('2026-10-25T02:00:00Z'))
  })
})

it('joins windows that touch or overlap', () => {
  const windows = freeze(
    'Fri 16:00 - Sun 00:00 UTC',
    'Sat 12:00 - Mon 08:00 UTC',
    'Mon 08:00 - Mon 09:00 UTC'
  )

  expect(frozenUntil(windows, at('2026-11-27T20:00:00Z'))).toBe(at('2026-11-30T09:00:00Z'))
})

it('never ends when windows fill the week', () => {
  const windows = freeze('Sun 00:00 - Thu 00:00 UTC', 'Thu 00:00 - Sun 00:00 UTC')

  expect(frozenUntil(windows, at('2026-11-27T20:00:00Z'))).toBe(Infinity)
})

it('ends at a time that no window contains, and contains all minutes before it', () => {
  const zones = [
    'Europe/Berlin',
    'America/St_Johns',
    'Asia/Kathmandu',
    'Australia/Lord_Howe',
    'UTC',
  ]
  const minute = fc.integer({ min: 0, max: 10_079 })
  const window = fc.record({ from: minute, to: minute, zone: fc.constantFrom(...zones) })
  const time = fc.integer({ min: at('2026-01-01T00:00:00Z'), max: at('2027-01-01T00:00:00Z') })
  fc.assert(
    fc.property(window, time, fc.double({ min: 0, max: 1, noNaN: true }), (one, now, share) => {
      fc.pre(one.from !== one.to)
      const end = frozenUntil([one], now)
      if (end === undefined) return
      expect(frozenUntil([one], end)).toBeUndefined()
      expect(frozenUntil([one], now + Math.floor((end - 1 - now) * share))).toBe(end)
    }),
    { numRuns: 200 }
  )
})
