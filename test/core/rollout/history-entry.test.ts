import { expect, it } from 'vitest'
import { entryWithoutRevision, entryOfRevision } from '../../../src/core/rollout/history-entry.ts'
import { baking, idle } from '../../support/rollouts.ts'

const cause = { by: 'ada', source: 'cli', reason: 'we grow' }

it('holds the live color before and after a revision', () => {
  expect(entryOfRevision(baking(), idle())).toMatchObject({
    revision: 8,
    action: 'switch',
    from: 'blue',
    to: 'green',
  })
})

it('holds the same color twice for the first revision', () => {
  expect(entryOfRevision(idle(), undefined)).toMatchObject({ from: 'blue', to: 'blue' })
})

it('holds the revision in force for an action that changes no traffic', () => {
  expect(entryWithoutRevision(baking(), 'set_collectors', cause, 5_000)).toEqual({
    revision: 8,
    at: 5_000,
    action: 'set_collectors',
    from: 'green',
    to: 'green',
    cause,
  })
})
