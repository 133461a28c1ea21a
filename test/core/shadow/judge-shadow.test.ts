import { describe, expect, it } from 'vitest'
import { addCounts } from '../../../src/core/detector/cohort.ts'
import { emptyEvidence, type Evidence } from '../../../src/core/detector/evidence.ts'
import { defaultLimits } from '../../../src/core/detector/limits.ts'
import type { Tally } from '../../../src/core/reporting/tally.ts'
import {
  countedShadow,
  judgeShadow,
  shadowLimitsOf,
} from '../../../src/core/shadow/judge-shadow.ts'
import { tally } from '../../support/evidence.ts'

const CHAT = 'POST /v1/chat/completions'
const FILES = 'POST /v1/files'

/** Tallies of so many seconds: some callers, ten calls each. */
function seconds(count: number, part: Partial<Tally> = {}): readonly Tally[] {
  return Array.from({ length: count }, (_, slice) => slice).flatMap((slice) =>
    [1, 2, 3].map((caller) => tally({ slice, caller, started: 10, route: CHAT, ...part }))
  )
}

function evidenceOf(...tallies: readonly Tally[]): Evidence {
  return addCounts(emptyEvidence(0), tallies, 60_000, defaultLimits)
}

const stable = evidenceOf(
  ...seconds(30, { color: 'blue', release: 'v1' }),
  ...seconds(30, { color: 'blue', release: 'v1', route: FILES })
)

function verdictOn(copies: Evidence, maxDisagreementRate?: number) {
  const limits = shadowLimitsOf(defaultLimits, maxDisagreementRate)
  return judgeShadow({ color: 'green', copies, stable, now: 60_000, limits })
}

describe('a release in shadow', () => {
  it('is healthy by its copies, though routes with state got none', () => {
    expect(verdictOn(evidenceOf(...seconds(30))).kind).toBe('healthy')
  })

  it('is undecided by a few copies', () => {
    expect(verdictOn(evidenceOf(...seconds(1)))).toMatchObject({ kind: 'undecided', hold: false })
  })

  it('is faulty by copies that fail where stable answered', () => {
    const copies = evidenceOf(
      ...seconds(3, { fault: 8, discordant: 8, causes: { 'fault/500': 8 } })
    )

    expect(verdictOn(copies)).toMatchObject({
      kind: 'faulty',
      summary: expect.stringMatching(
        /^\d+ of \d+ calls .*were answered 500 on green .* stable answered all/
      ),
    })
  })

  it('is not faulty by copies of calls that stable failed too', () => {
    const copies = evidenceOf(...seconds(30, { neutral: 8, concordant: 8 }))

    expect(verdictOn(copies).kind).not.toBe('faulty')
  })
})

describe('differences', () => {
  const quality = { agreement: { calls: 10, bad: 4 } }

  it('count where the operator says how many may differ', () => {
    const counted = countedShadow(seconds(10, { quality }), 0.1)

    expect(verdictOn(evidenceOf(...counted), 0.1)).toMatchObject({
      kind: 'faulty',
      signal: 'quality:agreement',
      summary: expect.stringContaining('were answered otherwise than by stable on green'),
    })
  })

  it('do not count as long as they are no more', () => {
    const few = { agreement: { calls: 10, bad: 1 } }
    const counted = countedShadow(seconds(30, { quality: few }), 0.2)

    expect(verdictOn(evidenceOf(...counted), 0.2).kind).toBe('healthy')
  })

  it('do not count otherwise', () => {
    const counted = countedShadow(seconds(30, { quality }), undefined)

    expect(verdictOn(evidenceOf(...counted)).kind).toBe('healthy')
  })
})
