import {
  blockOf,
  bounded,
  FINE_BLOCKS,
  KEPT_BLOCKS,
  thinned,
  type EvidenceSample,
} from '../../core/detector/evidence-series.ts'

/** Shape of the samples that this code writes. Samples of another shape are left out. */
const SERIES_SHAPE = 1

/** Samples that are not in the table yet. They are stored with the evidence. */
export interface StoredTail {
  readonly shape: number
  readonly samples: readonly EvidenceSample[]
}

/** Samples of the tail that are written as one row: a minute of a rollout. */
const MAX_TAIL = 60
/** Longest time that a sample stays in the tail, in milliseconds. */
const MAX_TAIL_MS = 600_000

interface Row extends Record<string, SqlStorageValue> {
  readonly block: number
  readonly document: string
}

/**
 * Samples of the evidence of a day, in the table `evidence_series` with one row for each 15 minutes.
 * Rows that are written are billed. The newest samples are therefore stored in the row of the
 * evidence, which is written anyway, and go into the table a minute at a time.
 */
export class SeriesStore {
  readonly #sql: SqlStorage
  #tail: readonly EvidenceSample[]
  #last: EvidenceSample | undefined

  constructor(sql: SqlStorage, stored: StoredTail | undefined) {
    this.#sql = sql
    const columns = 'block INTEGER PRIMARY KEY, shape INTEGER NOT NULL, document TEXT NOT NULL'
    sql.exec(`CREATE TABLE IF NOT EXISTS evidence_series (${columns})`)
    this.#tail = stored?.shape === SERIES_SHAPE ? stored.samples : []
    this.#last = this.#tail.at(-1) ?? this.#newestInTable()
  }

  /** The newest sample. */
  get last(): EvidenceSample | undefined {
    return this.#last
  }

  /** The samples to store with the evidence. */
  get tail(): StoredTail {
    return { shape: SERIES_SHAPE, samples: this.#tail }
  }

  /** Adds a sample, which is later than the last one. */
  add(sample: EvidenceSample): void {
    this.#tail = [...this.#tail, sample]
    this.#last = sample
  }

  /** Moves the tail into the table when it is long or old. The caller stores the rest at once. */
  flushIfDue(now: number): void {
    const [first] = this.#tail
    if (first === undefined) return
    if (this.#tail.length < MAX_TAIL && Math.abs(now - first.at) < MAX_TAIL_MS) return
    for (const [block, samples] of Map.groupBy(this.#tail, ({ at }) => blockOf(at))) {
      this.#append(block, samples)
    }
    this.#tail = []
  }

  /** Returns the samples after a time, oldest first. */
  after(at: number): readonly EvidenceSample[] {
    const rows = this.#rows('block >= ? ORDER BY block', blockOf(at))
    return [...rows.flatMap(samplesIn), ...this.#tail].filter((sample) => sample.at > at)
  }

  #append(block: number, samples: readonly EvidenceSample[]): void {
    const [known] = this.#rows('block = ?', block)
    if (known === undefined) this.#thinBefore(block)
    this.#write(block, bounded([...(known === undefined ? [] : samplesIn(known)), ...samples]))
  }

  /** Thins the blocks that a new one makes old, and removes those of the day before. */
  #thinBefore(block: number): void {
    const old = 'block <= ? ORDER BY block DESC LIMIT ?'
    for (const row of this.#rows(old, block - FINE_BLOCKS, FINE_BLOCKS)) {
      const [samples, thin] = [samplesIn(row), thinned(samplesIn(row))]
      if (thin.length < samples.length) this.#write(row.block, thin)
    }
    this.#sql.exec('DELETE FROM evidence_series WHERE block < ?', block - KEPT_BLOCKS)
  }

  #write(block: number, samples: readonly EvidenceSample[]): void {
    this.#sql.exec(
      'INSERT OR REPLACE INTO evidence_series (block, shape, document) VALUES (?, ?, ?)',
      block,
      SERIES_SHAPE,
      JSON.stringify(samples)
    )
  }

  #newestInTable(): EvidenceSample | undefined {
    const [row] = this.#rows('TRUE ORDER BY block DESC LIMIT 1')
    return row === undefined ? undefined : samplesIn(row).at(-1)
  }

  #rows(condition: string, ...bindings: readonly number[]): readonly Row[] {
    const query = `SELECT block, document FROM evidence_series WHERE shape = ${SERIES_SHAPE} AND ${condition}`
    return this.#sql.exec<Row>(query, ...bindings).toArray()
  }
}

function samplesIn({ document }: Row): readonly EvidenceSample[] {
  return JSON.parse(document)
}
