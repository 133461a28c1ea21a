import type { Color } from '../../core/routing/color.ts'
import type { Evidence } from '../../core/detector/cohort.ts'
import type { Slot } from '../../core/routing/pointer.ts'
import type { Group } from '../../core/reporting/report.ts'
import type { Rollout } from '../../core/rollout/transition.ts'

/** The evidence on what stands in a slot. */
export interface SlotEvidence {
  /** Shape of the evidence: one of another shape was written by another version of the code. */
  readonly shape: number
  readonly release: string
  readonly evidence: Evidence
}

/** What an isolate last reported. */
export interface Reporter {
  readonly sequence: number
  readonly revision: number
  readonly at: number
  /** Until when it goes on by what it was told then, without asking. */
  readonly until: number
  /** The isolates for which it reports, when it is a collector. */
  readonly group?: Group
}

/** What was last put into KV, and when. */
export interface Publication {
  readonly revision: number
  readonly at: number
}

/** Every fact that is stored beside the rollouts, by key. Each is replaced as a whole. */
interface State {
  readonly evidence: Readonly<Record<Color, SlotEvidence>>
  readonly reporters: readonly (readonly [isolate: string, reporter: Reporter])[]
  readonly publication: Publication
  /** The slots that the last deploy described. */
  readonly configured: Readonly<Record<Color, Slot>>
}

/**
 * The coordinator's SQLite, the owner of the rollout: one row a revision, the newest is the state and all of them are
 * the history. Writes that follow one another without an `await` become durable together.
 */
export class Store {
  readonly #sql: SqlStorage

  constructor(sql: SqlStorage) {
    this.#sql = sql
    sql.exec(
      'CREATE TABLE IF NOT EXISTS rollouts (revision INTEGER PRIMARY KEY, document TEXT NOT NULL)'
    )
    sql.exec('CREATE TABLE IF NOT EXISTS state (key TEXT PRIMARY KEY, document TEXT NOT NULL)')
  }

  /** The newest rollout; undefined before the first. */
  rollout(): Rollout | undefined {
    return this.rollouts(1)[0]
  }

  /** The newest rollouts, newest first. */
  rollouts(limit: number): readonly Rollout[] {
    const rows = this.#sql
      .exec<{ document: string }>(
        'SELECT document FROM rollouts ORDER BY revision DESC LIMIT ?',
        limit
      )
      .toArray()
    return rows.map(({ document }): Rollout => JSON.parse(document))
  }

  /** Gives back what it wrote. Throws when the revision exists already: history is never written over. */
  append(rollout: Rollout): Rollout {
    const document = JSON.stringify(rollout)
    this.#sql.exec(
      'INSERT INTO rollouts (revision, document) VALUES (?, ?)',
      rollout.revision,
      document
    )
    return rollout
  }

  readState<Key extends keyof State>(key: Key): State[Key] | undefined {
    const rows = this.#sql
      .exec<{ document: string }>('SELECT document FROM state WHERE key = ?', key)
      .toArray()
    const row = rows[0]
    return row === undefined ? undefined : JSON.parse(row.document)
  }

  /** Takes note of what a deploy says of the slots; false when the last one said the same, or there was none. */
  configure(slots: State['configured']): boolean {
    const before = this.readState('configured')
    if (JSON.stringify(before) === JSON.stringify(slots)) return false
    this.writeState('configured', slots)
    return before !== undefined
  }

  writeState<Key extends keyof State>(key: Key, readState: State[Key]): void {
    const document = JSON.stringify(readState)
    this.#sql.exec('INSERT OR REPLACE INTO state (key, document) VALUES (?, ?)', key, document)
  }
}
