import { colors, type Color } from '../../core/routing/color.ts'
import type { NamedSuite } from '../../core/verification/named-suite.ts'
import type { CaseRecord, VerificationRun } from '../../core/verification/verification-run.ts'

/** Shape of the rows. Rows of another shape are ignored: a suite is sent again, a run started anew. */
const SHAPE = 1

const columns = 'shape INTEGER NOT NULL, document TEXT NOT NULL'

const tables = [
  `suites (name TEXT PRIMARY KEY, ${columns})`,
  `verification_runs (color TEXT PRIMARY KEY, ${columns})`,
  `verification_cases (color TEXT, position INTEGER, ${columns}, begun INTEGER DEFAULT 0, result TEXT,
    PRIMARY KEY (color, position))`,
] as const

/** The last run of each color. */
export type LastRuns = Readonly<Partial<Record<Color, VerificationRun>>>

/** A stored suite, with its author and its time. */
export interface StoredSuite extends NamedSuite {
  readonly by: string
  readonly at: number
}

interface Row extends Record<string, SqlStorageValue> {
  readonly document: string
}

/**
 * The tables of the verification: `suites` by name, `verification_runs` with the last run of each
 * color, and `verification_cases` with one row per case of it, because SQLite limits the size of a
 * row. Writes without an `await` between them become durable together.
 */
export class VerificationStore {
  readonly #sql: SqlStorage

  constructor(sql: SqlStorage) {
    this.#sql = sql
    for (const table of tables) sql.exec(`CREATE TABLE IF NOT EXISTS ${table}`)
  }

  /** Returns the stored suites, by name. */
  suites(): readonly StoredSuite[] {
    const query = 'SELECT document FROM suites WHERE shape = ? ORDER BY name'
    return this.#sql
      .exec<Row>(query, SHAPE)
      .toArray()
      .map(({ document }) => JSON.parse(document))
  }

  storeSuite(suite: StoredSuite): void {
    this.#sql.exec(
      'INSERT OR REPLACE INTO suites (name, shape, document) VALUES (?, ?, ?)',
      suite.name,
      SHAPE,
      JSON.stringify(suite)
    )
  }

  removeSuite(name: string): void {
    this.#sql.exec('DELETE FROM suites WHERE name = ?', name)
  }

  lastRuns(): LastRuns {
    const runs = colors.flatMap((color) => {
      const run = this.#run(color)
      return run === undefined ? [] : [[color, run] as const]
    })
    return Object.fromEntries(runs)
  }

  /** Stores a new run, in place of the last one of its color. */
  begin(run: VerificationRun): void {
    this.#sql.exec('DELETE FROM verification_cases WHERE color = ?', run.color)
    for (const [position, golden] of run.suite.cases.entries()) {
      this.#sql.exec(
        'INSERT INTO verification_cases (color, position, shape, document) VALUES (?, ?, ?, ?)',
        run.color,
        position,
        SHAPE,
        JSON.stringify(golden)
      )
    }
    this.#writeRun(run)
  }

  /** Counts that the next case of a run begins. Returns how often it has begun by now. */
  beginCase({ color, results }: VerificationRun): number {
    const where = 'WHERE color = ? AND position = ?'
    const update = `UPDATE verification_cases SET begun = begun + 1 ${where} RETURNING begun`
    return this.#sql.exec<{ begun: number }>(update, color, results.length).one().begun
  }

  /** Stores a run that went on: its newest result, or its early end. */
  update(run: VerificationRun): void {
    const result = run.results.at(-1)
    if (result !== undefined) {
      this.#sql.exec(
        'UPDATE verification_cases SET result = ? WHERE color = ? AND position = ?',
        JSON.stringify(result),
        run.color,
        run.results.length - 1
      )
    }
    if (run.endedAt !== undefined) this.#writeRun(run)
  }

  #writeRun({ suite: _suite, results: _results, ...run }: VerificationRun): void {
    this.#sql.exec(
      'INSERT OR REPLACE INTO verification_runs (color, shape, document) VALUES (?, ?, ?)',
      run.color,
      SHAPE,
      JSON.stringify(run)
    )
  }

  #run(color: Color): VerificationRun | undefined {
    const query = 'SELECT document FROM verification_runs WHERE color = ? AND shape = ?'
    const [row] = this.#sql.exec<Row>(query, color, SHAPE).toArray()
    if (row === undefined) return undefined
    const cases = this.#sql
      .exec<Row & { readonly result: string | null }>(
        'SELECT document, result FROM verification_cases WHERE color = ? ORDER BY position',
        color
      )
      .toArray()
    const results = cases.flatMap(({ result }): CaseRecord[] =>
      result === null ? [] : [JSON.parse(result)]
    )
    const suite = { cases: cases.map(({ document }) => JSON.parse(document)) }
    return { ...JSON.parse(row.document), suite, results }
  }
}
