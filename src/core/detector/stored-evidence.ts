import { causeEntries, type CauseKey, type Causes } from './causes.ts'
import { noCounts, type Counts } from './counts.ts'
import type { Cohort, Evidence, Row } from './evidence.ts'

/**
 * A row as numbers: route, caller, and the counts in the order of `order`, without trailing zeros.
 */
type Numbers = readonly number[]

/** A row, with its causes if there are any: pairs of an index and a number of calls. */
type StoredRow = Numbers | readonly [row: Numbers, causes: Numbers]

type StoredGrades = Readonly<Record<string, readonly StoredRow[]>>

interface StoredCohort extends Pick<Cohort, 'slice'> {
  readonly rows: readonly StoredRow[]
  readonly quality: StoredGrades
}

/** Evidence in its stored form: rows are lists of numbers, a fifth as long as JSON. */
export interface StoredEvidence extends Omit<
  Evidence,
  'open' | 'pairs' | 'recent' | 'rows' | 'quality'
> {
  readonly open: readonly StoredCohort[]
  readonly pairs: readonly StoredCohort[]
  readonly recent: readonly StoredRow[]
  readonly rows: readonly StoredRow[]
  readonly quality: StoredGrades
  /** The causes that the rows name by index. */
  readonly causes: readonly CauseKey[]
}

/** The order of the counts, the frequent ones first. */
const order = [
  'started',
  'success',
  'neutral',
  'fault',
  'early',
  'overload',
  'slow',
  'lost',
  'discordant',
  'concordant',
] as const satisfies readonly (keyof Counts)[]

/** Decimal digits of the decayed counts. */
const DECIMALS = 3

/** Returns the evidence in its stored form. Decayed counts are rounded. */
export function encodeEvidence(evidence: Evidence): StoredEvidence {
  const indexes = new Map<CauseKey, number>()
  const encodeRows = (rows: readonly Row[]) => rows.map((row) => encodeRow(row, indexes))
  const encodeCohorts = (cohorts: readonly Cohort[]) =>
    cohorts.map((cohort): StoredCohort => ({
      ...cohort,
      rows: encodeRows(cohort.rows),
      quality: mapGrades(cohort.quality, encodeRows),
    }))
  const stored = {
    ...evidence,
    open: encodeCohorts(evidence.open),
    pairs: encodeCohorts(evidence.pairs),
    recent: encodeRows(evidence.recent),
    rows: encodeRows(evidence.rows),
    quality: mapGrades(evidence.quality, encodeRows),
  }
  return { ...stored, causes: [...indexes.keys()] }
}

/** Returns the evidence from its stored form. */
export function decodeEvidence({ causes, ...stored }: StoredEvidence): Evidence {
  const decodeRows = (rows: readonly StoredRow[]) => rows.map((row) => decodeRow(row, causes))
  const decodeCohorts = (cohorts: readonly StoredCohort[]) =>
    cohorts.map((cohort): Cohort => ({
      ...cohort,
      rows: decodeRows(cohort.rows),
      quality: mapGrades(cohort.quality, decodeRows),
    }))
  return {
    ...stored,
    open: decodeCohorts(stored.open),
    pairs: decodeCohorts(stored.pairs),
    recent: decodeRows(stored.recent),
    rows: decodeRows(stored.rows),
    quality: mapGrades(stored.quality, decodeRows),
  }
}

/** Returns grades with the rows of each quality in another form. */
function mapGrades<From, To>(
  grades: Readonly<Record<string, From>>,
  convert: (rows: From) => To
): Readonly<Record<string, To>> {
  return Object.fromEntries(Object.entries(grades).map(([name, rows]) => [name, convert(rows)]))
}

function encodeRow({ causes, ...row }: Row, indexes: Map<CauseKey, number>): StoredRow {
  return causes === undefined ? numbersOf(row) : [numbersOf(row), numbersOfCauses(causes, indexes)]
}

/** Returns the stored form of a row without causes. */
export function numbersOf({ route, caller, counts }: Row): Numbers {
  const numbers = order.map((name) => Number(counts[name].toFixed(DECIMALS)))
  const length = numbers.findLastIndex((number) => number !== 0) + 1
  return [route, caller, ...numbers.slice(0, length)]
}

function numbersOfCauses(causes: Causes, indexes: Map<CauseKey, number>): Numbers {
  return causeEntries(causes).flatMap(([key, calls]) => {
    const index = indexes.get(key) ?? indexes.size
    indexes.set(key, index)
    return [index, calls]
  })
}

function decodeRow(stored: StoredRow, keys: readonly CauseKey[]): Row {
  if (!hasCauses(stored)) return rowOf(stored)
  const [numbers, pairs] = stored
  const causes: Record<CauseKey, number> = {}
  for (let at = 0; at < pairs.length; at += 2) {
    const key = keys[pairs[at] ?? 0]
    if (key !== undefined) causes[key] = pairs[at + 1] ?? 0
  }
  return { ...rowOf(numbers), causes }
}

function hasCauses(stored: StoredRow): stored is readonly [Numbers, Numbers] {
  return typeof stored[0] === 'object'
}

function rowOf([route = 0, caller = 0, ...numbers]: Numbers): Row {
  const counts = order.reduce<Counts>(
    (sum, name, index) => ({ ...sum, [name]: numbers[index] ?? 0 }),
    noCounts
  )
  return { route, caller, counts }
}
