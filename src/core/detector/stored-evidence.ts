import { noCounts, type Counts } from './counts.ts'
import type { Cohort, Evidence, Row } from './evidence.ts'

/**
 * A row as numbers: route, caller, and the counts in the order of `order`, without trailing zeros.
 */
type StoredRow = readonly number[]

interface StoredCohort extends Pick<Cohort, 'slice' | 'quality'> {
  readonly rows: readonly StoredRow[]
}

/** Evidence in its stored form: rows are lists of numbers, a fifth as long as JSON. */
export interface StoredEvidence extends Omit<Evidence, 'open' | 'pairs' | 'recent' | 'rows'> {
  readonly open: readonly StoredCohort[]
  readonly pairs: readonly StoredCohort[]
  readonly recent: readonly StoredRow[]
  readonly rows: readonly StoredRow[]
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
  return {
    ...evidence,
    open: evidence.open.map(encodeCohort),
    pairs: evidence.pairs.map(encodeCohort),
    recent: evidence.recent.map(encodeRow),
    rows: evidence.rows.map(encodeRow),
  }
}

/** Returns the evidence from its stored form. */
export function decodeEvidence(stored: StoredEvidence): Evidence {
  return {
    ...stored,
    open: stored.open.map(decodeCohort),
    pairs: stored.pairs.map(decodeCohort),
    recent: stored.recent.map(decodeRow),
    rows: stored.rows.map(decodeRow),
  }
}

function encodeCohort(cohort: Cohort): StoredCohort {
  return { ...cohort, rows: cohort.rows.map(encodeRow) }
}

function decodeCohort(cohort: StoredCohort): Cohort {
  return { ...cohort, rows: cohort.rows.map(decodeRow) }
}

function encodeRow({ route, caller, counts }: Row): StoredRow {
  const numbers = order.map((name) => Number(counts[name].toFixed(DECIMALS)))
  const length = numbers.findLastIndex((number) => number !== 0) + 1
  return [route, caller, ...numbers.slice(0, length)]
}

function decodeRow([route = 0, caller = 0, ...numbers]: StoredRow): Row {
  const counts = order.reduce<Counts>(
    (sum, name, index) => ({ ...sum, [name]: numbers[index] ?? 0 }),
    noCounts
  )
  return { route, caller, counts }
}
