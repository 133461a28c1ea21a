import { other } from '../../src/core/routing/color.ts'
import type { Status } from '../../src/control-plane/admin/answers.ts'
import { clockOf, lengthOf } from '../../src/core/time-span.ts'
import { localTime } from './screen/local-time.ts'

type Plan = NonNullable<Status['plan']>

/** Returns the first line of a status: what is live, or which release goes step by step. */
export function headline(status: Status): string {
  const { model, live, slots, revision, phase, candidate, stable, weight } = status
  const nameOf = (color: 'blue' | 'green') => `${color} ${slots[color].release}`
  return phase === 'shifting' && candidate !== null
    ? `${model}: SHIFTING ${nameOf(candidate)} ${weight} % ← ${nameOf(stable)}, revision ${revision}`
    : `${model}: live is ${live} (${slots[live].release}), revision ${revision}`
}

/** Returns the steps of a rollout, and what must come before the next one; none without steps. */
export function planRows(
  status: Status,
  now: number
): readonly (readonly [name: string, text: string])[] {
  const { plan } = status
  if (plan === null) return []
  return [
    ['plan', stepsOf(plan, now)],
    ['next', nextOf(plan, status, now)],
  ]
}

/** Returns what of the candidate's traffic stays on stable; empty for nothing. */
export function heldBack({ phase, stable, holdBack }: Status): string {
  return holdBack === 0 || phase === 'idle'
    ? ''
    : `, ${holdBack} % of the keys held back on ${stable}`
}

/** Returns the steps of a rollout in one line, with how far the present one is. */
export function stepsOf(plan: Plan, now: number): string {
  const { steps, step, since, bakeSeconds } = plan
  const shown = steps.map(({ weight, seconds }, index) => {
    if (index < step) return `✔ ${weight} %`
    const time = seconds === null ? 'until promote' : lengthOf(seconds * 1000)
    if (index > step) return `○ ${weight} % ${time}`
    const gone = clockOf(now - Date.parse(since))
    return `● ${weight} % ${gone}${seconds === null ? '' : ` of ${clockOf(seconds * 1000)}`}`
  })
  return [...shown, '○ 100 %', `○ bake ${lengthOf(bakeSeconds * 1000)}`].join('  ')
}

/** Returns the next share, and why it has not come yet. */
export function nextOf(plan: Plan, status: Status, now: number): string {
  const next = `${plan.steps[plan.step + 1]?.weight ?? 100} %`
  return `${next}: ${reasonOf(plan, status, now)}`
}

function reasonOf(
  plan: Plan,
  { model, frozenUntil, candidate, live, health }: Status,
  now: number
) {
  const { waitsFor, endsAt, goodCallsNeeded } = plan
  const { kind } = health[candidate ?? other(live)].verdict
  const missing = goodCallsNeeded === null ? '' : `${goodCallsNeeded} more good calls`
  switch (waitsFor) {
    case 'time': {
      const left = endsAt === null ? 0 : Date.parse(endsAt) - now
      const needed = missing === '' ? '' : `; until then ${missing} are needed`
      return `in ${clockOf(left)} if the verdict is healthy${needed}`
    }
    case 'healthy_verdict':
      return missing === ''
        ? `the time of the step is over; it waits because the verdict is ${kind}`
        : `the time of the step is over; it waits for ${missing}`
    case 'promote':
      return `waits for bluegreen promote ${model}`
    case 'resume':
      return `paused; waits for bluegreen resume ${model}`
    case 'freeze_end':
      return `waits for the end of the freeze${frozenUntil === null ? '' : `, ${localTime(frozenUntil)}`}`
  }
}
