import { isBroad } from './breadth.ts'
import { isGradeAlarmBroad } from './grade-breadth.ts'
import { countedEvidence, type Population } from './population.ts'
import type { BreadthInput } from './robust-evidence.ts'
import { endedSumsOf, sliceSumsOf } from './scope-sums.ts'
import { beforeOpen, stepsOf, testSample, type SignalTest } from './signal-test.ts'
import {
  accumulate,
  noPrefix,
  prefixMaximum,
  srStatisticOf,
  type PrefixMaximum,
} from './statistic.ts'
import { WARNING_THRESHOLD } from './warning.ts'

/** A test, and the state of its evidence. */
export interface Result {
  readonly test: SignalTest
  /** The slices that the test counts. */
  readonly breadth: BreadthInput
  readonly reached: PrefixMaximum
  /** Share of the way to an alarm; 1 is an alarm. */
  readonly ratioToThreshold: number
}

/** Whether an alarm is more than the trouble of strangers and one caller. */
export function isBroadAlarm({ test, breadth }: Result): boolean {
  return test.quality === undefined ? isBroad(breadth, test) : isGradeAlarmBroad(breadth, test)
}

/** Returns the results of the tests of a population. */
export function resultsOf(population: Population, since: number, now: number): readonly Result[] {
  const { reference, tests } = population
  const candidate = countedEvidence(population)
  const slices = candidate.open.map((cohort) => sliceSumsOf(cohort, tests[0]?.heaviest))
  const breadth = { candidate, slices, reference, since, now }
  return tests.map((test) => resultOf(test, breadth))
}

/** Returns the result of a test. Most tests have no bad call, and need no accumulation. */
function resultOf(test: SignalTest, breadth: BreadthInput): Result {
  const { candidate, slices, since } = breadth
  const hasBad = slices.some((one) => one.slice >= since && testSample(one, test).bad > 0)
  if (!hasBad) return { test, breadth, reached: noPrefix, ratioToThreshold: 0 }
  const before = beforeOpen(candidate, candidate.streams[test.key]?.full)
  const reached = prefixMaximum(before, stepsOf(slices, test), since)
  return { test, breadth, reached, ratioToThreshold: reached.srStatistic / test.threshold }
}

/**
 * Whether the ended calls still count against the color. Good calls after the bad ones may have
 * outweighed them.
 */
export function isAboveWarning({ test, reached, breadth }: Result): boolean {
  const { candidate, slices } = breadth
  if (reached.srStatistic < WARNING_THRESHOLD) return false
  const before = beforeOpen(candidate, candidate.streams[test.key]?.full)
  return (
    srStatisticOf(accumulate(before, stepsOf(slices.map(endedSumsOf), test)).statistics) >=
    WARNING_THRESHOLD
  )
}
