import { describe, expect, it } from 'vitest'
import type { Agreement } from '../../../src/core/shadow/compare-in-shadow.ts'
import { KEPT_BYTES, sampleBody } from '../../../src/data-plane/shadow/body-sample.ts'
import { CopyRate, takePlace } from '../../../src/data-plane/shadow/copy-limit.ts'
import { ShadowCounts } from '../../../src/data-plane/shadow/shadow-counts.ts'

const cohort = { color: 'green', release: 'v2', slice: 7, caller: 1, route: 'POST /x' } as const
const difference = (where: string) => ({ where, stable: '1', candidate: '2' })
const differed = (...places: readonly string[]): Agreement => ({
  kind: 'differed',
  differences: places.map(difference),
})

describe('the counts of copies', () => {
  it('are taken once', () => {
    const counts = new ShadowCounts()
    counts.addStart(cohort)
    counts.addOutcome(cohort, { outcome: 'fault', finding: 'discordant', cause: '500' }, true)

    const causes = { 'fault/500': 1 }
    expect(counts.take()?.tallies).toMatchObject([
      { ...cohort, started: 1, fault: 1, discordant: 1, slow: 1, causes },
    ])
    expect(counts.isEmpty).toBe(true)
    expect(counts.take()).toBeUndefined()
  })

  it('grade a comparison, and keep few differences', () => {
    const counts = new ShadowCounts()
    counts.addAgreement(cohort, { kind: 'agreed' }, true, 1)
    counts.addAgreement(cohort, { kind: 'uncompared' }, true, 2)
    counts.addAgreement(cohort, differed('a', 'b', 'c', 'd'), true, 3)
    counts.addAgreement(cohort, differed('e', 'f', 'g', 'h'), true, 4)
    counts.addSkipped(cohort)

    const { tallies = [], agreement, differences = [] } = counts.take() ?? {}
    expect(agreement).toMatchObject([{ agreed: 1, uncompared: 1, differed: 2, skipped: 1 }])
    expect(tallies[0]?.quality).toEqual({ agreement: { calls: 3, bad: 2 } })
    expect(differences.map(({ where, at }) => where + at)).toEqual(['b3', 'c3', 'e4', 'f4', 'g4'])
  })

  it('keep no difference where that is turned off', () => {
    const counts = new ShadowCounts()
    counts.addAgreement(cohort, differed('a'), false, 1)

    expect(counts.take()).toMatchObject({ agreement: [{ differed: 1 }], differences: [] })
  })
})

describe('copies', () => {
  it('are at most 16 at once, and those of lost invocations end by themselves', () => {
    const places = Array.from({ length: 20 }, () => takePlace(1_000, 5_000))
    const given = places.filter((place) => place !== undefined)
    expect(given).toHaveLength(16)

    given[0]?.leave()
    given[0]?.leave()
    expect([takePlace(1_000, 5_000), takePlace(1_000, 5_000)]).toEqual([
      expect.anything(),
      undefined,
    ])
    expect(takePlace(5_000, 9_000)).toBeDefined()
  })

  it('start at their rate', () => {
    const rate = new CopyRate()
    const started = (now: number) => [1, 2, 3, 4].filter(() => rate.take(now, 2)).length

    expect([started(10_000), started(10_400), started(10_500), started(60_000)]).toEqual([
      2, 0, 1, 2,
    ])
  })

  it('start at a rate below one in a second', () => {
    const rate = new CopyRate()

    expect([0, 1_000, 1_999, 2_000].map((now) => rate.take(now, 0.5))).toEqual([
      true,
      false,
      false,
      true,
    ])
  })
})

describe('the sample of a body', () => {
  function body(bytes: number, pieces: number, isCut = false): ReadableStream<Uint8Array> {
    let left = pieces
    return new ReadableStream({
      pull(controller) {
        if (left-- > 0) controller.enqueue(new Uint8Array(bytes / pieces))
        else if (isCut) controller.error(new Error('cut'))
        else controller.close()
      },
    })
  }

  it('is whole up to its bound, and nothing beyond', async () => {
    const whole = await sampleBody(body(KEPT_BYTES, 16), KEPT_BYTES)
    const long = await sampleBody(body(2 * KEPT_BYTES, 16), KEPT_BYTES)
    const counted = await sampleBody(body(2 * KEPT_BYTES, 16), 4 * KEPT_BYTES)

    expect([whole.end, whole.bytes?.byteLength]).toEqual(['whole', KEPT_BYTES])
    expect([long.end, long.bytes]).toEqual(['long', undefined])
    expect(long.length).toBeLessThanOrEqual(KEPT_BYTES + KEPT_BYTES / 8)
    expect(counted).toEqual({ end: 'whole', bytes: undefined, length: 2 * KEPT_BYTES })
  })

  it('of a body that breaks off says so', async () => {
    expect((await sampleBody(body(100, 2, true), KEPT_BYTES)).end).toBe('broken')
    expect((await sampleBody(null, KEPT_BYTES)).length).toBe(0)
  })
})
