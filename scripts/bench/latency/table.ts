import { scenarios, type Scenario } from './scenarios.ts'
import type { Row } from './summary.ts'
import { names, type ControlPlaneCalls } from './target.ts'

/** Calls to KV and the coordinator while the warm router served `calls` calls. */
export interface WarmCalls extends ControlPlaneCalls {
  readonly calls: number
  readonly seconds: number
}

/** Returns a Markdown table of a scenario under a heading with its conditions. */
export function tableOf(scenario: Scenario, rows: readonly Row[]): string {
  const latency = scenario.loneCalls === 0 ? 'event lag' : 'alone'
  const header = [
    'target',
    'calls/s',
    'CPU-s per 10k calls',
    '× floor',
    `${latency} p50 ms`,
    `${latency} p99 ms`,
    'added ms',
  ]
  return [
    `### ${scenario.title}, ${scenario.connections} connections`,
    '',
    lineOf(header),
    lineOf(header.map((_, column) => (column === 0 ? '---' : '---:'))),
    ...rows.map((row) => lineOf(cellsOf(row))),
  ].join('\n')
}

/** Returns the conclusions of the benchmark, one per line. */
export function conclusionsOf(
  rowsByScenario: ReadonlyMap<Scenario['name'], readonly Row[]>,
  warm: WarmCalls
): readonly string[] {
  const conclusions = scenarios.flatMap(({ name, title }) => {
    const rows = rowsByScenario.get(name) ?? []
    const claims = [floorClaim, shadowClaim, honoClaim, portkeyClaim].map((claim) =>
      claim(title, rows)
    )
    return claims.filter((line) => line !== undefined)
  })
  return [...conclusions, warmClaim(warm)]
}

function floorClaim(title: string, rows: readonly Row[]): string | undefined {
  const ours = find(rows, names.ours)
  if (ours?.timesFloor === undefined) return undefined
  const [low, high] = ours.timesFloorSpread ?? [Number.NaN, Number.NaN]
  return `${title}: ${ours.timesFloor.toFixed(2)} × the floor's CPU per call (half of the rounds between ${low.toFixed(2)} and ${high.toFixed(2)}).`
}

function shadowClaim(title: string, rows: readonly Row[]): string | undefined {
  const ours = find(rows, names.ours)
  const shadowed = find(rows, names.oursShadow)
  if (ours === undefined || shadowed === undefined) return undefined
  const times = ratio(shadowed.timesFloor, ours.timesFloor, 2)
  return `${title}, with copies of 5 % of the calls: ${times} × the router's CPU per call without.`
}

function honoClaim(title: string, rows: readonly Row[]): string | undefined {
  const ours = find(rows, names.ours)
  const hono = find(rows, names.hono)
  if (ours === undefined || hono === undefined) return undefined
  const times = ratio(ours.timesFloor, hono.timesFloor, 2)
  return `${title}, against Hono's proxy(): ${times} × its CPU per call.`
}

function portkeyClaim(title: string, rows: readonly Row[]): string | undefined {
  const ours = find(rows, names.ours)
  const portkey = find(rows, names.portkey)
  if (ours === undefined || portkey === undefined) return undefined
  const throughput = (ours.callsPerSecond / portkey.callsPerSecond).toFixed(1)
  const latency = (portkey.addedMs / ours.addedMs).toFixed(1)
  const cpu = ratio(portkey.cpuSecondsPer10k, ours.cpuSecondsPer10k)
  return `${title}, against Portkey: ${throughput} × the calls/s, added latency ${latency} × less, CPU per call ${cpu} × less.`
}

function warmClaim({ calls, seconds, kvReads, coordinatorCalls }: WarmCalls): string {
  return `Warm: ${calls} calls in ${seconds.toFixed(0)} s took ${coordinatorCalls} coordinator calls (reports, by the clock) and ${kvReads} KV reads (by the coordinator).`
}

function cellsOf(row: Row): readonly string[] {
  const { target, callsPerSecond, cpuSecondsPer10k, timesFloor, p50Ms, p99Ms, addedMs } = row
  return [
    target,
    callsPerSecond.toFixed(0),
    cpuSecondsPer10k?.toFixed(2) ?? '–',
    timesFloor?.toFixed(2) ?? '–',
    p50Ms.toFixed(2),
    p99Ms.toFixed(2),
    target === names.origin ? '–' : addedMs.toFixed(2),
  ]
}

function find(rows: readonly Row[], name: string): Row | undefined {
  return rows.find(({ target }) => target === name)
}

function ratio(above: number | undefined, below: number | undefined, digits = 1): string {
  return above === undefined || below === undefined ? '?' : (above / below).toFixed(digits)
}

function lineOf(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`
}
