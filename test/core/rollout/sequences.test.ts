import fc from 'fast-check'
import { expect, it } from 'vitest'
import { colors, other } from '../../../src/core/routing/color.ts'
import { liveOf, shareOf } from '../../../src/core/routing/pointer.ts'
import { releaseIdOf } from '../../../src/core/routing/slot.ts'
import type { Event } from '../../../src/core/rollout/events.ts'
import { pointerOf } from '../../../src/core/rollout/pointer-view.ts'
import type { Rollout, RolloutPolicy, Step } from '../../../src/core/rollout/state.ts'
import { seed, transition } from '../../../src/core/rollout/transition.ts'
import { candidateOf, takesTraffic } from '../../../src/core/rollout/candidate.ts'
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

const plan = fc.constantFrom<readonly Step[] | undefined>(
  undefined,
  [{ weight: 5 }],
  [{ weight: 1, ms: 30_000 }, { weight: 10, ms: 30_000 }, { weight: 50 }]
)
const holdBack = fc.constantFrom(undefined, 0, 2)
const flag = fc.constantFrom(undefined, true)

const anyEvent: fc.Arbitrary<Event> = fc.oneof(
  fc.record({ environment, replace: fc.boolean() }).map((sent) => stageOf(sent)),
  fc.boolean().map((replace): Event => ({ type: 'apply', replace, cause })),
  fc
    .record({ type: ends, color: anyColor, staging: fc.constantFrom(STANDING, 0, 2, 3) })
    .map((sent): Event => ({ cause, ...sent })),
  fc
    .record({
      to: fc.option(anyColor, { nil: undefined }),
      force,
      ready,
      shadowed,
      steps: plan,
      holdBack,
      atOnce: flag,
    })
    .map(({ to, ...sent }): Event => switchEvent(to, sent)),
  fc.record({ force, full: flag }).map((sent): Event => ({ type: 'promote', cause, ...sent })),
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

/** A pointer that is written by hand: the same releases, other shares. */
const byHand = fc
  .record({ stable: anyColor, weight: fc.constantFrom(0, 0.01, 5, 100), holdBack })
  .map(({ stable, weight, holdBack: held }) => (rollout: Rollout): Event => ({
    type: 'adopt',
    source: 'kv',
    pointer: {
      revision: rollout.revision + 1,
      slots: pointerOf(rollout).slots,
      stable,
      weight,
      ...(weight === 0 ? {} : { candidate: other(stable) }),
      ...(held === undefined ? {} : { holdBack: held }),
    },
  }))

/** Events as functions of the rollout that they meet. */
const anyInput = fc.oneof(
  { weight: 9, arbitrary: anyEvent.map((event) => () => event) },
  { weight: 1, arbitrary: byHand }
)

function stageOf(sent: Pick<Extract<Event, { type: 'stage' }>, 'environment' | 'replace'>): Event {
  return { type: 'stage', cause, ...sent }
}

const conditions = fc.record({
  isFrozen: fc.boolean(),
  isPaused: fc.boolean(),
  autoRollback: fc.boolean(),
  requiresVerification: fc.boolean(),
  steps: plan.map((steps = []) => steps),
  requiresShadow: fc.boolean(),
})

/** An event, the conditions at its time, and the time since the last one. */
const step = fc.record({ input: anyInput, conditions, afterMs: fc.nat(60_000) })

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
      for (const { afterMs, input, conditions: facts } of steps) {
        now += afterMs
        const event = withStaging(input(rollout), rollout)
        const result = transition(rollout, event, now, policy({ keepWarmMs: 120_000, ...facts }))
        const next = result.ok ? result.value : rollout
        check({ before: rollout, next, now, event, conditions: facts })
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
  expectAfterEach(({ before, next, event: { type } }) => {
    if (type === 'adopt') return
    expect(next.revision).toBe(next === before ? before.revision : before.revision + 1)
  })
})

it('keeps candidate and stable apart, and the quarantined color out of both roles', () => {
  expectAfterEach(({ next }) => {
    expect([undefined, other(next.stable)]).toContain(candidateOf(next))
    expect(colors.filter((color) => takesTraffic(next, color))).not.toContain(next.quarantined)
    expect(next.stable).not.toBe(next.quarantined)
    if (next.phase === 'idle' && next.previous !== undefined) {
      expect(next.previous.color).toBe(other(next.stable))
    }
  })
})

it('never changes the release that takes traffic, and both labels differ after a staging', () => {
  expectAfterEach(({ before, next, event: { type } }) => {
    for (const color of colors.filter((one) => takesTraffic(before, one))) {
      expect(releaseIdOf(next.slots[color])).toBe(releaseIdOf(before.slots[color]))
    }
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
    const to = other(next.stable)
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
    expect(back.ok).toBe(next.phase !== 'idle' || isOpen)
    if (!back.ok) return
    const left = candidateOf(next) ?? live(next)
    expect(live(back.value)).toBe(other(left))
    expect(back.value).toMatchObject({ phase: 'idle', quarantined: left })
  })
})

it('goes back from a faulty candidate in every state, unless the operator has turned that off', () => {
  expectAfterEach(({ next, now, conditions: facts }) => {
    const back = transition(next, { type: 'faulty', summary: 'faults' }, now, policy(facts))
    const moved = back.ok ? back.value : next
    const mayMove = next.phase !== 'idle' && facts.autoRollback === true
    expect(moved === next).toBe(!mayMove)
    expect(moved.phase === 'idle').toBe(mayMove || next.phase === 'idle')
  })
})

it('never takes keys back from the candidate but by a rollback, and draws them once a rollout', () => {
  expectAfterEach(({ before, next, event: { type } }) => {
    if (before.phase === 'idle' || next.phase === 'idle' || type === 'adopt') return
    expect(next.candidate).toBe(before.candidate)
    expect(next.salt).toBe(before.salt)
    expect(shareOf(pointerOf(next))).toBeGreaterThanOrEqual(shareOf(pointerOf(before)))
  })
})

it('gives a switch that is sent again no further step', () => {
  expectAfterEach(({ next, event, now, conditions: facts }) => {
    if (event.type !== 'switch' || next.phase !== 'shifting' || event.to === next.stable) return
    const again = transition(next, event, now, policy({ keepWarmMs: 120_000, ...facts }))
    const isOwn = next.action === 'switch' && next.at === now
    const after = again.ok ? again.value : next
    expect(isOwn ? again.ok : true).toBe(true)
    expect(after).toBe(next)
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
