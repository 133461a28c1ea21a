import { nextReportMs, reportingWindowMs } from '../core/schedule.ts'
import type { Report } from '../core/report.ts'
import type { Rollout } from '../core/rollout.ts'
import type { Reporter } from './store.ts'

/** How many isolates are remembered at most; the ones that have been silent longest go first. */
const MAX_REPORTERS = 5_000

/** How many isolates report, and how many of them follow the newest revision. */
export interface Following {
  readonly reporting: number
  readonly following: number
}

/** Who reported what last: it makes a resend harmless, and shows who follows which revision. Oldest first. */
export class Reporters {
  readonly #known: Map<string, Reporter>

  constructor(known: readonly (readonly [string, Reporter])[]) {
    this.#known = new Map(known)
  }

  /** Takes note of a report; false when it was counted before. */
  note({ isolate, sequence, revision }: Report, now: number): boolean {
    const isNew = sequence > (this.#known.get(isolate)?.sequence ?? 0)
    this.#known.delete(isolate)
    this.#known.set(isolate, { sequence, revision, at: now })
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= MAX_REPORTERS) break
      this.#known.delete(oldest)
    }
    return isNew
  }

  /** Milliseconds until an isolate is to report next. */
  nextReportMs(phase: Rollout['phase'], now: number): number {
    return nextReportMs(phase, this.#active(phase, now).length)
  }

  following(rollout: Rollout, now: number): Following {
    const active = this.#active(rollout.phase, now)
    const following = active.filter(({ revision }) => revision >= rollout.revision).length
    return { reporting: active.length, following }
  }

  entries(): readonly (readonly [string, Reporter])[] {
    return [...this.#known]
  }

  #active(phase: Rollout['phase'], now: number): readonly Reporter[] {
    const window = reportingWindowMs(phase, this.#known.size)
    return [...this.#known.values()].filter(({ at }) => now - at <= window)
  }
}
