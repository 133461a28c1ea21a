import fc from 'fast-check'
import { expect, it } from 'vitest'
import { other } from '../../../src/core/routing/color.ts'
import { liveOf } from '../../../src/core/routing/pointer.ts'
import { releaseIdOf } from '../../../src/core/routing/slot.ts'
import type { Event } from '../../../src/core/rollout/events.ts'
import { pointerOf } from '../../../src/core/rollout/pointer-view.ts'
import type { Rollout, RolloutPolicy } from '../../../src/core/rollout/state.ts'
import { seed, transition } from '../../../src/core/rollout/transition.ts'
import { cause, policy, switchEvent } from '../../support/rollouts.ts'

const label = fc.constantFrom('v1', 'v2', 'v3', 'v4')
const anyColor = fc.constantFrom('blue' as const, 'green' as const)
const force = fc.option(fc.constant('an outage'), { nil: undefined })
const ready = fc.record({ blue: fc.boolean(), green: fc.boolean() })
const shadowed = fc.constantFrom(undefined, 'healthy' as const, 'faulty' as const)
const environment = label.map((release) => ({ origin: 'https://blue.test', release, headers: {} }))

/** Stands for the staging of the release that is in the slot when the event comes. */
const STANDING = -1

const ends = fc.constantFrom('verified' as const, 'verification_failed' as const)

const anyEvent: fc.Arbitrary<Event> = fc.oneof(
  fc.record({ environment, replace: fc.boolean() }).map((sent) => stageOf(sent)),
  fc.boolean().map((replace): Event => ({ type: 'apply', replace, cause })),
  fc
    .record({ type: ends, color: anyColor, staging: fc.constantFrom(STANDING, 0, 2, 3) })
    .map((sent): Event => ({ cause, ...sent })),
  fc
    .record({ to: fc.option(anyColor, { nil: undefined }), force, ready, shadowed })
    .map(({ to, ...sent }): Event => switchEvent(to, sent)),
  force.map((reason): Event => ({ type: 'promote', force: reason, cause })),
  fc
    .option(anyColor, { nil: undefined })
    .map((at): Event => ({ type: 'forgive', color: at, cause })),
  fc
    .record({
      share: fc.constantFrom(1, 5),
      forMs: fc.option(fc.nat(100_000), { nil: undefined }),
      force,
    })
    .map((sent): Event => ({ type: 'shadow', cause, ...sent })),
  fc.constantFrom<Event>(
    { type: 'shadow_off', cause },
    { type: 'shadow_over' },
    { type: 'rollback', cause },
    { type: 'faulty', summary: 'too many faults' },
    { type: 'healthy', summary: 'all well' }
  ),
  environment.map((changed): Event => ({ type: 'configure', changed: { green: changed } }))
)

function stageOf(sent: Pick<Extract<Event, { type: 'stage' }>, 'environment' | 'replace'>): Event {
  return { type: 'stage', cause, ...sent }
}

const conditions = fc.record({
  isFrozen: fc.boolean(),
  isPaused: fc.boolean(),
  autoRollback: fc.boolean(),
  requiresVerification: fc.boolean(),
  requiresShadow: fc.boolean(),
})

/** An event, the conditions at its time, and the time since the last one. */
const step = fc.record({ event: anyEvent, conditions, afterMs: fc.nat(60_000) })

interface Change {
  readonly before: Rollout
  readonly next: Rollout
  readonly event: Event
  readonly now: number
  readonly conditions: Partial<RolloutPolicy>
}

/** Runs the steps from the first start, with a check after each. */
function expectAfterEach(check: (change: Change) => void): void {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      let rollout: Rollout = seed(policy().configured, 0)
      let now = 0
      for (const { afterMs, ...taken } of steps) {
        now += afterMs
        const event = withStaging(taken.event, rollout)
        const facts = policy({ keepWarmMs: 120_000, ...taken.conditions })
        const result = transition(rollout, event, now, facts)
        const next = result.ok ? result.value : rollout
        check({ before: rollout, next, now, event, conditions: taken.conditions })
        rollout = next
      }
    })
  )
}

function withStaging(event: Event, { slots }: Rollout): Event {
  if (!('staging' in event) || event.staging !== STANDING) return event
  return { ...event, staging: slots[event.color].staging }
}

const live = (rollout: Rollout) => liveOf(pointerOf(rollout))

it('makes one revision with each change and only then', () => {
  expectAfterEach(({ before, next }) => {
    expect(next.revision).toBe(next === before ? before.revision : before.revision + 1)
  })
})

