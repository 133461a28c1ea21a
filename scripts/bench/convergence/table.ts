import { INTERVAL_MS } from '../../../src/core/reporting/schedule.ts'
import { meanOf, medianOf, tableOf } from '../../simulate/detector/table.ts'
import type { Run } from './run.ts'

/** In which way a fleet runs. */
export interface Way {
  readonly failover: boolean
  readonly collectors: number
}

/** The runs that stand in one row. */
export interface Measured {
  readonly way: Way
  readonly runs: readonly Run[]
}

/** A Markdown table, a row for each way of running. */
export function resultsOf(measured: readonly Measured[]): string {
  const header = [
    'reports go to',
    'failover',
    'runs',
    'first fault → decision, median / worst ms',
    'decision → last busy isolate, median / worst ms',
    'first fault → last busy isolate, median / worst ms',
    'calls failedOver a run, mean',
    'failed calls that clients saw, all runs',
  ]
  return tableOf([header, ...measured.map(rowOf)])
}

/** Whether the last busy isolate came in time: a reporting interval for each hop of the news, and a quarter of a second. */
export function goalOf({ way, runs }: Measured): string {
  const hops = way.collectors === 0 ? 1 : 2
  const goalMs = hops * INTERVAL_MS.baking + 250
  const worstMs = Math.max(...runs.map(spreadOf))
  const said = worstMs <= goalMs ? 'met' : 'missed'
  const interval = hops === 1 ? 'one reporting interval' : 'two reporting intervals'
  return `${nameOf(way)}, failover ${way.failover ? 'on' : 'off'}: worst from decision to last busy isolate ${worstMs.toFixed(0)} ms, goal ${interval} + 250 ms = ${goalMs} ms: ${said}.`
}

function nameOf({ collectors }: Way): string {
  return collectors === 0 ? 'the coordinator' : `${collectors} collectors`
}

function rowOf({ way, runs }: Measured): readonly string[] {
  const failedOver = meanOf(runs.map(({ failedOverCalls }) => failedOverCalls))
  const failed = runs.reduce((sum, run) => sum + run.failedCalls, 0)
  const calls = runs.reduce((sum, run) => sum + run.calls, 0)
  return [
    nameOf(way),
    way.failover ? 'on' : 'off',
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
