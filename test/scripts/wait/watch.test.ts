import { describe, expect, it } from 'vitest'
import type { Status } from '../../../src/control-plane/admin/answers.ts'
import type { HistoryEntry } from '../../../src/control-plane/admin/history-answers.ts'
import { ok, refuse } from '../../../src/core/result.ts'
import type { HistoryQuery } from '../../../scripts/cli/admin-client.ts'
import { failure, type Failure } from '../../../scripts/cli/failure.ts'
import { printing } from '../../../scripts/cli/wait/printer.ts'
import { watch, type WaitOrder } from '../../../scripts/cli/wait/watch.ts'
import { statusOf } from '../fake-admin.ts'
import { atStep, historyOf, inBake, type Change } from './history.ts'

const seeded = [1, 'seed'] as const
const switched = [4, 'switch', 'green'] as const
const rolledBack = [5, 'rollback', 'blue'] as const

type Step = Failure | { readonly status: Status; readonly entries: readonly HistoryEntry[] }

const baking: Step = { status: inBake(), entries: historyOf(seeded, switched) }
const after: Step = {
  status: statusOf({ revision: 5 }),
  entries: historyOf(seeded, switched, rolledBack),
}
const gone = failure('unreachable', 'The admin route cannot be reached.')

/** Watches a model that makes one step for each look; the last one stays. */
async function watched(steps: readonly Step[], order: Partial<WaitOrder> = {}) {
  let now = Date.parse('2026-01-01T00:00:10.000Z')
  let looks = 0
  let histories = 0
  const lines: string[] = []
  const step = () => steps[Math.min(looks, steps.length) - 1] ?? gone
  const client = {
    status: async () => {
      looks++
      const taken = step()
      return 'status' in taken ? ok(taken.status) : refuse(taken)
    },
    history: async (_: string, { limit, before = 0 }: HistoryQuery) => {
      histories++
      const taken = step()
      if (!('status' in taken)) return refuse(taken)
      // The fake numbers entries from the newest one.
      const entries = taken.entries.slice(before, before + limit)
      const next = before + limit < taken.entries.length ? before + limit : null
      return ok({ model: 'chat', entries, next })
    },
  }
  const clock = { now: () => now, sleep: async (ms: number) => (now += ms) }
  const whole = { model: 'chat', pin: { of: 4 }, timeoutMs: 60_000, ...order } as const
  const observer = printing((line) => lines.push(line), clock.now)
  const result = await watch(client, { goal: { kind: 'completed' }, ...whole }, observer, clock)
  return { result, lines, looks, histories }
}

describe('watch', () => {
  it('looks until the rollout has ended, and reads the history after changes only', async () => {
    const { result, looks, histories } = await watched([baking, baking, baking, after])

    expect(result.ok && result.value.progress.kind).toBe('rolled_back')
    expect([looks, histories]).toEqual([4, 2])
  })

  it('is under way at the time limit', async () => {
    const { result, looks } = await watched([baking], { timeoutMs: 5_000 })

    expect(result.ok && result.value.progress.kind).toBe('under_way')
    expect(looks).toBe(4)
  })

  it('goes on when the admin route fails for a while', async () => {
    const { result, lines } = await watched([baking, gone, gone, after])

    expect(result.ok && result.value.progress.kind).toBe('rolled_back')
    expect(lines.filter((line) => line.includes('cannot be reached'))).toHaveLength(1)
    expect(lines.filter((line) => line.includes('answers again'))).toHaveLength(1)
  })

  it('ends with the failure when that lasts to the time limit', async () => {
    const { result } = await watched([baking, gone], { timeoutMs: 5_000 })

    expect(result).toEqual(refuse(gone))
  })

  it.each([
    ['a wrong token', [baking, failure('unauthorized', 'No.')]],
    ['a model that does not exist', [failure('unknown_model', 'No.')]],
    ['a first answer that is not the router’s', [failure('unexpected_answer', 'No.')]],
  ] as const)('ends at once after %s', async (_, steps) => {
    const { result, looks } = await watched(steps)

    expect(result.ok).toBe(false)
    expect(looks).toBe(steps.length)
  })

  it('waits at the end until all isolates follow, so that the line can say so', async () => {
    const isolates = { reporting: 2, following: 0, oldestRevision: 4, silentMs: 100 }
    const lagging: Step = { ...after, status: statusOf({ revision: 5, isolates }) }

    const { lines, looks } = await watched([baking, lagging, lagging, after])

    expect(looks).toBe(4)
    expect(lines.filter((line) => line.includes('ROLLED BACK'))).toEqual([
      expect.stringMatching(/ROLLED BACK to blue tiny-gpt-v1 on 2 of 2 isolates$/),
    ])
  })

  it.each([
    ['do not follow in five seconds', { reporting: 2, following: 1 }, 11],
    ['do not report', { reporting: 0, following: 0 }, 1],
  ])('says nothing about isolates that %s', async (_, counts, looks) => {
    const isolates = { oldestRevision: null, silentMs: null, ...counts }
    const lagging: Step = { ...after, status: statusOf({ revision: 5, isolates }) }

    const seen = await watched([lagging])

    expect(seen.looks).toBe(looks)
    expect(seen.lines[2]).toMatch(/ROLLED BACK to blue tiny-gpt-v1$/)
  })

  it('goes back to the switch, however many entries came after it', async () => {
    const previews = Array.from({ length: 250 }, (): Change => [4, 'preview'])
    const entries = historyOf(seeded, switched, ...previews)

    const { result, histories, lines } = await watched([{ ...baking, entries }], { timeoutMs: 0 })

    expect(result.ok && result.value.progress.kind).toBe('under_way')
    expect(histories).toBe(2)
    expect(lines.join()).not.toContain('preview')
  })

  it('is about the newest rollout when no revision is given', async () => {
    const { result } = await watched([baking, after], { pin: undefined })

    expect(result.ok && result.value.pin).toEqual({ of: 4 })
  })

  it('reads the status again when the history is newer', async () => {
    const racing = { status: baking.status, entries: after.entries }

    const { result, looks } = await watched([racing, after])

    expect(result.ok && result.value.look.status.revision).toBe(5)
    expect(looks).toBe(2)
  })
})

