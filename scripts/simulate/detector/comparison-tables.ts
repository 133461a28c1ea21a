import { allRules } from './rules/all-rules.ts'
import { ours } from './rules/ours.ts'
import { short, tableOf } from './table.ts'
import type { Score } from './compare.ts'
import { SECONDS_PER_YEAR } from '../../../src/core/detector/limits.ts'

/** Failed calls and seconds until the rollback; `–` where the rule never found the fault. */
export function faultTable(scores: readonly Score[]): string {
  const names = namesOf(scores.filter(({ isFault }) => isFault))
  const body = allRules.map(({ name }) => [
    name,
    ...names.map((scenario) => faultCell(scoreOf(scores, name, scenario))),
  ])
  return tableOf([['failed calls / seconds', ...names], ...body])
}

/** Rollbacks that were not due, per simulated year of each scenario, and in all runs. */
export function falseTable(scores: readonly Score[]): string {
  const names = namesOf(scores.filter(({ isFault }) => !isFault))
  const body = allRules.map(({ name }) => [
    name,
    ...names.map((scenario) => {
      const score = scoreOf(scores, name, scenario)
      return score === undefined ? '' : short(score.falseRollbacks / score.years)
    }),
    String(falseRollbacksOf(scores, name)),
  ])
  return tableOf([['false rollbacks per year', ...names, 'in all runs'], ...body])
}

/** This router's own delays in each scenario with a fault. */
export function ownFaultTable(scores: readonly Score[]): string {
  const rows = ownScores(scores, true).map((score) => [
    score.scenario,
    short(score.seconds),
    short(score.mostSeconds),
    short(score.failedCalls),
    short(score.mostFailedCalls),
    `${score.runs - score.missed} of ${score.runs}`,
  ])
  const head = ['fault', 'mean s', 'longest s', 'mean failed calls', 'most', 'found']
  return tableOf([head, ...rows])
}

/** This router's own false rollbacks in each healthy scenario, and the rate that the runs exclude at 95 %. */
export function ownFalseTable(scores: readonly Score[]): string {
  const rows = ownScores(scores, false).map(({ scenario, years, falseRollbacks }) => [
    scenario,
    short((years * SECONDS_PER_YEAR) / 3600),
    String(falseRollbacks),
    short(falseRollbacks / years),
    falseRollbacks === 0 ? `< ${short(Math.ceil(3 / years))}` : '',
  ])
  return tableOf([['workload', 'hours', 'false rollbacks', 'per year', 'at 95 %'], ...rows])
}

/** This router's false rollbacks in all runs, by the names of their scenarios. */
export function ownFalseRollbacks(scores: readonly Score[]): readonly string[] {
  return scores
    .filter(({ rule, falseRollbacks }) => rule === ours.name && falseRollbacks > 0)
    .map(({ scenario, falseRollbacks, runs }) => `${scenario}: ${falseRollbacks} in ${runs} runs`)
}

/** Faults that this router missed, or found later than their scenario allows. */
export function ownLateRollbacks(
  scores: readonly Score[],
  allowed: ReadonlyMap<string, number>
): readonly string[] {
  return ownScores(scores, true)
    .filter(
      ({ scenario, missed, mostSeconds }) =>
        missed > 0 || mostSeconds > (allowed.get(scenario) ?? Infinity)
    )
    .map(
      ({ scenario, missed, mostSeconds }) =>
        `${scenario}: ${missed > 0 ? `${missed} missed` : `${short(mostSeconds)} s`}`
    )
}

/** Rules with no more false rollbacks than this router that found a fault with fewer failed calls. */
export function betterThanOurs(scores: readonly Score[]): readonly string[] {
  const ownFalse = falseRollbacksOf(scores, ours.name)
  return scores
    .filter(({ rule, isFault }) => isFault && rule !== ours.name)
    .filter(({ rule }) => falseRollbacksOf(scores, rule) <= ownFalse)
    .filter(({ missed, runs }) => missed < runs)
    .filter(({ scenario, failedCalls }) => {
      const own = scoreOf(scores, ours.name, scenario)
      return own !== undefined && failedCalls < own.failedCalls
    })
    .map(
      ({ rule, scenario, failedCalls }) =>
        `${rule}, ${scenario}: ${short(failedCalls)} failed calls`
    )
}

function ownScores(scores: readonly Score[], isFault: boolean): readonly Score[] {
  return scores.filter((score) => score.rule === ours.name && score.isFault === isFault)
}

function scoreOf(scores: readonly Score[], rule: string, scenario: string): Score | undefined {
  return scores.find((score) => score.rule === rule && score.scenario === scenario)
}

function namesOf(scores: readonly Score[]): readonly string[] {
  return [...new Set(scores.map(({ scenario }) => scenario))]
}

function falseRollbacksOf(scores: readonly Score[], rule: string): number {
  return scores
    .filter((score) => score.rule === rule)
    .reduce((sum, { falseRollbacks }) => sum + falseRollbacks, 0)
}

function faultCell(score: Score | undefined): string {
  if (score === undefined || Number.isNaN(score.failedCalls)) return 'rolled back before'
  const { missed, runs, failedCalls, seconds } = score
  if (missed === runs) return '–'
  const found = `${short(failedCalls)} / ${short(seconds)}`
  return missed === 0 ? found : `${found} (${missed} of ${runs} missed)`
}
