import type { Baking, Idle } from '../../src/core/rollout/state.ts'

const slots = {
  blue: { origin: 'https://blue.test', release: 'v1' },
  green: { origin: 'https://green.test', release: 'v2' },
}

const cause = { by: 'ada', source: 'test', reason: 'because' }

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
    at: 1_000,
    liveSince: 1_000,
    bakeEndsAt: 61_000,
    action: 'switch',
    cause,
    ...overrides,
  }
}
