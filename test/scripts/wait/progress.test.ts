import { describe, expect, it } from 'vitest'
import type { Status } from '../../../src/control-plane/admin/answers.ts'
import { courseOf } from '../../../scripts/cli/wait/course.ts'
import { defaultPin, progressOf, type Goal } from '../../../scripts/cli/wait/progress.ts'
import { statusOf } from '../fake-admin.ts'
import { atStep, historyOf, inBake, type Change } from './history.ts'

const completed: Goal = { kind: 'completed' }
const baking: Goal = { kind: 'baking' }
const paused: Goal = { kind: 'paused' }
const liveV3: Goal = { kind: 'live', release: 'v3' }

const start = [
  [1, 'seed'],
  [2, 'stage'],
  [3, 'verify'],
] as const
const switched = [...start, [4, 'switch', 'green']] as const

const lagging = { reporting: 3, following: 2, oldestRevision: 3, silentMs: 100 }

function kindOf(goal: Goal, of: number, status: Status, ...changes: readonly Change[]) {
  return progressOf(goal, { of }, status, historyOf(...changes)).kind
}

describe('a wait for the end of the bake', () => {
  it.each<readonly [string, number, readonly Change[], string]>([
    ['goes on in the bake', 4, switched, 'under_way'],
    ['ends when the bake completes', 4, [...switched, [5, 'complete']], 'reached'],
    ['ends when somebody promotes', 4, [...switched, [5, 'promote']], 'reached'],
    ['ends with a rollback', 4, [...switched, [5, 'rollback', 'blue']], 'rolled_back'],
    ['ends when a hand goes back', 4, [...switched, [9, 'break_glass', 'blue']], 'rolled_back'],
    ['ends when a hand goes on', 4, [...switched, [9, 'break_glass', 'green']], 'superseded'],
    [
      'takes the first end, whatever came later',
      4,
      [...switched, [5, 'complete'], [6, 'undo', 'blue'], [7, 'switch', 'green']],
      'reached',
    ],
    [
      'is not about the rollout after its own',
      4,
      [...switched, [5, 'rollback', 'blue'], [6, 'switch', 'green'], [7, 'complete']],
      'rolled_back',
    ],
    [
      'looks past what changes no traffic',
      4,
      [...switched, [4, 'pause'], [4, 'alert']],
      'under_way',
    ],
    ['looks past a lifted quarantine', 4, [...switched, [5, 'forgive']], 'under_way'],
    ['knows the rollout of a promotion', 5, [...switched, [5, 'promote']], 'reached'],
    ['knows the rollout of a rollback', 5, [...switched, [5, 'rollback', 'blue']], 'rolled_back'],
    [
      'knows that an undone rollout was rolled back',
      6,
      [...switched, [5, 'complete'], [6, 'undo', 'blue']],
      'rolled_back',
    ],
    ['waits for the switch to a staged release', 2, start, 'under_way'],
    ['follows a staged release to its end', 2, [...switched, [5, 'complete']], 'reached'],
    ['ends when the staged release is replaced', 2, [...start, [4, 'stage']], 'superseded'],
    ['ends when a deploy replaces the release', 2, [...start, [4, 'configure']], 'superseded'],
    ['waits for a revision that is not there yet', 8, switched, 'under_way'],
    ['ends when its revision was passed over', 8, [...switched, [9, 'break_glass']], 'superseded'],
  ])('%s', (_, of, changes, kind) => {
    expect(kindOf(completed, of, inBake(), ...changes)).toBe(kind)
  })

  it('names the change that ended it', () => {
    const entries = historyOf(...switched, [5, 'rollback', 'blue'])

    expect(progressOf(completed, { of: 4 }, statusOf(), entries)).toEqual({
      kind: 'rolled_back',
      by: entries[0],
    })
  })
})

describe('a wait for the bake', () => {
  it('ends when every reporting isolate follows', () => {
    expect(kindOf(baking, 4, inBake({ isolates: lagging }), ...switched)).toBe('under_way')
    expect(kindOf(baking, 4, inBake(), ...switched)).toBe('reached')
  })

  it('does not take the status of before the switch', () => {
    expect(kindOf(baking, 4, statusOf({ revision: 3 }), ...switched)).toBe('under_way')
  })

  it('ends as the rollout did, when that was faster', () => {
    const rolledBack = [...switched, [5, 'rollback', 'blue']] as const

    expect(kindOf(baking, 4, statusOf({ revision: 5 }), ...rolledBack)).toBe('rolled_back')
    expect(kindOf(baking, 4, statusOf(), ...switched, [5, 'complete'])).toBe('reached')
  })
})

