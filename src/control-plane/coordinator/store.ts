import { colors, type Color } from '../../core/routing/color.ts'
import type { ShapedEvidence } from '../../core/detector/stored-shape.ts'
import type { Placement } from '../../core/routing/placement.ts'
import { isSameEnvironment, type Environment } from '../../core/routing/slot.ts'
import type { Compared } from '../../core/shadow/shadow-report.ts'
import type { Histogram } from '../../core/reporting/log-histogram.ts'
import type { InProgress } from '../../core/reporting/in-progress.ts'
import type { Incident } from '../../core/reporting/lost-calls.ts'
import type { Group } from '../../core/reporting/report.ts'
import type { ReportingSettings } from '../../core/reporting/reporting-settings.ts'
import type { Traffic } from '../../core/metrics/traffic.ts'
import type { Alert } from '../../core/rollout/alerts.ts'
import type { Pause } from '../../core/rollout/pause.ts'
import type { ProbeResults } from '../../core/rollout/stable-probe.ts'
import type { Rollout } from '../../core/rollout/state.ts'
import { STORED_SHAPE, upgradeRow, type StoredKind } from '../../core/rollout/stored-row.ts'
import type { WorkerVersion } from '../../platform/worker-version.ts'
import { HistoryStore } from './history-store.ts'
import type { StoredTail } from './series-store.ts'

/** The stored form of the evidence on the release in a slot. */
export type StoredSlotEvidence = ShapedEvidence & {
  readonly release: string
  /** The first slice that counts; before `sinceSlice`, by clocks that are behind. */
  readonly countsFrom: number
  /** Times to first byte by route class. Absent in what an older version stored. */
  readonly firstByteTimes?: Readonly<Record<string, Histogram>>
  /** The same in the buckets of older versions. */
  readonly firstByte?: Readonly<Record<string, Histogram>>
}

/** The stored form of what the copies showed. */
export type StoredShadow = StoredSlotEvidence & Compared

/** The last report of an isolate or collector. */
export interface Reporter {
  readonly sequence: number
  readonly revision: number
  readonly at: number
  /** The same time by the clock of the reporters. */
  readonly reportedMs: number
  /** Time until which the reporter follows the pointer of its last reply without a read. */
  readonly until: number
  /** Time at which the next report is due. A reporter that is much later has vanished. */
  readonly dueAt: number
  /** Whether the reporter has reported more than once, and is not an isolate that came and went. */
  readonly isConfirmed: boolean
  /** Calls in progress of the reporter, as of its last report. */
  readonly inProgress: readonly InProgress[]
  /** The isolates that report to it, when it is a collector. */
  readonly group?: Group
}

/** The last pointer that was written into KV, and the time of the write. */
export interface Publication {
  readonly revision: number
  /** Version of the reporting settings in that pointer; 0 without any. */
  readonly reporting: number
  readonly at: number
}

/** The values of the `state` table, by key. Each is replaced as a whole. */
interface State {
  readonly evidence: Readonly<Record<Color, StoredSlotEvidence>> & { readonly series?: StoredTail }
  /** Null when the release in the idle slot got no copies. */
  readonly shadow: StoredShadow | null
  readonly reporters: readonly (readonly [isolate: string, reporter: Reporter])[]
  readonly incidents: readonly Incident[]
  readonly traffic: Traffic
  readonly publication: Publication
  /** The environments of the last deploy. */
  readonly configured: Readonly<Record<Color, Environment>>
  readonly alerts: readonly Alert[]
  /** Colors whose environment a deploy changed while their slot was in use. */
  readonly unfollowed: readonly Color[]
  readonly reporting: ReportingSettings
  readonly probes: ProbeResults
  /** The place that was chosen at the first start. */
  readonly placement: Placement
  /** Null when the model is not paused. */
  readonly pause: Pause | null
}

interface Row extends Record<string, SqlStorageValue> {
  readonly shape: number
  readonly document: string
}

/**
 * The coordinator's SQLite tables: `rollouts` with one row per revision, of which the newest is the
 * current rollout; the history; and `state` with values by key. Writes without
 * an `await` between them become durable together. Each row has the shape of its document, and is
 * upgraded when it is read.
 */
export class Store {
  readonly #sql: SqlStorage
  readonly history: HistoryStore

  /** `version` is that of the running code. */
  constructor(sql: SqlStorage, version: WorkerVersion | undefined) {
    this.#sql = sql
    this.history = new HistoryStore(sql, (revision) => this.#rolloutAt(revision), version)
    const columns = 'shape INTEGER NOT NULL, document TEXT NOT NULL'
    sql.exec(`CREATE TABLE IF NOT EXISTS rollouts (revision INTEGER PRIMARY KEY, ${columns})`)
    sql.exec(`CREATE TABLE IF NOT EXISTS state (key TEXT PRIMARY KEY, ${columns})`)
    // Older versions had one alert, and kept the one about the pointer in KV apart: it is raised anew.
    sql.exec("UPDATE OR IGNORE state SET key = 'alerts' WHERE key = 'alert'")
    sql.exec("DELETE FROM state WHERE key = 'refused_pointer'")
  }

  /** Returns the newest rollout; undefined before the first. Throws when its shape is too new. */
  rollout(): Rollout | undefined {
    return this.#rolloutAt(Number.MAX_SAFE_INTEGER)
  }

  /** Stores a revision. Throws when it exists already: a revision is never overwritten. */
  append(rollout: Rollout): void {
    this.#sql.exec(
      'INSERT INTO rollouts (revision, shape, document) VALUES (?, ?, ?)',
      rollout.revision,
      STORED_SHAPE,
      JSON.stringify(rollout)
    )
  }

  readState<Key extends keyof State>(key: Key): State[Key] | undefined {
    const query = 'SELECT shape, document FROM state WHERE key = ?'
    const [document] = this.#read(key === 'alerts' ? 'alerts' : 'state', query, key)
    return document === undefined ? undefined : JSON.parse(document)
  }

  /** Updates the row in place: to replace it would be billed as two rows, for its index too. */
  writeState<Key extends keyof State>(key: Key, value: State[Key]): void {
    const update =
      'ON CONFLICT (key) DO UPDATE SET shape = excluded.shape, document = excluded.document'
    this.#sql.exec(
      `INSERT INTO state (key, shape, document) VALUES (?, ?, ?) ${update}`,
      key,
      STORED_SHAPE,
      JSON.stringify(value)
    )
  }

  /** Stores the environments of a deploy. Returns those that changed; none on the first deploy. */
  configure(configured: State['configured']): Readonly<Partial<Record<Color, Environment>>> {
    const before = this.readState('configured')
    if (JSON.stringify(before) === JSON.stringify(configured)) return {}
    this.writeState('configured', configured)
    if (before === undefined) return {}
    const changed = colors.filter((color) => !isSameEnvironment(before[color], configured[color]))
    return Object.fromEntries(changed.map((color) => [color, configured[color]]))
  }

  /** Returns the newest rollout up to a revision. */
  #rolloutAt(revision: number): Rollout | undefined {
    const condition = 'revision <= ? ORDER BY revision DESC LIMIT 1'
    const query = `SELECT shape, document FROM rollouts WHERE ${condition}`
    const [document] = this.#read('rollout', query, revision)
    return document === undefined ? undefined : JSON.parse(document)
  }

  /** Returns the documents of the rows, upgraded to the current shape. */
  #read(kind: StoredKind, query: string, ...bindings: unknown[]): readonly string[] {
    const rows = this.#sql.exec<Row>(query, ...bindings).toArray()
    return rows.map(({ shape, document }) => upgradeRow(kind, shape, document))
  }
}
