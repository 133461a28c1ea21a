import type { HistoryEntry } from '../../core/rollout/history-entry.ts'
import { logDecision } from './log-decision.ts'
import type { HistoryStore } from './history-store.ts'

/** Writes what was decided into the history and the log. */
export class Decisions {
  readonly #history: HistoryStore
  readonly #model: string

  constructor(history: HistoryStore, model: string) {
    this.#history = history
    this.#model = model
  }

  /** Called without an `await` between a decision and its storing, so that both become durable together. */
  record(entry: HistoryEntry): void {
    this.#history.add(entry)
    logDecision(this.#model, entry)
  }
}
