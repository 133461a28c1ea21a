import type { FailedModel, Models, Status } from '../../../src/control-plane/admin/answers.ts'
import type {
  HistoryEntry,
  RolloutShown,
} from '../../../src/control-plane/admin/history-answers.ts'
import type { Failure } from '../failure.ts'
import type { Evidence } from './evidence.ts'

/** What a view has read of one model. */
export interface ModelLook {
  readonly kind: 'one'
  readonly status: Status
  readonly evidence: Evidence
  /** The newest changes, newest first; empty where the caller may not read them. */
  readonly changes: readonly HistoryEntry[]
  /** The newest rollout; undefined without one, and where the caller may not read it. */
  readonly rollout: RolloutShown | undefined
}

/** What a view has read of several models. */
export interface ModelsLook {
  readonly kind: 'all'
  readonly models: readonly (Status | FailedModel)[]
  readonly you: Models['you'] | undefined
}

export type WatchLook = ModelLook | ModelsLook

/** The trouble of a view that gets no answers. */
export interface Trouble {
  readonly failure: Failure
  /** Time of the first look without an answer, and of the next look. */
  readonly since: number
  readonly nextAt: number
  /** Looks without an answer, one after another. */
  readonly count: number
}

/** What a view shows. */
export interface ViewState {
  /** The last good look, and its time; kept while the router does not answer. */
  readonly look: WatchLook | undefined
  readonly lookedAt: number
  readonly trouble: Trouble | undefined
  readonly intervalMs: number
}

/** Longest pause between two looks, in milliseconds. */
const MAX_PAUSE_MS = 30_000

/** Returns the pause before the next look: it doubles with each one that got no answer. */
export function pauseAfter(failures: number, intervalMs: number): number {
  return Math.max(intervalMs, Math.min(MAX_PAUSE_MS, intervalMs * 2 ** failures))
}

/** Returns the state after a good look. */
export function seen(state: ViewState, look: WatchLook, now: number): ViewState {
  return { ...state, look, lookedAt: now, trouble: undefined }
}

/** Returns the state after a look that got no answer. */
export function failed(state: ViewState, failure: Failure, now: number): ViewState {
  const { count = 0, since = now } = state.trouble ?? {}
  const nextAt = now + pauseAfter(count + 1, state.intervalMs)
  return { ...state, trouble: { failure, since, nextAt, count: count + 1 } }
}

/** Whether a later look may succeed. An answer that nobody expects counts only where good ones came before. */
export function mayPass({ kind }: Failure, { look }: ViewState): boolean {
  return kind === 'unreachable' || (kind === 'unexpected' && look !== undefined)
}
