import { describe, expect, it } from 'vitest'
import type { HistoryEntry } from '../../../src/core/rollout/history-entry.ts'
import { rolloutRecordsOf } from '../../../src/core/rollout/rollout-records.ts'
import type { Color } from '../../../src/core/routing/color.ts'

const releases = {
  from: { color: 'blue', release: 'v2', staging: 7 },
  to: { color: 'green', release: 'v3', staging: 41 },
} as const

type Change = readonly [action: HistoryEntry['action'], from?: Color, to?: Color]

/** Entries from number 1, of which each makes a revision from 42 on. */
function historyOf(...changes: readonly Change[]) {
  return changes.map(([action, from = 'green', to = from], index) => ({
    entry: index + 1,
    content: {
      revision: 42 + index,
      at: 1_000 * index,
      action,
      from,
      to,
      releases,
      cause: { by: `author of ${action}`, source: 'test', reason: `why ${action}` },
    },
  }))
}

const toGreen: Change = ['switch', 'blue', 'green']
const toBlue: Change = ['rollback', 'green', 'blue']

it('has id, releases, revisions, authors and times of a rollout', () => {
  const [record] = rolloutRecordsOf('chat', historyOf(toGreen, ['verify'], toBlue))

  expect(record).toMatchObject({
    id: 'chat-42',
    entry: 1,
    ...releases,
    result: 'rolled_back',
    revisions: [42, 43, 44],
    startedAt: 0,
    endedAt: 2_000,
    cause: { by: 'author of switch' },
    end: { by: 'author of rollback', reason: 'why rollback' },
  })
})

it.each<[string, readonly Change[]]>([
  ['running', []],
  ['running', [['verify']]],
  ['completed', [['complete']]],
  ['completed', [['promote'], ['stage']]],
  ['rolled_back', [toBlue]],
  ['undone', [['complete'], ['undo', 'green', 'blue']]],
  ['rolled_back', [['break_glass', 'green', 'blue']]],
  ['superseded', [['break_glass']]],
])('is %s after %j', (result, changes) => {
  const records = rolloutRecordsOf('chat', historyOf(toGreen, ...changes))

  expect(records.map((record) => record.result)).toEqual([result])
})

it('leaves what comes between rollouts to none', () => {
  const entries = historyOf(['seed'], toGreen, ['complete'], ['stage'], toGreen, toBlue)

  expect(rolloutRecordsOf('chat', entries).map(({ id, revisions }) => [id, revisions])).toEqual([
    ['chat-43', [43, 44]],
    ['chat-46', [46, 47]],
  ])
})

it('has no revision of an entry that made none', () => {
  const entries = historyOf(toGreen, ['alert'], toBlue).map(({ entry, content }) => ({
    entry,
    content: content.action === 'alert' ? { ...content, revision: 42 } : content,
  }))

  expect(rolloutRecordsOf('chat', entries)[0]?.revisions).toEqual([42, 44])
})

it('has a rollout for a pointer by hand that goes forward', () => {
  const [record] = rolloutRecordsOf('chat', historyOf(['break_glass', 'blue', 'green']))

  expect(record).toMatchObject({ id: 'chat-42', result: 'completed', revisions: [42] })
})

it('leaves out a rollout whose switch is not in the part', () => {
  expect(rolloutRecordsOf('chat', historyOf(toBlue, ['complete']))).toEqual([])
})

describe('a rollout by steps', () => {
  const { from: blue, to: green } = releases
  const entry = (
    revision: number,
    action: HistoryEntry['action'],
    rest: Partial<HistoryEntry>
  ) => ({
    entry: revision,
    content: {
      revision,
      at: 1_000 * revision,
      action,
      from: 'blue',
      to: 'blue',
      releases: { from: blue, to: blue, about: green },
      cause: { by: 'ada', source: 'test', reason: 'because' },
      ...rest,
    } satisfies HistoryEntry,
  })
  const begun = [
    entry(42, 'switch', { weight: 1 }),
    entry(43, 'step', { weight: 10 }),
    entry(44, 'promote', { weight: 50 }),
  ]

  it('is about the candidate, and its revisions include its steps', () => {
    expect(rolloutRecordsOf('chat', begun)).toMatchObject([
      { id: 'chat-42', from: blue, to: green, result: 'running', revisions: [42, 43, 44] },
    ])
  })

  it.each<[string, ReturnType<typeof entry>]>([
    ['running', entry(45, 'promote', { weight: 100, to: 'green' })],
    ['completed', entry(45, 'complete', { from: 'green', to: 'green' })],
    ['rolled_back', entry(45, 'rollback', {})],
    ['rolled_back', entry(45, 'break_glass', {})],
    ['superseded', entry(45, 'break_glass', { to: 'green' })],
  ])('is %s after %j', (result, last) => {
    expect(rolloutRecordsOf('chat', [...begun, last])).toMatchObject([{ result }])
  })

  it('that is begun by hand is one of its own', () => {
    const byHand = entry(45, 'break_glass', { weight: 5 })

    expect(rolloutRecordsOf('chat', [...begun, byHand])).toMatchObject([
      { result: 'superseded' },
      { id: 'chat-45', result: 'running', to: green },
    ])
  })
})
