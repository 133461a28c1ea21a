import { describe, expect, it } from 'vitest'
import {
  collectorsOf,
  newerSettings,
  parseReportingSettings,
  withCollectors,
} from '../../../src/core/reporting/reporting-settings.ts'

const configured = { collectors: 4 }
const sixteen = { version: 1, collectorsPerRegion: 16 }

describe('the number of collectors', () => {
  it('is the configured one until an operator sets it', () => {
    expect(collectorsOf(undefined, configured)).toBe(4)
  })

  it('is the operator’s number once it is set, also when that is 0', () => {
    expect(collectorsOf(sixteen, configured)).toBe(16)
    expect(collectorsOf({ version: 2, collectorsPerRegion: 0 }, configured)).toBe(0)
  })
})

describe('a command that sets the number of collectors', () => {
  it('makes the first version of the settings', () => {
    expect(withCollectors(undefined, 16, configured)).toEqual({ ok: true, value: sixteen })
  })

  it('increments the version by one', () => {
    expect(withCollectors(sixteen, 0, configured)).toEqual({
      ok: true,
      value: { version: 2, collectorsPerRegion: 0 },
    })
  })

  it('is refused when that number is in force, whether configured or set', () => {
    const refused = { ok: false, refusal: 'already_set' }

    expect(withCollectors(undefined, 4, configured)).toEqual(refused)
    expect(withCollectors(sixteen, 16, configured)).toEqual(refused)
  })

  it('can return to the configured number', () => {
    expect(withCollectors(sixteen, 4, configured).ok).toBe(true)
  })
})

describe('newerSettings', () => {
  const two = { version: 2, collectorsPerRegion: 2 }

  it.each([
    [sixteen, two, two],
    [two, sixteen, two],
    [undefined, sixteen, sixteen],
    [sixteen, undefined, sixteen],
    [undefined, undefined, undefined],
  ])('of %o and %o returns %o', (known, received, newer) => {
    expect(newerSettings(known, received)).toBe(newer)
  })

  it('returns the known settings in a tie', () => {
    expect(newerSettings(sixteen, { ...sixteen, collectorsPerRegion: 3 })).toBe(sixteen)
  })
})

describe('parseReportingSettings', () => {
  it('reads the settings that were written', () => {
    expect(parseReportingSettings(JSON.parse(JSON.stringify(sixteen)))).toEqual(sixteen)
  })

  it.each([
    undefined,
    null,
    'sixteen',
    {},
    { version: 0, collectorsPerRegion: 1 },
    { version: 1.5, collectorsPerRegion: 1 },
    { version: 1, collectorsPerRegion: 33 },
    { version: 1, collectorsPerRegion: -1 },
    { version: 1, collectorsPerRegion: '4' },
    { version: 1 },
  ])('returns undefined for %o', (document) => {
    expect(parseReportingSettings(document)).toBeUndefined()
  })
})
