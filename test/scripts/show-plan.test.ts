import { describe, expect, it } from 'vitest'
import { clockOf, lengthOf } from '../../src/core/time-span.ts'
import { showChanged } from '../../scripts/cli/show-changed.ts'
import { showHistory } from '../../scripts/cli/show-history.ts'
import { showStatus } from '../../scripts/cli/show-status.ts'
import { atStep, historyOf, inBake } from './wait/history.ts'

const now = Date.parse('2026-01-01T00:06:17.000Z')
const { plan } = atStep()

/** The status of a rollout by steps whose next step waits for something. */
function waiting(changed: Partial<NonNullable<typeof plan>>): string {
  return showStatus(atStep({ plan: plan === null ? null : { ...plan, ...changed } }), now)
}

describe('the status of a rollout by steps', () => {
  it('begins with the candidate, its share and stable', () => {
    const [first] = waiting({}).split('\n')

    expect(first).toBe('chat: SHIFTING green tiny-gpt-v2 10 % ← blue tiny-gpt-v1, revision 5')
  })

  it('shows which steps are over, how far the present one is, and what is left', () => {
    expect(waiting({})).toContain(
      'plan      ✔ 1 %  ● 10 % 6:12 of 10:00  ○ 50 % until promote  ○ 100 %  ○ bake 30 min'
    )
  })

  it('marks the candidate with its share', () => {
    expect(waiting({})).toMatch(/green +tiny-gpt-v2 at \S+ \[10 % of the keys\]/)
  })

  it.each([
    [{}, '50 %: in 3:48 if the verdict is healthy; until then 210 more good calls are needed'],
    [{ goodCallsNeeded: null }, '50 %: in 3:48 if the verdict is healthy'],
    [
      { waitsFor: 'healthy_verdict' },
      '50 %: the time of the step is over; it waits for 210 more good calls',
    ],
    [
      { waitsFor: 'healthy_verdict', goodCallsNeeded: null },
      '50 %: the time of the step is over; it waits because the verdict is healthy',
    ],
    [{ waitsFor: 'promote', step: 2 }, '100 %: waits for bluegreen promote chat'],
    [{ waitsFor: 'resume' }, '50 %: paused; waits for bluegreen resume chat'],
    [{ waitsFor: 'freeze_end' }, '50 %: waits for the end of the freeze'],
  ] as const)('says why the next one has not come: %j', (changed, text) => {
    expect(waiting(changed)).toContain(`next      ${text}\n`)
  })
})

it('a bake that holds keys back says how many and where', () => {
  expect(showStatus(inBake({ holdBack: 2 }), now)).toContain(
    'green on trial at 100 %, 2 % of the keys held back on blue, back to blue'
  )
})

it('the history names the candidate and its share', () => {
  const entries = [...historyOf([4, 'switch', 'blue', 1], [5, 'step', 'blue', 10])]

  const text = showHistory({ model: 'chat', entries }, now)

  expect(text).toMatch(/switch +green tiny-gpt-v2 1 %/)
  expect(text).toMatch(/step +green tiny-gpt-v2 10 %/)
})

it('a switch and a promotion show the steps that are left', () => {
  const changed = { ...atStep(), message: 'done', made: null }

  for (const name of ['switch', 'promote'] as const) {
    const text = showChanged(name, changed)
    expect(text).toContain(
      'green: 10 % for 10 min, then 50 % until promote, then a bake of 30 min.'
    )
    expect(text).toContain('npm run bluegreen -- promote --model chat')
    expect(text).toContain('npm run rollback -- --model chat')
  }
})

describe('durations', () => {
  it.each([
    [500, '500 ms'],
    [90_000, '90 s'],
    [600_000, '10 min'],
    [86_400_000, '1 day'],
  ])('of %i ms that somebody set are exact: %s', (ms, text) => {
    expect(lengthOf(ms)).toBe(text)
  })

  it.each([
    [-1, '0:00'],
    [372_999, '6:12'],
    [3_605_000, '1:00:05'],
  ])('of %i ms are %s on a clock', (ms, text) => {
    expect(clockOf(ms)).toBe(text)
  })
})
