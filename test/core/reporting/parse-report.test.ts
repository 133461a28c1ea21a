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
    const inProgress = [{ ...release, waiting: 2, answering: 1, oldestWaitingMs: 900 }]
    const firstByte = [{ ...release, route: 'other', buckets: [[3, 1] as const] }]
    const counted = { tallies: [whole], inProgress, firstByte }
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

  it('returns undefined without an identity or a sequence', () => {
    expect(parseReport({ sequence: 1, tallies: [] })).toBeUndefined()
    expect(parseReport({ isolate: 'a', sequence: -1, tallies: [] })).toBeUndefined()
    expect(parseReport('report')).toBeUndefined()
  })

  it('accepts any tallies and group without throwing', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (tallies, group) => {
        const report = parseReport({ isolate: 'a', sequence: 1, tallies, group })

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
