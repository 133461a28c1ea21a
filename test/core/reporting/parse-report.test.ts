import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseReply, parseReport } from '../../../src/core/reporting/parse-report.ts'
import { pointerOf } from '../../../src/core/rollout/pointer-view.ts'
import { tally } from '../../support/evidence.ts'
import { idle } from '../../support/rollouts.ts'

const pointer = pointerOf(idle())

describe('parseReport', () => {
  it('returns a report of the same version unchanged', () => {
    const quality = { helpful: { calls: 3, bad: 1 } }
    const causes = { 'fault/500': 1 }
    const whole = tally({ concordant: 1, discordant: 0, fault: 1, quality, causes })
    const group = { revisions: [[7, 20] as const], silentMs: 40 }
    const release = { color: 'green', release: 'v2' } as const
    const byCaller = [{ caller: 5, route: 'POST /v1/x', calls: 2 }]
    const starts = { slice: 1_700_000_000, byAge: [1, 0, 2], byCaller }
    const inProgress = [{ ...release, waiting: 2, answering: 1, oldestWaitingMs: 900, starts }]
    const firstByte = { buckets: [[3, 1] as const], sumMs: 2 }
    const times = [{ ...release, route: 'other', firstByte, duration: { buckets: [], sumMs: 0 } }]
    const attempts = [
      { kind: 'contract_check', color: 'blue', outcome: 'success', calls: 4 } as const,
    ]
    const counted = { tallies: [whole], inProgress, times, attempts }
    const id = { isolate: 'a', sequence: 1, sentAt: 1_700_000_000_000, revision: 7 }
    const report = { ...id, ...counted, pointer, group }

    expect(parseReport(report)).toEqual(report)
  })

  it('reads an invalid count as 0', () => {
    const malformed = {
      ...tally(),
      fault: Number.NaN,
      slow: -1,
      overload: '3',
      caller: 1e9,
      concordant: 0.5,
    }

    const [read] = parseReport({ isolate: 'a', sequence: 1, tallies: [malformed] })?.tallies ?? []

    expect(read).toMatchObject({ fault: 0, slow: 0, overload: 0, concordant: 0 })
    expect(read?.caller).toBeLessThan(64)
  })

  it('drops causes that are malformed, and those above the bound', () => {
    const many = Array.from({ length: 40 }, (_, index) => [`fault/${500 + index}`, 2])
    const causes = {
      'fault/500': -1,
      'fault/a b': 1,
      'success/200': 1,
      ...Object.fromEntries(many),
    }
    const tallies = [
      { ...tally(), causes },
      { ...tally(), causes: 'none' },
    ]

    const read = parseReport({ isolate: 'a', sequence: 1, tallies })?.tallies ?? []

    expect(Object.keys(read[0]?.causes ?? {})).toHaveLength(7)
    expect(read[0]?.causes).toMatchObject({ 'fault/500': 2, 'fault/other': 68 })
    expect(read[1]).not.toHaveProperty('causes')
  })

  it.each([undefined, -1, 0.5, Number.NaN, '1'])(
    'drops %s as the time of the sending',
    (sentAt) => {
      expect(parseReport({ isolate: 'a', sequence: 1, sentAt })).not.toHaveProperty('sentAt')
    }
  )

  it.each([
    ['of another number of calls', { slice: 9, byAge: [1, 1], byCaller: [] }],
    ['without a slice', { byAge: [3], byCaller: [] }],
    ['that are no record', 'starts'],
  ])('drops starts %s', (_, starts) => {
    const calls = { color: 'green', release: 'v2', waiting: 3, answering: 0, oldestWaitingMs: 0 }
    const report = parseReport({ isolate: 'a', sequence: 1, inProgress: [{ ...calls, starts }] })

    expect(report?.inProgress).toEqual([calls])
  })

  it('keeps a bounded number of starters, as valid callers', () => {
    const byCaller = Array.from({ length: 100 }, (_, caller) => ({ caller, calls: -1 }))
    const starts = { slice: 9, byAge: [3], byCaller }
    const calls = { color: 'green', release: 'v2', waiting: 3, starts }
    const report = parseReport({ isolate: 'a', sequence: 1, inProgress: [calls] })

    const read = report?.inProgress?.[0]?.starts?.byCaller ?? []
    expect(read).toHaveLength(16)
    expect(read.at(-1)).toEqual({ caller: 15, route: 'other', calls: 0 })
  })

  it('returns undefined without an identity or a sequence', () => {
    expect(parseReport({ sequence: 1, tallies: [] })).toBeUndefined()
    expect(parseReport({ isolate: 'a', sequence: -1, tallies: [] })).toBeUndefined()
    expect(parseReport('report')).toBeUndefined()
  })

  it('accepts any tallies, group and starts without throwing', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (tallies, group) => {
        const inProgress = [{ color: 'blue', release: 'v1', starts: group }]
        const report = parseReport({ isolate: 'a', sequence: 1, tallies, group, inProgress })

        expect(report?.sequence).toBe(1)
      })
    )
  })
})

describe('parseReply', () => {
  it('returns a reply of the same version unchanged', () => {
    const objectivesMs = { 'POST /v1/embeddings': 1_500 }

    expect(parseReply({ pointer, nextReportMs: 250, objectivesMs })).toEqual({
      pointer,
      nextReportMs: 250,
      objectivesMs: new Map(Object.entries(objectivesMs)),
    })
  })

  it('returns a report interval for any reply', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (reply) => {
        expect(parseReply(reply).nextReportMs).toBeGreaterThanOrEqual(50)
      })
    )
  })
})
