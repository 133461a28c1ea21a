import type { Evidence, Row } from './evidence.ts'
import { hasLostGoodCalls, servedOf } from './missing-calls.ts'
import { remainsWithout, type BreadthInput } from './robust-evidence.ts'
import { byCaller, recentRows, STRANGERS } from './rows.ts'
import { excludedBy, type SignalTest } from './signal-test.ts'
import { rowsOnStable, worstRun } from './worst-run.ts'

/** Below this share of the calls, the other callers are too few to speak for or against a color. */
const MIN_SHARE_OF_OTHERS = 0.02

/**
 * Whether an alarm is more than the trouble of strangers and one caller. It is when the evidence remains without them, and
 * when nobody else calls, neither on stable. It is also when good calls are missing, because a client can add bad calls and
 * cannot take away the good calls of others: those of an outlier that made most of them, or those of everybody while
 * outlier and strangers call instead. Strangers have no good calls of their own to miss: a success makes them known.
 */
export function isBroad(input: BreadthInput, test: SignalTest): boolean {
  const { candidate, reference } = input
  const excluded = excludedBy(test, candidate)
  if (remainsWithout(excluded, input, test)) return true
  const hasHistory = reference !== undefined && servedOf(recentRows(reference), test) >= 1
  const history = hasHistory ? reference : candidate
  const served = servedRows(input, history, test)
  const isUsual = !hasHistory || servedShare(served, excluded, test) > 1 - MIN_SHARE_OF_OTHERS
  // A deploy of the router loses the calls of all callers at once, and no good calls after them.
  const mayBeDeploy = test.signal === 'lost'
  if (!mayBeDeploy && isUsual && isAlone(candidate, excluded)) return true
  const outlier = new Set([...excluded].filter((caller) => caller !== STRANGERS))
  if (servedShare(served, outlier, test) > 0.5) {
    return hasLostGoodCalls(input, history, test, { of: outlier })
  }
  return hasLostGoodCalls(input, history, test, { successors: excluded })
}

/** The rows that show which callers are served well: also the candidate's while both colors take calls. */
function servedRows(
  { candidate, slices, reference }: BreadthInput,
  history: Evidence,
  test: SignalTest
): readonly Row[] {
  const run = worstRun(slices, test)
  const isSplit = run !== undefined && rowsOnStable(reference, run).length > 0
  const rows = recentRows(history)
  return isSplit && history !== candidate ? [...rows, ...recentRows(candidate)] : rows
}

/** Whether hardly anybody else calls, on whatever route. */
function isAlone(evidence: Evidence, excluded: ReadonlySet<number>): boolean {
  let own = 0
  let others = 0
  for (const [caller, { started, neutral }] of byCaller(recentRows(evidence))) {
    if (excluded.has(caller)) own += started - neutral
    else others += started - neutral
  }
  return others < 1 || others < MIN_SHARE_OF_OTHERS * own
}

/** The share of the calls that were served well which some callers made. */
function servedShare(rows: readonly Row[], callers: ReadonlySet<number>, test: SignalTest): number {
  const own = rows.filter(({ caller }) => callers.has(caller))
  return servedOf(own, test) / Math.max(1, servedOf(rows, test))
}
