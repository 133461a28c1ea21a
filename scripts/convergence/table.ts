import { meanOf, medianOf, tableOf } from '../simulate/table.ts'
import type { Run } from './run.ts'

/** How runs were made that stand in one row. */
export interface Measured {
  readonly replay: boolean
  readonly runs: readonly Run[]
}

/** A Markdown table, a row for each way of running. */
export function resultsOf(measured: readonly Measured[]): string {
  const header = [
    'replay',
    'runs',
    'first fault → decision, median / worst ms',
    'decision → last busy isolate, median / worst ms',
    'first fault → last busy isolate, median / worst ms',
    'calls replayed a run, mean',
    'failed calls that clients saw, all runs',
  ]
  return tableOf([header, ...measured.map(rowOf)])
}

/** Milliseconds from the decision to the last isolate, in the worst of the runs. */
export function worstSpread(measured: readonly Measured[]): number {
  return Math.max(...measured.flatMap(({ runs }) => runs.map(spreadOf)))
}

function rowOf({ replay, runs }: Measured): readonly string[] {
  const replayed = meanOf(runs.map(({ replayedCalls }) => replayedCalls))
  const failed = runs.reduce((sum, run) => sum + run.failedCalls, 0)
  const calls = runs.reduce((sum, run) => sum + run.calls, 0)
  return [
    replay ? 'on' : 'off',
    `${runs.length}`,
    medianAndWorst(runs.map((run) => run.decisionMs)),
    medianAndWorst(runs.map(spreadOf)),
    medianAndWorst(runs.map((run) => run.lastIsolateMs)),
    replayed.toFixed(0),
    `${failed} of ${calls}`,
  ]
}

function spreadOf({ lastIsolateMs, decisionMs }: Run): number {
  return lastIsolateMs - decisionMs
}

function medianAndWorst(values: readonly number[]): string {
  return `${medianOf(values).toFixed(0)} / ${Math.max(...values).toFixed(0)}`
}