describe('the printed lines', () => {
  it('are one for each change, with its evidence or author', async () => {
    const { lines } = await watched([baking, baking, after, after])
    const changes = lines.filter((line) => / r\d+ {2}/.test(line))

    expect(changes.map(withoutTime)).toEqual([
      'chat r4  green tiny-gpt-v2 baking; blue tiny-gpt-v1 is stable',
      'chat r5  ROLLED BACK to blue tiny-gpt-v1 on 2 of 2 isolates',
    ])
    expect(lines[1]?.trim()).toBe('by ada: x')
  })

  it('name the length of the bake', async () => {
    const bake = { startedAt: '2026-01-01T00:00:00.000Z', endsAt: '2026-01-01T00:30:00.000Z' }
    const { lines } = await watched([{ ...baking, status: inBake({ bake }) }], { timeoutMs: 0 })

    expect(lines[0]).toContain('green tiny-gpt-v2 baking 30 min; blue')
  })

  it('have the verdict when its kind changes, and its numbers once a minute', async () => {
    const { health } = statusOf()
    const judged = (kind: 'healthy' | 'undecided', calls: number): Step => ({
      ...baking,
      status: inBake({
        health: {
          ...health,
          green: { ...health.green, verdict: { kind, summary: `${calls} calls` } },
        },
      }),
    })
    const numbers = Array.from({ length: 40 }, (_, index) => judged('undecided', index))

    const { lines } = await watched([...numbers, judged('healthy', 99), after], { timeoutMs: 3e5 })

    expect(lines.filter((line) => line.includes('calls')).map(withoutTime)).toEqual([
      'undecided: 0 calls',
      'undecided: 30 calls',
      'healthy: 99 calls',
    ])
  })
})

it('prints a line for each step, with its time and the verdict on the candidate', async () => {
  const begun = [4, 'switch', 'blue', 1] as const
  const first = { status: atStep({ revision: 4, weight: 1 }), entries: historyOf(seeded, begun) }
  const second = { status: atStep(), entries: historyOf(seeded, begun, [5, 'step', 'blue', 10]) }

  const { lines } = await watched([first, second], { timeoutMs: 4_000 })

  const shown = lines.map(withoutTime)
  expect(shown).toContain(
    'chat r4  green tiny-gpt-v2 at 1 % for 10 min; blue tiny-gpt-v1 is stable'
  )
  expect(shown).toContain(
    'chat r5  green tiny-gpt-v2 at 10 % for 10 min; blue tiny-gpt-v1 is stable'
  )
  expect(shown).toContain('1 %  healthy: 1 of 120 calls failed, at most 1 % may')
})

function withoutTime(line: string): string {
  return line.replace(/^\d\d:\d\d:\d\d UTC\S*/, '').trim()
}
