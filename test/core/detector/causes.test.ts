import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addCounts } from '../../../src/core/detector/cohort.ts'
import {
  addCauses,
  causesIn,
  causesOf,
  describeCauses,
  withCause,
  type Causes,
} from '../../../src/core/detector/causes.ts'
import { emptyEvidence, type Evidence } from '../../../src/core/detector/evidence.ts'
import { defaultLimits } from '../../../src/core/detector/limits.ts'
import { decodeEvidence, encodeEvidence } from '../../../src/core/detector/stored-evidence.ts'
import { endOf, groupsOf, seen, tally, verdictOn, type Part } from '../../support/evidence.ts'

const statuses = fc.integer({ min: 500, max: 599 }).map(String)
const causes: fc.Arbitrary<Causes> = fc
  .array(fc.tuple(fc.constantFrom('fault' as const, 'overload' as const), statuses))
  .map((all) =>
    all.reduce<Causes>((sum, [outcome, status]) => withCause(sum, `${outcome}/${status}`), {})
  )

function totalOf(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0)
}

describe('causes', () => {
  it('are counted by outcome', () => {
    const first = withCause(withCause(undefined, 'fault/500'), 'overload/429')
    const both = addCauses(first, withCause(undefined, 'fault/500')) ?? {}

    expect(causesOf(both, 'fault')).toEqual({ '500': 2 })
    expect(causesOf(both, 'overload')).toEqual({ '429': 1 })
  })

  it('are at most eight, and the others are counted together', () => {
    fc.assert(
      fc.property(causes, causes, (one, another) => {
        const sum = addCauses(one, another) ?? {}

        expect(Object.keys(sum).length).toBeLessThanOrEqual(8)
        expect(totalOf(sum)).toBe(totalOf(one) + totalOf(another))
      })
    )
  })

  it('keep the frequent ones when two rows are added', () => {
    const rare = Object.fromEntries([1, 2, 3, 4, 5, 6].map((code) => [`fault/51${code}`, 1]))

    const sum = addCauses(rare, { 'fault/500': 40 }) ?? {}

    expect(causesOf(sum, 'fault')['500']).toBe(40)
  })

  it('are described in one line, the frequent ones first', () => {
    expect(describeCauses({ timeout: 3, '500': 31 })).toBe('31 × 500, 3 × timeout')
    expect(describeCauses({ '500': 4, '502': 3, cut: 2, timeout: 1, other: 1 })).toBe(
      '4 × 500, 3 × 502, 2 × cut, 2 × other'
    )
    expect(describeCauses({})).toBe('')
  })
})

describe('the causes of evidence', () => {
  const inSlice = (): readonly Part[] =>
    groupsOf(4, { started: 2, fault: 1, causes: { 'fault/500': 1 } })

  it('are totals of all slices, also of the compacted ones', () => {
    const evidence = seen({ slices: 300, inSlice })

    expect(evidence.watermark).toBeGreaterThan(0)
    expect(causesIn(evidence.rows)).toEqual({ 'fault/500': 1_200 })
  })

  it('are not kept in the decayed rows and the pairs', () => {
    const evidence = seen({
      slices: 300,
      inSlice: () => groupsOf(4, { fault: 1, discordant: 1, causes: { 'fault/500': 1 } }),
    })

    expect(evidence.recent.every((row) => row.causes === undefined)).toBe(true)
    expect(evidence.pairs.flatMap(({ rows }) => rows).every((row) => !row.causes)).toBe(true)
  })

  it('are the same after they were stored', () => {
    const evidence = seen({ slices: 30, inSlice })
    const read = decodeEvidence(JSON.parse(JSON.stringify(encodeEvidence(evidence))))

    expect(read).toEqual(evidence)
    expect(causesIn(read.rows)).toEqual({ 'fault/500': 120 })
  })

  it('leave room in storage for both colors when every row has many of them', () => {
    const many = [500, 501, 502, 504, 520, 521, 522, 530, 599]
    const all = Object.fromEntries(many.map((status) => [`fault/${status}`, 10]))
    const tallies = Array.from({ length: 180 * 24 * 9 }, (_, index) =>
      tally({
        slice: index % 180,
        caller: Math.floor(index / 180) % 24,
        route: `route ${Math.floor(index / (180 * 24))}`,
        started: 1000 + (index % 1000),
        fault: 90,
        causes: all,
      })
    )
    const evidence = addCounts(emptyEvidence(0), tallies, endOf(179), defaultLimits)

    // Both colors are stored in one value of SQLite, of at most 2 MB.
    expect(JSON.stringify(encodeEvidence(evidence)).length).toBeLessThan(900_000)
  })
})

