import type { CommandKey, KeyRefusal } from './command-key.ts'

/** Milliseconds for which the answer to a command is kept under its key. */
export const KEPT_MS = 24 * 3_600_000

/** What is known of a command that arrives: nothing, its answer, or why it is refused. */
export type KnownCommand<Answer> =
  | { readonly kind: 'new' }
  | { readonly kind: 'answered'; readonly answer: Answer }
  | { readonly kind: 'refused'; readonly refusal: KeyRefusal }

interface Row extends Record<string, SqlStorageValue> {
  readonly fingerprint: string
  readonly answer: string
}

/**
 * The answers to commands by their keys, so that a command that is sent again is not carried out
 * again. `keep` is called without an `await` after the decision, so that decision and answer become
 * durable together. A command that was interrupted before its decision has left nothing, and is
 * carried out when it is repeated.
 */
export class AnsweredCommands<Answer> {
  readonly #sql: SqlStorage
  /** Fingerprints of the commands in progress, by key. */
  readonly #inProgress = new Map<string, string>()

  constructor(sql: SqlStorage) {
    this.#sql = sql
    const columns = 'key TEXT PRIMARY KEY, fingerprint TEXT, answer TEXT, at INTEGER'
    sql.exec(`CREATE TABLE IF NOT EXISTS answered_commands (${columns})`)
  }

  /** Returns what is known of a command. A new one is in progress until `end`. */
  begin({ key, fingerprint }: CommandKey, now: number): KnownCommand<Answer> {
    const inProgress = this.#inProgress.get(key)
    const known = this.#find(key, now)
    const usedBy = inProgress ?? known?.fingerprint ?? fingerprint
    if (usedBy !== fingerprint) return { kind: 'refused', refusal: 'idempotency_key_reused' }
    // Its answer may be kept already, and may still become more complete.
    if (inProgress !== undefined) return { kind: 'refused', refusal: 'command_in_progress' }
    if (known !== undefined) return { kind: 'answered', answer: JSON.parse(known.answer) }
    this.#inProgress.set(key, fingerprint)
    return { kind: 'new' }
  }

  /** Stores the answer to a command, and forgets old ones. */
  keep({ key, fingerprint }: CommandKey, answer: Answer, now: number): void {
    this.#sql.exec('DELETE FROM answered_commands WHERE at <= ?', now - KEPT_MS)
    this.#sql.exec(
      'INSERT OR REPLACE INTO answered_commands (key, fingerprint, answer, at) VALUES (?, ?, ?, ?)',
      key,
      fingerprint,
      JSON.stringify(answer),
      now
    )
  }

  /** Ends a command, with an answer or without one. */
  end({ key }: CommandKey): void {
    this.#inProgress.delete(key)
  }

  #find(key: string, now: number): Row | undefined {
    const query = 'SELECT fingerprint, answer FROM answered_commands WHERE key = ? AND at > ?'
    return this.#sql.exec<Row>(query, key, now - KEPT_MS).toArray()[0]
  }
}
