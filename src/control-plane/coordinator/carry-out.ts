import type { Event } from '../../core/rollout/events.ts'
import { pointerOf } from '../../core/rollout/pointer-view.ts'
import { other } from '../../core/routing/color.ts'
import { liveOf } from '../../core/routing/pointer.ts'
import { secretProblemOf } from '../../core/routing/secret-headers.ts'
import { isSetting, isVerification, type CommandRefusal, type OperatorCommand } from './command.ts'
import type { CoordinatorParts } from './current-status.ts'

/** What a command is carried out with. */
interface Shell extends Pick<CoordinatorParts, 'state' | 'probes' | 'verifier'> {
  readonly env: Env
  /** Applies an event to the rollout, or returns its refusal. */
  readonly apply: (event: Event, now: number) => CommandRefusal | undefined
  /** Called after a command that makes no revision. */
  readonly onSet: () => void
}

/** Carries out a command, with no `await`; undefined unless it is refused. */
export function carryOut(
  event: OperatorCommand,
  { state, probes, verifier, env, apply, onSet }: Shell,
  now: number
): CommandRefusal | undefined {
  if (isSetting(event) || isVerification(event)) {
    const refusal = isSetting(event)
      ? refusalOf(state.set(event, now))
      : verifier.carryOut(event, now)
    if (refusal === undefined) onSet()
    return refusal
  }
  if (event.type === 'switch') {
    const { rollout, unusable } = state
    const to = event.to ?? other(liveOf(pointerOf(rollout)))
    return to in unusable ? 'color_unusable' : apply(probes.probed(event, rollout), now)
  }
  if (event.type !== 'stage') return apply(event, now)
  const problem = secretProblemOf(event.environment.headers ?? {}, env)
  return problem === undefined ? apply(event, now) : 'secret_missing'
}

function refusalOf(decided: ReturnType<CoordinatorParts['state']['set']>) {
  return decided.ok ? undefined : decided.refusal
}
