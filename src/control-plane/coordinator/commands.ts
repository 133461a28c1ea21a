import type { Event } from '../../core/rollout/events.ts'
import { pointerOf } from '../../core/rollout/pointer-view.ts'
import { other } from '../../core/routing/color.ts'
import { liveOf } from '../../core/routing/pointer.ts'
import { secretProblemOf } from '../../core/routing/secret-headers.ts'
import { isSetting, type CommandRefusal, type OperatorCommand } from './command.ts'
import type { CoordinatorParts } from './current-status.ts'

/** What a decision leads to. */
interface Effects {
  /** Applies an event to the rollout, or returns the refusal. */
  readonly apply: (event: Event, now: number) => CommandRefusal | undefined
  /** Publishes the settings that isolates follow. */
  readonly publishSoon: () => void
}

/**
 * Returns a function that decides a command and stores the decision at once; it returns the refusal
 * of a command that is refused.
 */
export function commandDecider(
  { state, probes }: Pick<CoordinatorParts, 'state' | 'probes'>,
  secrets: Env,
  { apply, publishSoon }: Effects
): (event: OperatorCommand, now: number) => CommandRefusal | undefined {
  return (event, now) => {
    if (isSetting(event)) {
      const decided = state.set(event, now)
      if (decided.ok) publishSoon()
      return decided.ok ? undefined : decided.refusal
    }
    if (event.type === 'switch') {
      const { rollout, unusable } = state
      const to = event.to ?? other(liveOf(pointerOf(rollout)))
      return to in unusable ? 'color_unusable' : apply(probes.probed(event, rollout), now)
    }
    if (event.type !== 'stage') return apply(event, now)
    const problem = secretProblemOf(event.environment.headers ?? {}, secrets)
    return problem === undefined ? apply(event, now) : 'secret_missing'
  }
}