describe('the summary of an alarm', () => {
  function summaryOf(part: Part, reference?: Evidence): string {
    const candidate = seen({ slices: 8, inSlice: () => groupsOf(5, part) })
    return verdictOn(candidate, 8, reference).summary
  }

  it.each([
    ['500', 'were answered 500'],
    ['timeout', 'timed out'],
    ['unreachable', 'were refused or reset'],
    ['cut', 'broke off before the end'],
    ['stalled', 'stalled before the end'],
    ['empty', 'had an empty answer'],
    ['wrong_type', 'had an answer of the wrong type'],
    ['error_event', 'ended with an error event'],
  ])('names the cause %s of all failures', (cause, text) => {
    const summary = summaryOf({ fault: 1, causes: { [`fault/${cause}`]: 1 } })

    expect(summary).toMatch(
      new RegExp(`^40 of 40 calls ${text} on green in 8 s; at most 1 % is allowed`)
    )
  })

  it('names several causes with their numbers', () => {
    const part = { started: 4, fault: 4, causes: { 'fault/500': 3, 'fault/timeout': 1 } }

    expect(summaryOf(part)).toMatch(
      /^160 of 160 calls failed \(120 × 500, 40 × timeout\) on green in 8 s;/
    )
  })

  it('names no cause for calls of older isolates', () => {
    expect(summaryOf({ fault: 1 })).toMatch(/^40 of 40 calls failed on green in 8 s;/)
  })

  it('does not name one cause for failures that have none', () => {
    const part = { started: 2, fault: 2, causes: { 'fault/500': 1 } }

    expect(summaryOf(part)).toMatch(/^80 of 80 calls failed \(40 × 500\) on green/)
  })

  it('names the status of overload', () => {
    expect(summaryOf({ overload: 1, causes: { 'overload/429': 1 } })).toContain(
      'calls were answered 429 (overloaded) on green'
    )
    const mixed = { started: 3, overload: 3, causes: { 'overload/503': 2, 'overload/529': 1 } }
    expect(summaryOf(mixed)).toContain('calls were overloaded (80 × 503, 40 × 529) on green')
  })

  it('names the route, the status, and what stable answers', () => {
    const stable = seen({ slices: 8, inSlice: () => groupsOf(5, { started: 20 }) })
    const route = 'POST /v1/embeddings'
    const refused = { route, fault: 1, discordant: 1, causes: { 'fault/404': 1 } }
    const inSlice = () => [
      ...groupsOf(20, { started: 20 }),
      ...groupsOf(3, { route, started: 1 }),
      ...groupsOf(4, refused),
    ]
    const candidate = seen({ slices: 8, inSlice, reference: stable })

    expect(verdictOn(candidate, 8, stable).summary).toMatch(
      /^32 of 56 calls of POST \/v1\/embeddings were answered 404 on green in 8 s; stable accepts them;/
    )
  })

  it('states how many of the failures the other color answered well', () => {
    const stable = seen({ slices: 8, inSlice: () => groupsOf(5) })
    const part = { started: 2, fault: 2, discordant: 1, causes: { 'fault/500': 2 } }

    expect(summaryOf(part, stable)).toMatch(
      /^80 of 80 calls were answered 500 on green in 8 s; stable answered 40 of them well;/
    )
    expect(summaryOf(part)).toContain('; blue answered 40 of them well;')
  })

  it('names the causes of the worst run, and not those of the time before', () => {
    const good = (slice: number) => (slice === 3 ? { fault: 1, causes: { 'fault/502': 1 } } : {})
    const before = seen({ slices: 300, inSlice: (slice) => groupsOf(10, good(slice)) })
    const broken = groupsOf(10, { fault: 1, causes: { 'fault/timeout': 1 } })
    const candidate = seen({ from: 300, slices: 2, inSlice: () => broken }, before)

    expect(verdictOn(candidate, 302).summary).toMatch(/^20 of 20 calls timed out on green in 2 s/)
  })
})
