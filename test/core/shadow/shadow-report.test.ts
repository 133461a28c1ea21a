import fc from 'fast-check'
import { expect, it } from 'vitest'
import { parseReport } from '../../../src/core/reporting/parse-report.ts'
import { alignedReport } from '../../../src/core/rollout/evidence-clock.ts'
import { parseShadow } from '../../../src/core/shadow/parse-shadow.ts'
import { mergeShadow, type ShadowReport } from '../../../src/core/shadow/shadow-report.ts'
import { tally } from '../../support/evidence.ts'

const release = { color: 'green', release: 'v2', route: 'POST /v1/embeddings' } as const

function shadow(at = 1): ShadowReport {
  return {
    tallies: [tally({ ...release, fault: 1, causes: { 'fault/500': 1 } })],
    times: [
      {
        ...release,
        firstByte: { buckets: [[3, 1]], sumMs: 2 },
        duration: { buckets: [], sumMs: 0 },
      },
    ],
    agreement: [{ ...release, agreed: 3, differed: 1, uncompared: 2, skipped: 4 }],
    differences: [{ ...release, at, where: 'a.b', stable: '1', candidate: '2' }],
  }
}

const report = { isolate: 'a', sequence: 1, revision: 1, tallies: [], shadow: shadow() }

it('is parsed unchanged, apart from the calls of clients', () => {
  expect(parseShadow(JSON.parse(JSON.stringify(shadow())))).toEqual(shadow())
  expect(parseReport(report)).toMatchObject({ tallies: [], shadow: shadow() })
  expect(parseReport({ ...report, shadow: undefined })).not.toHaveProperty('shadow')
})

it('adds up, with the newest differences', () => {
  const merged = mergeShadow(Array.from({ length: 30 }, (_, index) => shadow(30 - index)))

  expect(merged.tallies).toMatchObject([{ started: 30, fault: 30, causes: { 'fault/500': 30 } }])
  expect(merged.times).toEqual([
    {
      ...release,
      firstByte: { buckets: [[3, 30]], sumMs: 60 },
      duration: { buckets: [], sumMs: 0 },
    },
  ])
  expect(merged.agreement).toEqual([
    { ...release, agreed: 90, differed: 30, uncompared: 60, skipped: 120 },
  ])
  expect(merged.differences.map(({ at }) => at)).toEqual(
    Array.from({ length: 20 }, (_, index) => index + 11)
  )
})

it('follows the clock of the receiver', () => {
  const behind = { ...report, sentAt: 0 }

  expect(alignedReport(behind, 1, 500_000).shadow?.tallies).toMatchObject([{ slice: 500 }])
  expect(alignedReport({ ...behind, sentAt: 500_000 }, 1, 500_000)).toMatchObject({
    shadow: shadow(),
  })
})

it('leaves out what is malformed, and never throws', () => {
  const [difference] = shadow().differences
  const long = { ...difference, stable: 'x'.repeat(301) }

  expect(
    parseShadow({ differences: [long, { ...difference, at: 'now' }, 7] })?.differences
  ).toEqual([])
  expect(parseShadow({ agreement: [{ ...release, agreed: -1 }] })?.agreement).toMatchObject([
    { agreed: 0, differed: 0 },
  ])
  fc.assert(
    fc.property(fc.anything(), (document) => {
      expect(() => parseShadow(document)).not.toThrow()
      expect(() => parseShadow({ agreement: document, differences: document })).not.toThrow()
    })
  )
})