it('keeps candidate and stable apart, and the quarantined color out of both roles', () => {
  expectAfterEach(({ next }) => {
    expect(next.phase === 'baking' && next.candidate === next.stable).toBe(false)
    expect([live(next), next.stable]).not.toContain(next.quarantined)
    if (next.phase === 'idle' && next.previous !== undefined) {
      expect(next.previous.color).toBe(other(next.stable))
    }
  })
})

it('never changes the release that takes traffic, and both labels differ after a staging', () => {
  expectAfterEach(({ before, next, event: { type } }) => {
    const color = live(before)
    expect(releaseIdOf(next.slots[color])).toBe(releaseIdOf(before.slots[color]))
    if (next !== before && (type === 'stage' || type === 'apply' || type === 'configure')) {
      expect(next.slots.blue.release).not.toBe(next.slots.green.release)
    }
  })
})

it('changes the verification of a release only by its own run, or when it becomes stable', () => {
  expectAfterEach(({ before, next, event }) => {
    for (const color of ['blue', 'green'] as const) {
      const [was, is] = [before.slots[color], next.slots[color]]
      if (was.staging !== is.staging) expect(is.unverified).toBe(true)
      else if (was.unverified !== is.unverified) {
        const isOwn = 'staging' in event && event.color === color && event.staging === is.staging
        const hasFailed = event.type === 'verification_failed'
        expect(isOwn || (live(next) === color && next.stable === color)).toBe(true)
        expect(is.unverified).toBe(isOwn && hasFailed ? true : undefined)
      }
    }
  })
})

it('moves traffic forward only when all checks pass or by force', () => {
  expectAfterEach(({ before, next, event, conditions: facts }) => {
    if (next.action !== 'switch' || next === before || event.type !== 'switch') return
    const to = live(next)
    const isFree = before.quarantined !== to && facts.isFrozen !== true
    const isVerified = before.slots[to].unverified !== true || facts.requiresVerification !== true
    const isReady = event.ready.blue && event.ready.green
    const wasLive = before.phase === 'idle' && before.previous !== undefined
    const isProven = facts.requiresShadow !== true || event.shadowed === 'healthy' || wasLive
    const isGood = isProven && event.shadowed !== 'faulty'
    expect(event.force !== undefined || (isFree && isVerified && isReady && isGood)).toBe(true)
  })
})

it('goes forward by itself neither in a pause nor in a freeze, and back only when it may', () => {
  expectAfterEach(({ before, next, event: { type }, conditions: facts }) => {
    if (next === before) return
    const isStopped = facts.isPaused === true || facts.isFrozen === true
    expect(type === 'healthy' && isStopped).toBe(false)
    expect(type === 'faulty' && facts.autoRollback !== true).toBe(false)
  })
})

it('rolls back in every state that has a way back, to the color that it names', () => {
  expectAfterEach(({ next, now, conditions: facts }) => {
    const back = transition(next, { type: 'rollback', cause }, now, policy(facts))
    const isOpen = next.phase === 'idle' && next.previous !== undefined && now < next.previous.until
    expect(back.ok).toBe(next.phase === 'baking' || isOpen)
    if (!back.ok) return
    expect(live(back.value)).toBe(other(live(next)))
    expect(back.value).toMatchObject({ phase: 'idle', quarantined: live(next) })
  })
})

it('copies calls only to the release for which the shadow began, and only when idle', () => {
  expectAfterEach(({ before, next, event: { type }, now }) => {
    const pointer = pointerOf(next)
    expect(pointer.shadow !== undefined && pointer.weight > 0).toBe(false)
    if (next.phase !== 'idle' || next.shadow === undefined) return
    const { color, staging, until = Infinity } = next.shadow
    expect(color).toBe(other(live(next)))
    expect(staging).toBe(next.slots[color].staging)
    expect(type === 'shadow_over' && now >= until).toBe(false)
    expect([before.stable, before.phase]).toEqual([next.stable, 'idle'])
  })
})

it('never moves traffic or changes a release by a shadow', () => {
  expectAfterEach(({ before, next, event: { type } }) => {
    if (type !== 'shadow' && type !== 'shadow_off' && type !== 'shadow_over') return
    const { revision: _revision, shadow: _shadow, ...after } = pointerOf(next)
    const { revision: _before, shadow: _none, ...known } = pointerOf(before)
    expect(after).toEqual(known)
    expect(next.liveSince).toBe(before.liveSince)
  })
})
