import { describe, expect, it } from 'vitest'
import {
  entryOfRevision,
  entryWithoutRevision,
  withReleases,
} from '../../../src/core/rollout/history-entry.ts'
import { baking, idle, release } from '../../support/rollouts.ts'

const v1 = { color: 'blue', release: 'v1', staging: 0 }
const v2 = { color: 'green', release: 'v2', staging: 0 }
const cause = { by: 'ada', source: 'cli', reason: 'we grow' }

it('holds the live color before and after a revision', () => {
  expect(entryOfRevision(baking(), idle())).toMatchObject({
    revision: 8,
    action: 'switch',
    from: 'blue',
    to: 'green',
    releases: { from: v1, to: v2 },
  })
})

it('holds the same color twice for the first revision', () => {
  expect(entryOfRevision(idle(), undefined)).toMatchObject({ from: 'blue', to: 'blue' })
})

it('holds the revision in force for an action that changes no traffic', () => {
  expect(entryWithoutRevision(baking(), { action: 'set_collectors', cause }, 5_000)).toEqual({
    revision: 8,
    at: 5_000,
    action: 'set_collectors',
    from: 'green',
    to: 'green',
    releases: { from: v2, to: v2 },
    cause,
  })
})

it('names the release that an action without a revision is about', () => {
  const about = { color: 'blue', release: 'v0', staging: 3 } as const
  const note = { action: 'verification_failed', cause, about } as const

  expect(entryWithoutRevision(baking(), note, 5_000).releases).toEqual({ from: v2, to: v2, about })
})

it('names the release that was staged or verified', () => {
  const verified = release({ release: 'v3', staging: 8 })
  const staged = { ...verified, unverified: true } as const
  const { blue } = idle().slots
  const waiting = idle({ revision: 8, action: 'stage', slots: { blue, green: staged } })
  const passed = idle({ revision: 9, action: 'verify', slots: { blue, green: verified } })
  const about = { color: 'green', release: 'v3', staging: 8 }

  expect(entryOfRevision(waiting, idle()).releases).toEqual({ from: v1, to: v1, about })
  expect(entryOfRevision(passed, waiting).releases).toEqual({ from: v1, to: v1, about })
})

it('names the release that was forgiven', () => {
  const forgiven = idle({ revision: 8, action: 'forgive' })

  expect(entryOfRevision(forgiven, idle({ quarantined: 'green' })).releases?.about).toEqual(v2)
})

describe('withReleases', () => {
  const rolloutAt = (revision: number) => [baking(), idle()].find((one) => one.revision <= revision)
  const { releases: _, ...old } = entryOfRevision(baking(), idle())

  it('finds the releases of an old entry', () => {
    expect(withReleases(old, rolloutAt).releases).toEqual({ from: v1, to: v2 })
    const alert = { ...old, action: 'alert', from: 'green' } as const
    expect(withReleases(alert, rolloutAt).releases).toEqual({ from: v2, to: v2 })
  })

  it('leaves an entry whose rollout is not stored', () => {
    expect(withReleases(old, () => undefined)).toEqual(old)
  })
})
