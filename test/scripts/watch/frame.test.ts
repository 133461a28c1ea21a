import { describe, expect, it } from 'vitest'
import { failure } from '../../../scripts/cli/failure.ts'
import { widthOf } from '../../../scripts/cli/screen/fit.ts'
import {
  noEvidence,
  withAnswer,
  type Evidence,
  type EvidenceSample,
} from '../../../scripts/cli/watch/evidence.ts'
import { frameOf } from '../../../scripts/cli/watch/frame.ts'
import { failed, pauseAfter, seen } from '../../../scripts/cli/watch/view-state.ts'
import { statusOf } from '../fake-admin.ts'
import { inBake } from '../wait/history.ts'
import { lookAt, now, rolloutOf, stateWith, terminal } from './looks.ts'

function textOf(...args: Parameters<typeof lookAt>): string {
  return frameOf(stateWith(lookAt(...args)), now, terminal).join('\n')
}

/** Evidence against green, a second apart. */
function samplesOf(...ratios: readonly number[]): Evidence {
  return { samples: ratios.map((ratio, index) => sampleAt(index, ratio)), next: undefined }
}

function sampleAt(seconds: number, ratio: number): EvidenceSample {
  return {
    at: now + 1_000 * seconds,
    color: 'green',
    ratio,
    share: 10,
    signal: 'fault',
    calls: 1,
    faults: 0,
  }
}

describe('the view of a model', () => {
  it('shows the rollout, its plan with ticks, and why the next step waits', () => {
    const lines = textOf({ by: 'mira', reason: 'CHG-1234' }).split('\n')

    expect(lines.slice(0, 2)).toEqual([
      'chat  SHIFTING  green tiny-gpt-v2 10 %  ← blue tiny-gpt-v1',
      'r5 by mira: CHG-1234',
    ])
    expect(lines.slice(2).join(' ')).toMatch(
      /✔ verified +✔ 1 % +● 10 % 6:12 of 10:00 +○ 50 % until promote +○ 100 % +○ bake 30 min/
    )
    expect(lines.join(' ').replaceAll(/\s+/g, ' ')).toContain(
      'next 50 %: in 3:48 if the verdict is healthy; until then 210 more good calls are needed'
    )
  })

  it('has stable and the candidate side by side, with the limits', () => {
    const text = textOf()

    expect(text).toMatch(/^ +blue tiny-gpt-v1 +green tiny-gpt-v2 +limit$/m)
    expect(text).toMatch(/^last minute +stable +candidate, 10 %$/m)
    expect(text).toMatch(/^calls +1,140 {2}19\.0\/s +60 {2}1\.0\/s +210 more good calls$/m)
    expect(text).toMatch(/^faults +0\.088 % {2}\(1\) +1\.7 % {2}\(1\) +1 %$/m)
    expect(text).toMatch(/^slow > 500 ms +1\.2 % {2}\(14\) +0 % +5 %$/m)
    expect(text).toMatch(/^p50 p95 p99 +31 210 480 ms +29 180 410 ms$/m)
  })

  it('has the counts of an older router, which says nothing of the last minute', () => {
    const { look } = stateWith({ ...lookAt(), status: inBake() })
    const text = frameOf(stateWith(look), now, terminal).join('\n')

    expect(text).toMatch(/^so far +stable +candidate, 100 %$/m)
    expect(text).toMatch(/^faults +0\.83 % {2}\(1\) +0\.83 % {2}\(1\)$/m)
  })

  it.each([
    [0, '░'.repeat(20), 'green is at 0 %'],
    [0.5, `${'█'.repeat(10)}${'░'.repeat(10)}`, 'green is at 50 %'],
    [1.2, '█'.repeat(20), 'green is at 120 %'],
  ])('shows evidence of %d as a bar against its threshold', (ratio, bar, words) => {
    const text = textOf({}, { evidence: samplesOf(ratio) })

    expect(text).toContain(`evidence  ${bar}┃ rollback at 100 %; ${words} (fault)`)
  })

  it('shows the course of the evidence, with a gap where no call was judged', () => {
    const samples = [...samplesOf(0, 0.5, 1).samples, sampleAt(19, 0.2)]

    const text = textOf({}, { evidence: { samples, next: undefined } })

    expect(text).toContain(`          ▁▄█${' '.repeat(16)}▂  the last 19 s`)
  })

  it('shows how the last rollout ended when nothing is on trial', () => {
    const rollout = rolloutOf('rolled_back', {
      to: { color: 'green', release: 'v3', staging: 3 },
      endedAt: '2026-01-01T00:05:17.000Z',
      endedBy: 'router',
      evidence: '34 of 212 failed',
    })
    const state = stateWith({ ...lookAt(), status: statusOf(), rollout })

    const text = frameOf(state, now, terminal).join('\n')

    expect(text).toContain('rollout   green v3 ROLLED BACK 1 min ago by router: 34 of 212 failed')
  })

  it.each([40, 60, 80, 120])('fits %i columns and 20 lines', (columns) => {
    const reason = 'a long reason '.repeat(10)
    const look = lookAt({ reason }, { evidence: samplesOf(0.2, 0.3) })

    const lines = frameOf(stateWith(look), now, { ...terminal, columns, rows: 20 })

    expect(lines.length).toBeLessThanOrEqual(20)
    expect(Math.max(...lines.map(widthOf))).toBeLessThanOrEqual(columns)
    expect(lines.at(-1)).toMatch(/^data of/)
  })
})

