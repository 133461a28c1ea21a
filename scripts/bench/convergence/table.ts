import { INTERVAL_MS } from '../../../src/core/reporting/schedule.ts'
import { meanOf, medianOf, tableOf } from '../../simulate/detector/table.ts'
import type { Run } from './run.ts'

/** The settings in which fleets differ. */
export interface Setup {
  readonly failover: boolean
  readonly collectors: number
}

/** The runs of one row. */
export interface Measured {
  readonly setup: Setup
  readonly runs: readonly Run[]
}

/** Returns a Markdown table with a row for each setup. */
export function resultsOf(measured: readonly Measured[]): string {
  const header = [
    'reports go to',
    'failover',
    'runs',
    'first fault → decision, median / worst ms',
    'decision → last busy isolate, median / worst ms',
    'first fault → last busy isolate, median / worst ms',
    'calls failed over a run, mean',
    'failed calls that clients saw, all runs',
  ]
  return tableOf([header, ...measured.map(rowOf)])
}

/** Returns whether the last busy isolate met the goal: one reporting interval for each hop, plus 250 ms. */
export function goalOf({ setup, runs }: Measured): string {
  const hops = setup.collectors === 0 ? 1 : 2
  const goalMs = hops * INTERVAL_MS.baking + 250
  const worstMs = Math.max(...runs.map(spreadOf))
  const result = worstMs <= goalMs ? 'met' : 'missed'
  const interval = hops === 1 ? 'one reporting interval' : 'two reporting intervals'
  return `${nameOf(setup)}, failover ${setup.failover ? 'on' : 'off'}: worst from decision to last busy isolate ${worstMs.toFixed(0)} ms, goal ${interval} + 250 ms = ${goalMs} ms: ${result}.`
}

function nameOf({ collectors }: Setup): string {
  return collectors === 0 ? 'the coordinator' : `${collectors} collectors`
}

function rowOf({ setup, runs }: Measured): readonly string[] {
  const failedOver = meanOf(runs.map(({ failedOverCalls }) => failedOverCalls))
  const failed = runs.reduce((sum, run) => sum + run.failedCalls, 0)
  const calls = runs.reduce((sum, run) => sum + run.calls, 0)
  return [
    nameOf(setup),
    setup.failover ? 'on' : 'off',
    `${runs.length}`,
    medianAndWorst(runs.map((run) => run.decisionMs)),
    medianAndWorst(runs.map(spreadOf)),
    medianAndWorst(runs.map((run) => run.lastIsolateMs)),
    failedOver.toFixed(0),
    `${failed} of ${calls}`,
  ]
}

function spreadOf({ lastIsolateMs, decisionMs }: Run): number {
  return lastIsolateMs - decisionMs
}

function medianAndWorst(values: readonly number[]): string {
  return `${medianOf(values).toFixed(0)} / ${Math.max(...values).toFixed(0)}`
}