describe('a wait for a pause', () => {
  const pause = { at: '2026-01-01T00:00:00.000Z', by: 'ada', reason: 'x' }

  it.each<readonly [string, Status, readonly Change[], string]>([
    ['goes on in the bake', inBake(), switched, 'under_way'],
    ['ends with the pause', inBake({ paused: pause }), [...switched, [4, 'pause']], 'reached'],
    ['ends when the rollout does', statusOf(), [...switched, [5, 'complete']], 'superseded'],
  ])('%s', (_, status, changes, kind) => {
    expect(kindOf(paused, 4, status, ...changes)).toBe(kind)
  })
})

describe('a wait for a live release', () => {
  const { blue, green } = statusOf().slots
  const slots = { blue, green: { ...green, release: 'v3' } }

  it.each<readonly [string, Status, readonly Change[], string]>([
    ['waits for the switch', statusOf({ slots, revision: 3 }), start, 'under_way'],
    ['ends with the switch', inBake({ slots }), switched, 'reached'],
    [
      'ends with the rollback of that switch',
      statusOf({ slots, revision: 5 }),
      [...switched, [5, 'rollback', 'blue']],
      'rolled_back',
    ],
    [
      'ends when the completed rollout was undone',
      statusOf({ slots, revision: 6 }),
      [...switched, [5, 'complete'], [6, 'undo', 'blue']],
      'rolled_back',
    ],
  ])('%s', (_, status, changes, kind) => {
    const entries = historyOf(...changes)

    expect(progressOf(liveV3, { after: 3 }, status, entries).kind).toBe(kind)
  })
})

describe('a wait without a revision', () => {
  const ended = [...switched, [5, 'rollback', 'blue']] as const

  it.each<readonly [string, Goal, Status, readonly Change[], object]>([
    ['is about the rollout in progress', completed, inBake(), switched, { of: 4 }],
    ['is about the last one', completed, statusOf({ revision: 5 }), ended, { of: 4 }],
    ['is about the next one before the first', completed, statusOf(), [[1, 'seed']], { after: 1 }],
    ['is about the next live release', liveV3, statusOf({ revision: 5 }), ended, { after: 5 }],
    ['is about the live candidate', liveV3, inBake(), switched, { of: 4 }],
  ])('%s', (_, goal, status, changes, pin) => {
    expect(defaultPin(status, historyOf(...changes), goal)).toEqual(pin)
  })
})

it('the changes of a course are those from its first to its last revision', () => {
  const entries = historyOf(...switched, [4, 'pause'], [5, 'promote'], [6, 'undo', 'blue'])

  const { start: first, changes } = courseOf(entries, { of: 5 })

  expect(first?.revision).toBe(4)
  expect(changes.map(({ revision }) => revision)).toEqual([4, 5])
})

describe('a wait for a rollout by steps', () => {
  const begun = [...start, [4, 'switch', 'blue', 1]] as const
  const stepped = [...begun, [5, 'step', 'blue', 10]] as const
  const full = [...stepped, [6, 'promote', 'green', 100]] as const

  it.each<readonly [string, number, Status, readonly Change[], string]>([
    ['goes on between the steps', 4, atStep(), stepped, 'under_way'],
    ['goes on in the bake that a promotion began', 4, inBake({ revision: 6 }), full, 'under_way'],
    ['knows the rollout of a step', 5, atStep(), stepped, 'under_way'],
    ['knows the rollout of a promotion to the bake', 6, inBake(), full, 'under_way'],
    ['ends when the bake completes', 5, statusOf(), [...full, [7, 'complete']], 'reached'],
    [
      'ends with a rollback at a step',
      5,
      statusOf(),
      [...stepped, [6, 'rollback', 'blue']],
      'rolled_back',
    ],
    [
      'ends when a hand goes back',
      4,
      statusOf(),
      [...stepped, [6, 'break_glass', 'blue']],
      'rolled_back',
    ],
  ])('%s', (_, of, status, changes, kind) => {
    expect(kindOf(completed, of, status, ...changes)).toBe(kind)
  })

  it('for a share ends at that share or a higher one, on every isolate', () => {
    const goal: Goal = { kind: 'weight', weight: 10 }

    expect(kindOf(goal, 4, atStep({ weight: 1 }), ...begun)).toBe('under_way')
    expect(kindOf(goal, 4, atStep({ isolates: lagging }), ...stepped)).toBe('under_way')
    expect(kindOf(goal, 4, atStep(), ...stepped)).toBe('reached')
    expect(kindOf(goal, 4, inBake(), ...full)).toBe('reached')
    expect(kindOf(goal, 4, statusOf(), ...stepped, [6, 'rollback', 'blue'])).toBe('rolled_back')
  })

  it('for the bake does not end between the steps', () => {
    expect(kindOf(baking, 4, atStep(), ...stepped)).toBe('under_way')
    expect(kindOf(baking, 4, inBake(), ...full)).toBe('reached')
  })
})
