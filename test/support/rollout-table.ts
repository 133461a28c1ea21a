import type { Event } from '../../src/core/rollout/events.ts'
import { pause, resume, type Pause } from '../../src/core/rollout/pause.ts'
import type { Rollout, RolloutPolicy } from '../../src/core/rollout/state.ts'
import { transition } from '../../src/core/rollout/transition.ts'
import { liveOf } from '../../src/core/routing/pointer.ts'
import { pointerOf } from '../../src/core/rollout/pointer-view.ts'
import { baking, cause, idle, policy, release, shifting, switchEvent } from './rollouts.ts'

const NOW = 61_000

const waiting = release({ origin: 'https://green.test', release: 'v2', staging: 5 })
const withGreen = (green: typeof waiting) => ({ slots: { ...idle().slots, green } })

const shadow = { color: 'green', staging: 5, share: 5, since: 0, until: NOW } as const

/** The states of the table: blue is live and stable, unless a candidate is on trial. */
const states: Readonly<Record<string, Rollout>> = {
  'idle, both of the first start': idle(),
  'idle, an unverified release waits': idle(withGreen({ ...waiting, unverified: true })),
  'idle, a verified release waits': idle(withGreen(waiting)),
  'idle, a shadow runs': idle({ ...withGreen(waiting), shadow }),
  'idle, the other release is quarantined': idle({ ...withGreen(waiting), quarantined: 'green' }),
  'idle, the way back is open': idle({ previous: { color: 'green', until: NOW + 1 } }),
  'idle, the way back is closed': idle({ previous: { color: 'green', until: NOW } }),
  'shifting, before the end of the step': shifting({ stepSince: NOW - 59_999 }),
  'shifting, at the end of the step': shifting(),
  'shifting, at a step without an end': shifting({ step: 1, stepSince: 0 }),
  'baking, before its end': baking({ bakeEndsAt: NOW + 1 }),
  'baking, at its end': baking({ bakeEndsAt: NOW }),
}

const environment = { origin: 'https://v3.test', release: 'v3', headers: {} }

/** The commands and other events of the table. */
const events: Readonly<Record<string, Event>> = {
  stage: { type: 'stage', environment, cause },
  'stage --replace': { type: 'stage', environment, replace: true, cause },
  'apply (v3 is configured for green)': { type: 'apply', cause },
  'deploy of v3 for green': { type: 'configure', changed: { green: environment } },
  'verification passed': { type: 'verified', color: 'green', staging: 5, cause },
  'verification failed': { type: 'verification_failed', color: 'green', staging: 5, cause },
  switch: switchEvent(undefined),
  'switch blue': switchEvent('blue'),
  'switch green': switchEvent('green'),
  'switch green --force': switchEvent('green', { force: 'an outage' }),
  'switch green, green not ready': switchEvent('green', { ready: { blue: true, green: false } }),
  'switch green --steps 1%:1m,10%': switchEvent('green', { steps: shifting().steps }),
  'switch green --steps 5%': switchEvent('green', { steps: [{ weight: 5 }] }),
  'switch green, which is faulty in shadow': switchEvent('green', { shadowed: 'faulty' }),
  shadow: { type: 'shadow', share: 10, cause },
  'shadow --force': { type: 'shadow', share: 10, force: 'to see it', cause },
  'shadow off': { type: 'shadow_off', cause },
  'the time of the shadow': { type: 'shadow_over' },
  promote: { type: 'promote', cause },
  'promote --full': { type: 'promote', full: true, cause },
  rollback: { type: 'rollback', cause },
  forgive: { type: 'forgive', cause },
  'healthy verdict': { type: 'healthy', summary: 'all well' },
  'faulty verdict': { type: 'faulty', summary: 'too many faults' },
}

/** The head and the rows of the table: one row an event, one column a state. */
export function rolloutTable(): readonly (readonly string[])[] {
  const head = ['event', ...Object.keys(states)]
  const rows = Object.entries(events).map(([name, event]) => [
    name,
    ...Object.values(states).map((state) => cellOf(state, event)),
  ])
  return [head, ...rows]
}

function cellOf(state: Rollout, event: Event, facts: Partial<RolloutPolicy> = {}): string {
  const configured = { ...policy().configured, green: environment }
  const result = transition(state, event, NOW, policy({ configured, ...facts }))
  if (!result.ok) return result.refusal
  const next = result.value
  if (next === state) return '–'
  const { weight, ...pointer } = pointerOf(next)
  const where = `on ${liveOf({ weight, ...pointer })}`
  return `**${next.action}**: ${next.phase} ${next.phase === 'shifting' ? `at ${weight} %` : where}`
}

const paused: Pause = { at: 0, by: 'ada', reason: 'because' }

/** The head and the rows of the table of the pause, which is on any state. */
export function pauseTable(): readonly (readonly string[])[] {
  const rows = [undefined, paused].map((state) => {
    const started = pause(state, cause, NOW)
    const ended = resume(state)
    return [
      state === undefined ? 'not paused' : 'paused',
      started.ok ? 'paused' : started.refusal,
      ended.ok ? 'not paused' : ended.refusal,
    ]
  })
  return [['flag', 'pause', 'resume'], ...rows]
}

/** Conditions that change what a rollout does, apart from its state. */
const conditions: Readonly<Record<string, Partial<RolloutPolicy>>> = {
  none: {},
  paused: { isPaused: true },
  frozen: { isFrozen: true },
  'auto_rollback = false': { autoRollback: false },
  'require = ["shadow"]': { requiresShadow: true },
}

/** Events under the conditions: the switch when idle, the others at the end of a step and of a bake. */
const conditional: Readonly<Record<string, Event>> = {
  'switch green': switchEvent('green'),
  'switch green, healthy in shadow': switchEvent('green', { shadowed: 'healthy' }),
  'switch green --force': switchEvent('green', { force: 'an outage' }),
  promote: { type: 'promote', cause },
  'promote --force': { type: 'promote', force: 'an outage', cause },
  rollback: { type: 'rollback', cause },
  'healthy verdict': { type: 'healthy', summary: 'all well' },
  'faulty verdict': { type: 'faulty', summary: 'too many faults' },
}

/** The head and the rows of the table of the conditions. */
export function conditionTable(): readonly (readonly string[])[] {
  const rows = Object.entries(conditional).flatMap(([name, event]) => {
    const met: Readonly<Record<string, Rollout>> =
      event.type === 'switch'
        ? { [name]: idle() }
        : { [`${name}, shifting`]: shifting(), [`${name}, baking`]: baking({ bakeEndsAt: NOW }) }
    return Object.entries(met).map(([title, state]) => [
      title,
      ...Object.values(conditions).map((facts) => cellOf(state, event, facts)),
    ])
  })
  return [['under the condition', ...Object.keys(conditions)], ...rows]
}
