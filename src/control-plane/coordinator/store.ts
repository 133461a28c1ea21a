import type { Color } from '../../core/routing/color.ts'
import type { Evidence } from '../../core/detector/cohort.ts'
import type { Slot } from '../../core/routing/pointer.ts'
import type { Group } from '../../core/reporting/report.ts'
import type { ReportingSettings } from '../../core/reporting/reporting-settings.ts'
import type { Alert } from '../../core/rollout/alert.ts'
import type { HistoryEntry } from '../../core/rollout/history-entry.ts'
import type { Rollout } from '../../core/rollout/state.ts'
import { STORED_SHAPE, upgradeRow, type StoredKind } from '../../core/rollout/stored-row.ts'

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
  /** Until then it follows the pointer of its last reply without asking again. */
  readonly until: number
  /** The isolates for which it reports, when it is a collector. */
  readonly group?: Group
}

/** The pointer that KV took last, and when. */
export interface Publication {
  readonly revision: number
  /** Version of the reporting settings in it; 0 without any. */
  readonly reporting: number
  readonly at: number
}

/** Every value that is stored beside the rollouts, by key. Each is replaced as a whole. */
interface State {
  readonly evidence: Readonly<Record<Color, SlotEvidence>>
  readonly reporters: readonly (readonly [isolate: string, reporter: Reporter])[]
  readonly publication: Publication
  /** The slots that the last deploy described. */
  readonly configured: Readonly<Record<Color, Slot>>
  /** Null when no alert stands. */
  readonly alert: Alert | null
  readonly reporting: ReportingSettings
}

interface Row extends Record<string, SqlStorageValue> {
  readonly shape: number
  readonly document: string
}

/**
 * The coordinator's SQLite, the owner of the rollout: one row for each revision, of which the newest is the state; one row
 * for each line of the history; and some values by key. Writes that follow one another without an `await` become durable
 * together. Each row carries the shape of its document, and is upgraded when it is read.
 */
export class Store {
  readonly #sql: SqlStorage

  constructor(sql: SqlStorage) {
    this.#sql = sql
    const columns = 'shape INTEGER NOT NULL, document TEXT NOT NULL'
    sql.exec(`CREATE TABLE IF NOT EXISTS rollouts (revision INTEGER PRIMARY KEY, ${columns})`)
    sql.exec(`CREATE TABLE IF NOT EXISTS history (sequence INTEGER PRIMARY KEY, ${columns})`)
    sql.exec(`CREATE TABLE IF NOT EXISTS state (key TEXT PRIMARY KEY, ${columns})`)
  }

  /** The newest rollout; undefined before the first. Throws when a newer version of the code wrote it. */
  rollout(): Rollout | undefined {
    const query = 'SELECT shape, document FROM rollouts ORDER BY revision DESC LIMIT 1'
    const [document] = this.#read('rollout', query)
    return document === undefined ? undefined : JSON.parse(document)
  }

  /** Throws when the revision exists already: a revision is never overwritten. */
  append(rollout: Rollout): void {
    this.#sql.exec(
      'INSERT INTO rollouts (revision, shape, document) VALUES (?, ?, ?)',
      rollout.revision,
      STORED_SHAPE,
      JSON.stringify(rollout)
    )
  }

  /** The newest lines of the history, newest first. */
  entries(limit: number): readonly HistoryEntry[] {
    const query = 'SELECT shape, document FROM history ORDER BY sequence DESC LIMIT ?'
    const documents = this.#read('history', query, limit)
    return documents.map((document): HistoryEntry => JSON.parse(document))
  }

  addEntry(entry: HistoryEntry): void {
    this.#sql.exec(
      'INSERT INTO history (shape, document) VALUES (?, ?)',
      STORED_SHAPE,
      JSON.stringify(entry)
    )
  }

  readState<Key extends keyof State>(key: Key): State[Key] | undefined {
    const query = 'SELECT shape, document FROM state WHERE key = ?'
    const [document] = this.#read('state', query, key)
    return document === undefined ? undefined : JSON.parse(document)
  }

  writeState<Key extends keyof State>(key: Key, value: State[Key]): void {
    this.#sql.exec(
      'INSERT OR REPLACE INTO state (key, shape, document) VALUES (?, ?, ?)',
      key,
      STORED_SHAPE,
      JSON.stringify(value)
    )
  }

  /** Stores the slots of a deploy; false when the last deploy described the same ones, or when there was none. */
  configure(slots: State['configured']): boolean {
    const before = this.readState('configured')
    if (JSON.stringify(before) === JSON.stringify(slots)) return false
    this.writeState('configured', slots)
    return before !== undefined
  }

  /** The documents of the rows, in the shape that this code writes. */
  #read(kind: StoredKind, query: string, ...bindings: unknown[]): readonly string[] {
    const rows = this.#sql.exec<Row>(query, ...bindings).toArray()
    return rows.map(({ shape, document }) => upgradeRow(kind, shape, document))
  }
}
