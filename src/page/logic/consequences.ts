import { other } from '../../core/routing/color.ts'
import type { ModelStatus } from '../data/shapes.ts'
import { counted, rateOf, weightOf } from './number-words.ts'
import type { ActionName, Suites } from './page-actions.ts'
import { switchPlanText, type Choices } from './switch-plan.ts'
import { named, otherColorOf } from './rollout-situation.ts'
import { lengthOf } from '../../core/time-span.ts'

/** What a command will do, before somebody confirms it. */
export interface Consequences {
  readonly title: string
  /** One sentence each, the most important first. */
  readonly effects: readonly string[]
  /** What speaks against it: the router refuses unless it is forced. */
  readonly obstacles: readonly string[]
  /** Label of the button that sends it. */
  readonly confirm: string
  readonly isReasonNeeded: boolean
}

/** Returns what a command will do to a model. */
export function consequencesOf(
  name: ActionName,
  status: ModelStatus,
  choices: Choices,
  suites: Suites
): Consequences {
  return consequences[name](status, choices, suites)
}

const consequences = {
  rollback: rollbackConsequences,
  switch: switchConsequences,
  promote: (status, choices) =>
    status.phase === 'baking' ? completionConsequences(status) : stepConsequences(status, choices),
  pause: pauseConsequences,
  resume: resumeConsequences,
  verify: verifyConsequences,
} as const satisfies Readonly<
  Record<ActionName, (status: ModelStatus, choices: Choices, suites: Suites) => Consequences>
>

const plain = { obstacles: [], isReasonNeeded: false } as const

function rollbackConsequences(status: ModelStatus): Consequences {
  const { candidate, stable, live, wayBack, weight, holdBack } = status
  const to = candidate === null ? (wayBack?.color ?? other(live)) : stable
  const from = candidate ?? live
  const share = candidate === null ? 100 : Math.min(weight, 100 - holdBack)
  const isProbeBad = status.stableProbe?.ready === false
  return {
    ...plain,
    title: `Roll ${status.model} back to ${named(status, to)}?`,
    effects: [
      `${named(status, from)} goes from ${weightOf(share)} of the keys to 0 %; ${named(status, to)} takes 100 %.`,
      `New calls go to ${to} in seconds${rateText(status, from)}. Calls in progress end on ${from}.`,
      `${named(status, from)} is quarantined: it gets no traffic until somebody forgives it.`,
      ...(isProbeBad ? [`Careful: ${named(status, to)} did not answer its last probe.`] : []),
    ],
    confirm: 'Roll back',
  }
}

function rateText({ traffic }: ModelStatus, color: 'blue' | 'green'): string {
  const rate = traffic?.[color].callsPerSecond
  return rate === undefined ? '' : ` (${color} takes ${rateOf(rate)} calls/s now)`
}

function switchConsequences(status: ModelStatus, choices: Choices): Consequences {
  const { live } = status
  const to = other(live)
  return {
    title: `Switch ${status.model} to ${named(status, to)}?`,
    effects: [
      `${named(status, to)} goes from 0 % ${switchPlanText(status, choices)}.`,
      `${named(status, live)} stays warm, and a rollback goes back to it.`,
      `Callers may notice other answers: the release changes for the keys that move.`,
      ...(status.autoRollback ? [] : ['The automatic rollback is off: nobody goes back but you.']),
    ],
    obstacles: obstaclesTo(status, to),
    confirm: 'Switch',
    isReasonNeeded: true,
  }
}

function obstaclesTo(status: ModelStatus, to: 'blue' | 'green'): readonly string[] {
  const { quarantined, slots, frozenUntil, shadow } = status
  return [
    ...(quarantined === to ? [`${named(status, to)} was rolled back and is quarantined.`] : []),
    ...(slots[to].verified ? [] : [`${named(status, to)} is not verified.`]),
    ...(shadow?.verdict.kind === 'faulty' ? [`Copied calls: ${shadow.verdict.summary}.`] : []),
    ...frozenObstacle(frozenUntil),
  ]
}

function frozenObstacle(until: string | null): readonly string[] {
  return until === null ? [] : [`A freeze lasts until ${until}.`]
}

function stepConsequences(status: ModelStatus, { isAtOnce = false }: Choices): Consequences {
  const { plan, weight, stable } = status
  const candidate = otherColorOf(status)
  const next = isAtOnce ? undefined : plan?.steps[(plan.step ?? 0) + 1]
  const share = next?.weight ?? 100 - status.holdBack
  const bake = plan === null ? '' : ` The bake of ${lengthOf(plan.bakeSeconds * 1000)} begins.`
  const kind = status.health[candidate].verdict.kind
  return {
    title: `Promote ${named(status, candidate)} to ${weightOf(share)}?`,
    effects: [
      `${named(status, candidate)} goes from ${weightOf(weight)} to ${weightOf(share)} of the keys now; ${named(status, stable)} keeps ${weightOf(100 - share)}.${next === undefined ? bake : ''}`,
      'Keys that are on it already stay on it.',
      `The verdict is ${kind} now: ${status.health[candidate].verdict.summary}.`,
    ],
    obstacles: frozenObstacle(status.frozenUntil),
    confirm: `Promote to ${weightOf(share)}`,
    isReasonNeeded: false,
  }
}

function completionConsequences(status: ModelStatus): Consequences {
  const { stable } = status
  const candidate = otherColorOf(status)
  const { kind, summary } = status.health[candidate].verdict
  return {
    title: `End the bake of ${named(status, candidate)} in its favor?`,
    effects: [
      `${named(status, candidate)} becomes stable with 100 % of the keys. The automatic rollback ends.`,
      `A rollback to ${named(status, stable)} by hand stays possible for a time.`,
      `The verdict is ${kind} now: ${summary}.`,
    ],
    obstacles: frozenObstacle(status.frozenUntil),
    confirm: 'End the bake',
    isReasonNeeded: false,
  }
}

function pauseConsequences(status: ModelStatus): Consequences {
  const { candidate, weight } = status
  const where =
    candidate === null
      ? 'No traffic moves now.'
      : `${named(status, candidate)} stays at ${weightOf(weight)} of the keys.`
  return {
    title: `Pause ${status.model}?`,
    effects: [
      `Nothing goes forward by itself until somebody resumes. ${where}`,
      'Rollbacks still work, by hand and automatic. Callers notice nothing.',
    ],
    obstacles: [],
    confirm: 'Pause',
    isReasonNeeded: true,
  }
}

function resumeConsequences(status: ModelStatus): Consequences {
  const { candidate, paused } = status
  const then =
    candidate === null ? '' : ' A step that is over goes forward at the next healthy verdict.'
  const why = paused === null ? '' : `Paused by ${paused.by}: ${paused.reason}.`
  return {
    ...plain,
    title: `Resume ${status.model}?`,
    effects: [`The rollout goes forward by itself again.${then}`, why].filter(Boolean),
    confirm: 'Resume',
  }
}

function verifyConsequences(status: ModelStatus, _: Choices, suites: Suites): Consequences {
  const idle = other(status.live)
  const cases = (suites ?? []).reduce((sum, suite) => sum + suite.cases, 0)
  const stored = suites?.length ?? 0
  return {
    ...plain,
    title: `Verify ${named(status, idle)}?`,
    effects: [
      `${counted(cases, 'golden request')} of ${counted(stored, 'suite')} go to ${named(status, idle)}.`,
      'No traffic moves. Callers notice nothing.',
    ],
    confirm: 'Verify',
  }
}
