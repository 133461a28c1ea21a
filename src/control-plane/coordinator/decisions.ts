import type { HistoryEntry } from '../../core/rollout/history-entry.ts'
import { rolloutRecordsOf, type RolloutRecord } from '../../core/rollout/rollout-records.ts'
import type { Notifier } from '../notify/notifier.ts'
import type { HistoryStore } from './history-store.ts'
import { logDecision } from './log-decision.ts'

/** Writes what was decided into the history, the log, and the messages to receivers. */
export class Decisions {
  readonly #history: HistoryStore
  readonly #notifier: Notifier
  readonly #model: string

  constructor(history: HistoryStore, notifier: Notifier, model: string) {
    this.#history = history
    this.#notifier = notifier
    this.#model = model
  }

  /**
   * Called without an `await` between a decision and its storing, so that all becomes durable
   * together. `isRolling` is whether a release is on trial after the decision.
   */
  record(entry: HistoryEntry, isRolling: boolean): void {
    this.#history.add(entry)
    logDecision(this.#model, entry)
    const { head: history } = this.#history
    this.#notifier.add(entry, { isRolling, rollout: () => this.#newestRollout(), history })
  }

  #newestRollout(): RolloutRecord | undefined {
    return rolloutRecordsOf(this.#model, this.#history.entriesOfRollouts({ limit: 1 })).at(-1)
  }
}
