import { describe, expect, it } from 'vitest'
import { entryOfRevision } from '../../../src/core/rollout/history-entry.ts'
import { nextAlarmAt } from '../../../src/core/rollout/next-alarm.ts'
import { pointerOf } from '../../../src/core/rollout/pointer-view.ts'
import { parsePointer, routesAlike } from '../../../src/core/routing/pointer.ts'
import { baking, cause, idle, release, switchEvent } from '../../support/rollouts.ts'
import { after, refusalOf } from '../../support/transitions.ts'

const waiting = release({ origin: 'https://green.test', release: 'v2', staging: 5 })
const staged = idle({ slots: { ...idle().slots, green: waiting } })
const start = { type: 'shadow', share: 5, cause } as const
const off = { type: 'shadow_off', cause } as const
const running = after(staged, { ...start, forMs: 60_000, perSecond: 3 }, 2_000)

describe('a shadow', () => {
  it('copies a share of the calls to the release that waits, until its time', () => {
    expect(running).toMatchObject({
      phase: 'idle',
      action: 'shadow',
      revision: 8,
      liveSince: 1_000,
    })
    expect(running).toMatchObject({ shadow: { color: 'green', staging: 5, since: 2_000 } })
    expect(pointerOf(running).shadow).toEqual({ share: 5, until: 62_000, perSecond: 3 })
  })

  it('is read from a pointer document as it was written', () => {
    const document: unknown = JSON.parse(JSON.stringify(pointerOf(running)))

    expect(parsePointer(document)).toEqual(pointerOf(running))
  })

  it.each([0, -1, 101, '5', null])('with the share %j in a pointer document is none', (share) => {
    expect(parsePointer({ ...pointerOf(running), shadow: { share } })?.shadow).toBeUndefined()
  })

  it('is a difference between two pointers', () => {
    expect(routesAlike(pointerOf(running), pointerOf(staged))).toBe(false)
  })

  it('changes its share and its end, and goes on since its beginning', () => {
    const changed = after(running, { ...start, share: 10 }, 3_000)

    expect(changed).toMatchObject({ revision: 9, shadow: { share: 10, since: 2_000 } })
    expect(pointerOf(changed).shadow).toEqual({ share: 10 })
  })

  it('makes no revision when it is the same', () => {
    const same = { ...start, perSecond: 3, forMs: 60_000 }

    expect(after(running, same, 2_000)).toBe(running)
  })

  it('ends by a command, which needs one that runs', () => {
    expect(after(running, off)).toMatchObject({ action: 'shadow_off', revision: 9 })
    expect(pointerOf(after(running, off)).shadow).toBeUndefined()
    expect(refusalOf(staged, off)).toBe('no_shadow')
    expect(refusalOf(baking(), off)).toBe('no_shadow')
  })

  it('ends at its time and not before', () => {
    const over = { type: 'shadow_over' } as const

    expect(after(running, over, 61_999)).toBe(running)
    expect(after(running, over, 62_000)).toMatchObject({ action: 'shadow_off', revision: 9 })
    expect(nextAlarmAt(running, 'visible', 2_000)).toBe(62_000)
    expect(nextAlarmAt(running, 'visible', 70_000)).toBe(70_000)
  })

  it('ends with a switch and with another release in the slot', () => {
    const environment = { origin: 'https://v3.test', release: 'v3', headers: {} }
    const replaced = after(running, { type: 'stage', environment, replace: true, cause })

    expect(pointerOf(after(running, switchEvent('green'))).shadow).toBeUndefined()
    expect(pointerOf(replaced).shadow).toBeUndefined()
  })

  it('goes on when its release is verified', () => {
    const slots = { ...staged.slots, green: { ...waiting, unverified: true as const } }
    const forced = after(idle({ slots }), { ...start, force: 'to see it' })
    const verified = after(forced, { type: 'verified', color: 'green', staging: 5, cause })

    expect(forced.cause.force).toBe('to see it')
    expect(pointerOf(verified).shadow).toEqual({ share: 5 })
  })

  it('keeps the way back when it is forced on the previous release', () => {
    const previous = { color: 'green', until: 9_000 } as const
    const forced = after(idle({ previous }), { ...start, force: 'to compare' })

    expect(forced).toMatchObject({ previous })
    expect(after(forced, off)).toMatchObject({ previous })
  })

  it('is refused without a release that may get calls', () => {
    const slots = { ...staged.slots, green: { ...waiting, unverified: true as const } }
    const previous = { color: 'green', until: 9_000 } as const

    expect(refusalOf(baking(), start)).toBe('rollout_in_progress')
    expect(refusalOf(baking(), { ...start, force: 'why not' })).toBe('rollout_in_progress')
    expect(refusalOf(idle({ previous }), start)).toBe('nothing_to_shadow')
    expect(refusalOf(idle({ quarantined: 'green' }), start)).toBe('quarantined')
    expect(refusalOf(idle({ slots }), start)).toBe('unverified')
    expect(refusalOf(idle({ slots }), start, 2_000, { requiresVerification: false })).toBe(
      undefined
    )
  })

  it('names its release in the history', () => {
    const about = { color: 'green', release: 'v2', staging: 5 }

    expect(entryOfRevision(running, staged).releases?.about).toEqual(about)
    expect(entryOfRevision(after(running, off), running).releases?.about).toEqual(about)
  })
})

describe('a switch', () => {
  const required = { requiresShadow: true }

  it('to a release that is faulty in shadow needs force', () => {
    const faulty = switchEvent('green', { shadowed: 'faulty' })

    expect(refusalOf(staged, faulty)).toBe('shadow_faulty')
    expect(refusalOf(staged, { ...faulty, force: 'we know' })).toBeUndefined()
  })

  it('needs a healthy shadow where that is required', () => {
    expect(refusalOf(staged, switchEvent('green'), 2_000, required)).toBe('not_shadowed')
    const undecided = switchEvent('green', { shadowed: 'undecided' })
    expect(refusalOf(staged, undecided, 2_000, required)).toBe('not_shadowed')
    const healthy = switchEvent('green', { shadowed: 'healthy' })
    expect(refusalOf(staged, healthy, 2_000, required)).toBeUndefined()
  })

  it('to the previous release needs none: it has served', () => {
    const completed = idle({ previous: { color: 'green', until: 9_000 } })

    expect(refusalOf(completed, switchEvent('green'), 2_000, required)).toBeUndefined()
  })
})
