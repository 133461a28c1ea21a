import { chainedHash, type ChainHead, type StoredEntry } from '../../core/rollout/history-chain.ts'
import { withReleases, type HistoryEntry } from '../../core/rollout/history-entry.ts'
import type { Rollout } from '../../core/rollout/state.ts'
import { beginsRollout } from '../../core/rollout/rollout-records.ts'
import { STORED_SHAPE, upgradeRow } from '../../core/rollout/stored-row.ts'
import type { WorkerVersion } from '../../platform/worker-version.ts'
import { sha256Of } from '../sha-256.ts'

/** Entries that are read at once. */
const PAGE = 500

/** The part of the history that is asked for: the newest entries before an entry, since a time. */
export interface HistoryRange {
  readonly limit: number
  /** Number of the entry that follows the part. */
  readonly before?: number | undefined
  /** Time in milliseconds since 1970. */
  readonly since?: number | undefined
}

/** An entry with its number and hash. */
export interface NumberedEntry {
  readonly entry: number
  readonly hash: string | null
  readonly content: HistoryEntry
}

interface Row extends Record<string, SqlStorageValue> {
  readonly sequence: number
  readonly shape: number
  readonly document: string
  readonly hash: string | null
}

interface HeadRow extends Record<string, SqlStorageValue> {
  readonly sequence: number
  readonly hash: string
}

/**
 * The table `history`, one row per entry. Each row has a hash of its document and of the hash before
 * it; the newest hash is stored once more, so that a removed row is missed.
 */
export class HistoryStore {
  readonly #sql: SqlStorage
  readonly #rolloutAt: (revision: number) => Rollout | undefined
  readonly #version: WorkerVersion | undefined

  /** `version` is that of the running code. */
  constructor(
    sql: SqlStorage,
    rolloutAt: (revision: number) => Rollout | undefined,
    version: WorkerVersion | undefined
  ) {
    this.#sql = sql
    this.#version = version
    this.#rolloutAt = rolloutAt
    const columns = 'shape INTEGER NOT NULL, document TEXT NOT NULL, hash TEXT'
    sql.exec(`CREATE TABLE IF NOT EXISTS history (sequence INTEGER PRIMARY KEY, ${columns})`)
    // The table of an older version has no hashes.
    const hasHashes = "SELECT 1 FROM pragma_table_info('history') WHERE name = 'hash'"
    if (sql.exec(hasHashes).toArray().length === 0) {
      sql.exec('ALTER TABLE history ADD COLUMN hash TEXT')
    }
    const head = 'id INTEGER PRIMARY KEY CHECK (id = 1), sequence INTEGER, hash TEXT'
    sql.exec(`CREATE TABLE IF NOT EXISTS history_head (${head})`)
  }

  /** Returns number and hash of the newest entry; null before the first with a hash. */
  get head(): ChainHead | null {
    const query = 'SELECT sequence, hash FROM history_head'
    const [row] = this.#sql.exec<HeadRow>(query).toArray()
    return row === undefined ? null : { entry: row.sequence, hash: row.hash }
  }

  add(content: HistoryEntry): void {
    const version = this.#version
    const document = JSON.stringify(version === undefined ? content : { ...content, version })
    const hash = chainedHash(this.head?.hash ?? '', document, sha256Of)
    const insert = 'INSERT INTO history (shape, document, hash) VALUES (?, ?, ?) RETURNING sequence'
    const { sequence } = this.#sql
      .exec<{ sequence: number }>(insert, STORED_SHAPE, document, hash)
      .one()
    const replace = 'INSERT OR REPLACE INTO history_head (id, sequence, hash) VALUES (1, ?, ?)'
    this.#sql.exec(replace, sequence, hash)
  }

  /** Returns entries, newest first, upgraded to the current shape. */
  entries(range: HistoryRange): readonly NumberedEntry[] {
    return this.#rows(range).map(({ sequence, shape, document, hash }) => ({
      entry: sequence,
      hash,
      content: withReleases(JSON.parse(upgradeRow('history', shape, document)), this.#rolloutAt),
    }))
  }

  /**
   * Returns the entries of the newest rollouts, oldest first. They go back to a rollout that began
   * before the time of the range, or until there are as many rollouts as its limit says.
   */
  entriesOfRollouts({ limit, before, since = 0 }: HistoryRange): readonly NumberedEntry[] {
    const found = [...this.entries({ limit: PAGE, before })]
    const isMissing = () => {
      const begun = found.filter(({ content }) => beginsRollout(content))
      return begun.length < limit && (begun.at(-1)?.content.at ?? since) >= since
    }
    for (let size = PAGE; isMissing() && found.length === size; size += PAGE) {
      found.push(...this.entries({ limit: PAGE, before: found.at(-1)?.entry }))
    }
    return found.toReversed()
  }

  /** Returns entries as they are stored, newest first. */
  documents(range: HistoryRange): readonly StoredEntry[] {
    return this.#rows(range).map(({ sequence, document, hash }) => ({
      entry: sequence,
      document,
      hash,
    }))
  }

  #rows({ limit, before, since }: HistoryRange): readonly Row[] {
    const conditions = [
      ...(before === undefined ? [] : ['sequence < ?']),
      ...(since === undefined ? [] : ["document ->> '$.at' >= ?"]),
    ]
    const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`
    const query = `SELECT sequence, shape, document, hash FROM history ${where} ORDER BY sequence DESC LIMIT ?`
    const bindings = [before, since, limit].filter((value) => value !== undefined)
    return this.#sql.exec<Row>(query, ...bindings).toArray()
  }
}
