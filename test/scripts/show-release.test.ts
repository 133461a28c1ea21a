import { expect, it } from 'vitest'
import { localNear } from '../../scripts/cli/screen/local-time.ts'
import { showHistory } from '../../scripts/cli/show-history.ts'
import { showStatus } from '../../scripts/cli/show-status.ts'
import { plainView } from '../../scripts/cli/screen/screen.ts'
import { statusOf } from './fake-admin.ts'

const noon = Date.parse('2026-01-01T12:00:00.000Z')
const at = (ms: number) => new Date(ms).toISOString()

it('shows who staged a release, and that it is not verified', () => {
  const { blue, green } = statusOf().slots
  const facts = { staging: 5, stagedAt: at(noon - 120_000), stagedBy: 'ada', note: 'CHG-1' }
  const slots = { blue, green: { ...green, release: 'v3', ...facts, verified: false } }

  const text = showStatus(statusOf({ slots }), noon)

  expect(text).toMatch(/green .*v3 at .* \[not verified\]/)
  expect(text).toContain('staged 2 min ago by ada, revision 5: CHG-1')
})

it('shows how far the verification of a release has come', () => {
  const { blue, green } = statusOf().slots
  const verification = {
    id: 'r1',
    state: 'failed' as const,
    passed: 4,
    total: 5,
    at: at(noon - 120_000),
  }
  const slots = { blue, green: { ...green, verification } }

  const text = showStatus(statusOf({ slots }), noon)

  expect(text).toContain('verification failed 2 min ago: 4 of 5 golden requests passed')
})

it('shows what is out of the ordinary', () => {
  const text = showStatus(
    statusOf({
      autoRollback: false,
      frozenUntil: at(noon + 3_600_000),
      paused: { at: at(noon - 60_000), by: 'ada', reason: 'a review' },
      wayBack: { color: 'green', release: 'v2', until: at(noon + 7_200_000) },
      stableProbe: { ready: false, at: at(noon - 60_000) },
      configured: [{ color: 'green', origin: 'https://v4.test', release: 'v4' }],
    }),
    noon
  )

  expect(text).toContain('PAUSED    1 min ago, by ada: a review')
  expect(text).toContain(`FROZEN    until ${localNear(noon + 3_600_000, noon)}: switch`)
  expect(text).toContain('ROLLBACK  OFF: auto_rollback = false')
  expect(text).toContain(
    `way back  to green (v2) for 2 h (until ${localNear(noon + 7_200_000, noon)}), but it did not answer 1 min ago`
  )
  expect(text).toContain('config    configured v4 in green')
  expect(text).toContain('bluegreen apply chat')
})

it('shows in the history why a command was forced', () => {
  const entry = {
    revision: 3,
    at: at(noon),
    action: 'switch',
    from: 'blue',
    to: 'green',
    by: 'ada',
    source: 'cli',
    reason: 'v2',
    force: 'blue is lost',
    evidence: null,
    collectors: null,
  } as const

  expect(showHistory({ model: 'chat', entries: [entry] }, noon)).toContain('forced: blue is lost')
})

it.each([
  ['weur', 'near weur, chosen at the first start\n'],
  ['enam', 'near weur, chosen at the first start; wrangler.toml says near enam now'],
  [null, 'near weur, chosen at the first start; wrangler.toml says nothing now'],
])('shows where the coordinator was put, with the hint %s today', (location, expected) => {
  const chosen = { location: 'weur', jurisdiction: null }
  const placement = { chosen, configured: { location, jurisdiction: null } }

  expect(showStatus(statusOf({ placement }), noon)).toContain(`place     ${expected}`)
})

it('does not show where a coordinator is that nobody has put anywhere', () => {
  const nowhere = { location: null, jurisdiction: null }

  const text = showStatus(statusOf({ placement: { chosen: nowhere, configured: nowhere } }), noon)

  expect(text).not.toContain('place ')
})

it.each([
  ['v0.2.0', 'router version: v0.2.0 (3f1c)'],
  ['', 'router version: 3f1c'],
])('shows in the wide history which version of the router wrote an entry: %j', (tag, expected) => {
  const entry = {
    revision: 3,
    at: at(noon),
    action: 'switch',
    from: 'blue',
    to: 'green',
    by: 'ada',
    source: 'cli',
    reason: 'v2',
    evidence: null,
    collectors: null,
    version: { id: '3f1c', tag },
  } as const
  const history = { model: 'chat', entries: [entry] }

  expect(showHistory(history, noon, { ...plainView, isWide: true })).toContain(expected)
  expect(showHistory(history, noon)).not.toContain('router version')
})