describe('the view of several models', () => {
  it('shows as many as fit, those that need people first, and how many more there are', () => {
    const since = '2026-01-01T00:00:00.000Z'
    const alert = { code: 'live_faulty', message: 'm', advice: 'a', since } as const
    const models = Array.from({ length: 50 }, (_, index) =>
      statusOf({ model: `model-${index}`, ...(index === 42 ? { alerts: [alert] } : {}) })
    )

    const lines = frameOf(stateWith({ kind: 'all', models, you: undefined }), now, terminal)

    expect(lines).toHaveLength(30)
    expect(lines[0]).toBe('50 models: 1 needs people, 0 under way, 49 at rest')
    expect(lines[2]).toMatch(/^! model-42 .* live_faulty$/)
    expect(lines[3]).toMatch(/^ {2}model-0 /)
    expect(lines.at(-3)).toBe('  … and 25 more')
  })
})

describe('the last line of a view', () => {
  const lost = failure('unreachable', 'It cannot be reached: ECONNREFUSED.')

  it('says how old the data are', () => {
    const lines = frameOf(stateWith(lookAt()), now + 3_000, terminal)

    expect(lines.at(-1)).toMatch(/^data of .*, 3 s ago · read every 2 s · ctrl-c ends this view$/)
  })

  it('says that there is no answer and when the next look is, and keeps the last data', () => {
    const state = failed(failed(stateWith(lookAt()), lost, now + 2_000), lost, now + 6_000)

    const lines = frameOf(state, now + 10_000, { ...terminal, columns: 200 })

    expect(lines[0]).toContain('SHIFTING')
    expect(lines.at(-1)).toMatch(
      /^NO ANSWER for 8 s · shown is .* UTC.* · next try in 4 s · It cannot be reached: ECONN/
    )
    expect(seen(state, lookAt(), now).trouble).toBeUndefined()
  })

  it.each([
    [0, 2_000],
    [1, 4_000],
    [2, 8_000],
    [3, 16_000],
    [4, 30_000],
    [40, 30_000],
  ])('comes with a pause that doubles with each failure: %i', (failures, ms) => {
    expect(pauseAfter(failures, 2_000)).toBe(ms)
    expect(pauseAfter(failures, 60_000)).toBe(60_000)
  })
})

describe('the evidence of an answer', () => {
  it('is added to what is known, with the cursor of the next', () => {
    const { samples } = samplesOf(0.1, 0.2)
    const answer = { models: [], evidence: { model: 'chat', samples: [...samples], next: 7 } }

    const evidence = withAnswer(noEvidence, answer)

    expect(evidence).toEqual({ samples, next: 7 })
    expect(withAnswer(evidence ?? noEvidence, answer)?.samples).toHaveLength(4)
  })

  it('is none of an older router', () => {
    expect(withAnswer(noEvidence, { models: [] })).toBeUndefined()
  })
})
