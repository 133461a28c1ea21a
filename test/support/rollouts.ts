import type { Switch } from '../../src/core/rollout/events.ts'
import type {
  Baking,
  Idle,
  Release,
  RolloutPolicy,
  Shifting,
} from '../../src/core/rollout/state.ts'
import type { Color } from '../../src/core/routing/color.ts'

/** Returns a release of the first start; overrides say what differs. */
export function release(overrides: Partial<Release> = {}): Release {
  const environment = { origin: 'https://blue.test', release: 'v1', headers: {} }
  return { ...environment, staging: 0, stagedAt: 0, stagedBy: 'deploy', ...overrides }
}

const slots = {
  blue: release(),
  green: release({ origin: 'https://green.test', release: 'v2' }),
}

/** The settings of a model whose configured releases stand in both slots. */
export function policy(overrides: Partial<RolloutPolicy> = {}): RolloutPolicy {
  const { blue, green } = slots
  return {
    bakeMs: 60_000,
    steps: [],
    holdBack: 0,
    keepWarmMs: 3_600_000,
    requiresVerification: true,
    requiresShadow: false,
    autoRollback: true,
    origins: ['https://*.test'],
    configured: {
      blue: { origin: blue.origin, release: blue.release, headers: {} },
      green: { origin: green.origin, release: green.release, headers: {} },
    },
    isFrozen: false,
    isPaused: false,
    ...overrides,
  }
}

/** A switch after both colors have answered their probes. */
export function switchEvent(to: Color | undefined, overrides: Partial<Switch> = {}): Switch {
  return { type: 'switch', to, cause, ready: { blue: true, green: true }, ...overrides }
}

/** The cause of an operator's command. */
export const cause = { by: 'ada', source: 'test', reason: 'because' }

/** An idle rollout on blue. */
export function idle(overrides: Partial<Idle> = {}): Idle {
  return {
    phase: 'idle',
    revision: 7,
    slots,
    stable: 'blue',
    at: 1_000,
    liveSince: 1_000,
    action: 'seed',
    cause,
    ...overrides,
  }
}

/** A rollout with green on trial since 1,000; its bake ends at 61,000. */
export function baking(overrides: Partial<Baking> = {}): Baking {
  return {
    phase: 'baking',
    revision: 8,
    slots,
    stable: 'blue',
    candidate: 'green',
    salt: 8,
    at: 1_000,
    liveSince: 1_000,
    bakeEndsAt: 61_000,
    action: 'switch',
    cause,
    ...overrides,
  }
}

/** A rollout with green at its first step since 1,000: 1 % for 60 s, then 10 % until promoted. */
export function shifting(overrides: Partial<Shifting> = {}): Shifting {
  const { phase: _, bakeEndsAt: _end, ...rest } = baking()
  return {
    ...rest,
    phase: 'shifting',
    steps: [{ weight: 1, ms: 60_000 }, { weight: 10 }],
    step: 0,
    stepSince: 1_000,
    bakeMs: 60_000,
    ...overrides,
  }
}
