import type { Verdict } from '../../core/detector/verdict.ts'
import type { Event } from '../../core/rollout/events.ts'
import { pointerOf } from '../../core/rollout/pointer-view.ts'
import { other, type Color } from '../../core/routing/color.ts'
import { liveOf } from '../../core/routing/pointer.ts'
import { secretProblemOf } from '../../core/routing/secret-headers.ts'
import type { Status } from '../admin/answers.ts'
import {
  commandAnswerOf,
  isSetting,
  isVerification,
  madeBy,
  type Command,
  type CommandAnswer,
  type CommandResult,
  type OperatorCommand,
} from './command.ts'
import type { CommandRefusal } from './command-refusal.ts'
import type { CoordinatorParts } from './current-status.ts'
import { PUBLISH_WAIT_MS, type Reconciler } from './reconciler.ts'
import { withTimeout } from '../../platform/with-timeout.ts'
import { RepeatableCommands, type Keep } from './repeatable-commands.ts'

/** What commands need of their coordinator. */
interface Coordinating {
  readonly parts: Pick<CoordinatorParts, 'state' | 'evidence' | 'shadow' | 'probes' | 'verifier'>
  readonly kv: Reconciler
  readonly sql: SqlStorage
  readonly secrets: Env
  /** Applies an event to the rollout, or returns the refusal. */
  readonly apply: (event: Event, now: number) => CommandRefusal | undefined
  readonly status: (now: number) => Status
}

/** Carries out the commands of operators, each once. */
export class Commands {
  readonly #coordinator: Coordinating
  readonly #repeatable: RepeatableCommands<CommandResult>

  constructor(coordinator: Coordinating) {
    this.#coordinator = coordinator
    this.#repeatable = new RepeatableCommands(coordinator.sql)
  }

  /** Carries out a command, or returns the refusal, or the answer that the command has already. */
  async answer(command: Command): Promise<CommandAnswer> {
    const { status, parts } = this.#coordinator
    const answered = await this.#repeatable.answer(command.key, (keep) =>
      this.#carryOut(command, keep)
    )
    return commandAnswerOf(answered, parts.state.pointer, () => status(Date.now()))
  }

  async #carryOut(
    { event, ifRevision }: Command,
    keep: Keep<CommandResult>
  ): Promise<CommandResult> {
    const { parts, kv, status } = this.#coordinator
    const { state, probes } = parts
    await kv.sync(Date.now())
    await probes.probeBefore(event, state.rollout)
    const now = Date.now()
    const { revision: before } = state.rollout
    const isStale = ifRevision !== undefined && ifRevision !== before
    const refusal = isStale ? 'revision_mismatch' : this.#decide(event, now)
    const made = madeBy(event, state.pointer, before)
    const resultAt = (at: number): CommandResult =>
      refusal === undefined
        ? { ok: true, made, value: status(at), pointer: state.pointer }
        : { ok: false, refusal, status: status(at) }
    const decided = resultAt(now)
    keep(decided)
    if (!decided.ok) return decided
    await withTimeout(PUBLISH_WAIT_MS, Promise.all([kv.published, probes.probed]))
    const result = resultAt(Date.now())
    keep(result)
    return result
  }

  /** Decides and stores, with no `await` between. */
  #decide(event: OperatorCommand, now: number): CommandRefusal | undefined {
    const { parts, kv, secrets, apply } = this.#coordinator
    const { state, probes, verifier } = parts
    if (isVerification(event)) {
      const refusal = verifier.carryOut(event, now)
      if (refusal === undefined) kv.publishSoon()
      return refusal
    }
    if (isSetting(event)) {
      const decided = state.set(event, now)
      if (decided.ok) kv.publishSoon()
      return decided.ok ? undefined : decided.refusal
    }
    if (event.type === 'switch') {
      const { rollout, unusable } = state
      const to = event.to ?? other(liveOf(pointerOf(rollout)))
      if (to in unusable) return 'color_unusable'
      const shadowed = this.#shadowed(to, now)
      return apply({ ...probes.withProbes(event, rollout), shadowed }, now)
    }
    if (event.type === 'shadow' && other(state.rollout.stable) in state.unusable) {
      return 'color_unusable'
    }
    if (event.type !== 'stage') return apply(event, now)
    const problem = secretProblemOf(event.environment.headers ?? {}, secrets)
    return problem === undefined ? apply(event, now) : 'secret_missing'
  }

  /** Returns the verdict on a color by copies of calls. */
  #shadowed(color: Color, now: number): Verdict['kind'] | undefined {
    const { state, evidence, shadow } = this.#coordinator.parts
    const { rollout } = state
    if (shadow.of(rollout)?.color !== color) return undefined
    return shadow.verdict(rollout, evidence.of(rollout.stable), now)?.kind
  }
}
