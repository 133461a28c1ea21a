import { describe, expect, it } from 'vitest'
import { waitOnGithub } from '../../../scripts/cli/wait/wait-on-github.ts'
import { progressOf, type Goal } from '../../../scripts/cli/wait/progress.ts'
import { resultDocument, resultLine } from '../../../scripts/cli/wait/result.ts'
import { statusOf } from '../fake-admin.ts'
import { historyOf, inBake } from './history.ts'

const goal: Goal = { kind: 'completed' }
const pin = { of: 4 }

function waitedOn(status = statusOf({ revision: 5 }), entries = rolledBack) {
  const look = { status, entries }
  return { progress: progressOf(goal, pin, status, entries), pin, look }
}

const rolledBack = historyOf([4, 'switch', 'green'], [5, 'rollback', 'blue'])
const order = { model: 'chat', goal, pin, timeoutMs: 3_600_000 }

function isGiven<Value>(value: Value | undefined): value is Value {
  return value !== undefined
}

describe('the end of a wait', () => {
  it('is a line with the revision and the reason of a rollback', () => {
    expect(resultLine(waitedOn(), order)).toBe(
      'chat: rolled back to blue tiny-gpt-v1, revision 5, rollback by ada: x'
    )
  })

  it('names the verdict at the time limit', () => {
    const waited = waitedOn(inBake(), historyOf([4, 'switch', 'green']))

    expect(resultLine(waited, order)).toBe(
      'chat: still under way after 1 h: green tiny-gpt-v2 bakes and is healthy, 1 of 120 calls failed, at most 1 % may'
    )
  })

  it('is a document about the rollout, by its history, and what is live', () => {
    expect(resultDocument(waitedOn(), order)).toEqual({
      model: 'chat',
      wait: { for: 'completed', result: 'rolled_back' },
      rollout: {
        id: 'chat-4',
        release: 'tiny-gpt-v2',
        from: 'tiny-gpt-v1',
        result: 'rolled_back',
        revisions: [4, 5],
        by: 'ada',
        reason: 'x',
        startedAt: '2026-01-01T00:00:04.000Z',
        endedAt: '2026-01-01T00:00:05.000Z',
        endedBy: 'ada',
        endReason: 'x',
        evidence: null,
      },
      live: { color: 'blue', release: 'tiny-gpt-v1', revision: 5 },
    })
  })

  it('names the releases of the rollout, although others stand in the slots by now', () => {
    const [end, start] = rolledBack
    const from = { color: 'blue' as const, release: 'v2', staging: 0 }
    const to = { color: 'green' as const, release: 'v3', staging: 3 }
    const entries = [end, start && { ...start, releases: { from, to } }].filter(isGiven)

    expect(resultDocument(waitedOn(statusOf({ revision: 6 }), entries), order)).toMatchObject({
      rollout: { release: 'v3', from: 'v2' },
    })
  })

  it('has the numbers that led to a rollback', () => {
    const [end, start] = rolledBack
    const causes = { '500': 31, timeout: 3 }
    const numbers = {
      signal: 'fault',
      route: null,
      calls: 212,
      bad: 34,
      seconds: 2,
      limit: 0.01,
      causes,
      failures: '31 × 500, 3 × timeout',
    }
    const evidence = '34 of 212 calls failed'
    const entries = [end && { ...end, evidence, numbers }, start].filter(isGiven)

    expect(resultDocument(waitedOn(undefined, entries), order)).toMatchObject({
      rollout: {
        evidence: {
          summary: evidence,
          signal: 'fault',
          route: null,
          calls: 212,
          bad: 34,
          by: causes,
          limit: 0.01,
          seconds: 2,
        },
      },
    })
  })

  it('has what the calls show so far while the rollout runs', () => {
    const waited = waitedOn(inBake(), historyOf([4, 'switch', 'green']))

    expect(resultDocument(waited, order)).toMatchObject({
      wait: { result: 'under_way' },
      rollout: {
        result: 'running',
        endedAt: null,
        evidence: { calls: 120, bad: 1, by: { '500': 1 } },
      },
    })
  })

  it('begins with the switch, also when its staging was waited for', () => {
    const entries = historyOf([3, 'stage'], [4, 'switch', 'green'], [5, 'complete'])
    const waited = { ...waitedOn(statusOf(), entries), pin: { of: 3 } }

    expect(resultDocument(waited, order)).toMatchObject({ rollout: { revisions: [4, 5] } })
  })

  it('has no rollout before the switch', () => {
    const waited = waitedOn(statusOf(), historyOf([4, 'stage']))

    expect(resultDocument(waited, order)).toMatchObject({ rollout: null })
  })
})

describe('on GitHub', () => {
  it('is an error', () => {
    expect(waitOnGithub(waitedOn(), 'chat: rolled back').annotations).toEqual([
      '::error title=bluegreen::chat: rolled back',
    ])
  })

  it('is a notice when what was waited for came', () => {
    const waited = waitedOn(statusOf(), historyOf([4, 'switch', 'green'], [5, 'complete']))

    expect(waitOnGithub(waited, 'done').annotations).toEqual(['::notice title=bluegreen::done'])
  })

  it('is a table of the changes', () => {
    const { summary } = waitOnGithub(waitedOn(), 'chat: rolled back')

    expect(summary).toContain('### chat: rolled back')
    expect(summary).toContain('| 2026-01-01T00:00:05.000Z | 5 | rollback | blue | ada | x |')
  })
})
