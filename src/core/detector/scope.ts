import { addTo, noCounts, noSample, sampleOf, type CallSignal, type Sample } from './counts.ts'
import type { Row, Scope } from './evidence.ts'
import { STRANGERS } from './rows.ts'

/** The rows of a cohort that a test counts. */
export interface Selection {
  readonly scope: Scope
  readonly signal: CallSignal
  /** The caller that the scope `others` leaves out. */
  readonly heaviest: number | undefined
}

/** Whether a row is in a scope. */
export function isIn(
  { route, caller }: Pick<Row, 'route' | 'caller'>,
  { scope, heaviest }: Pick<Selection, 'scope' | 'heaviest'>
): boolean {
  switch (scope) {
    case 'all':
      return true
    case 'known':
      return caller !== STRANGERS
    case 'others':
      return caller !== STRANGERS && caller !== heaviest
    default:
      return scope === `route:${route}`
  }
}

/** Returns the rows of a scope. */
export function rowsIn(
  rows: readonly Row[],
  selection: Pick<Selection, 'scope' | 'heaviest'>
): readonly Row[] {
  return selection.scope === 'all' ? rows : rows.filter((row) => isIn(row, selection))
}

/**
 * Returns the sample of the rows that a selection counts, without the calls of excluded callers.
 * Their discordant pairs count, because the other color answered the very same call well.
 */
export function selectedSample(
  rows: readonly Row[],
  selection: Selection,
  excluded: ReadonlySet<number> = nobody
): Sample {
  let sum = noCounts
  let discordant = 0
  for (const row of rows) {
    if (!isIn(row, selection)) continue
    if (!excluded.has(row.caller)) sum = sum === noCounts ? row.counts : addTo(sum, row.counts)
    else if (selection.signal === 'fault') discordant += row.counts.discordant
  }
  const sample = sum === noCounts ? noSample : sampleOf(sum, selection.signal)
  if (discordant === 0) return sample
  return { calls: sample.calls + discordant, bad: sample.bad + discordant }
}

export const nobody: ReadonlySet<number> = new Set()
