import { other, type Color } from '../../../src/core/routing/color.ts'
import type { Status } from '../../../src/control-plane/admin/answers.ts'
import type { Screen } from '../screen/screen.ts'
import { tableOf, type Column } from '../screen/table.ts'
import { countsOf, firstByteOf, percent, shareOf, trafficOf, type Counts } from '../traffic.ts'

/** A row of the comparison; the texts are those of stable and of the other color. */
interface Line {
  readonly name: string
  readonly stable: string
  readonly second: string
  readonly limit: string
}

/** Returns both colors side by side, stable first, with the limits of the operator. */
export function comparison(status: Status, screen: Screen): readonly string[] {
  const { stable } = status
  const second = other(stable)
  const headOf = (color: Color) => `${color} ${status.slots[color].release}`
  const columns: readonly Column<Line>[] = [
    { name: '', textOf: ({ name }) => name, meaningOf: () => 'minor' },
    { name: headOf(stable), textOf: (line) => line.stable, least: 12 },
    { name: headOf(second), textOf: (line) => line.second, least: 12 },
    { name: 'limit', textOf: ({ limit }) => limit, least: 8 },
  ]
  return tableOf(columns, linesOf(status), screen)
}

function linesOf(status: Status): readonly Line[] {
  const { stable } = status
  const second = other(stable)
  const limits = status.limits
  const row = (name: string, textOf: (color: Color) => string, limit = ''): Line => ({
    name,
    stable: textOf(stable),
    second: textOf(second),
    limit,
  })
  const shareRow = (name: string, part: 'faults' | 'overload' | 'slow', limit: string) =>
    row(name, (color) => partOf(countsOf(status, color), part), limit)
  const limitOf = (part: 'faults' | 'overload' | 'slow') =>
    limits === undefined ? '' : `${percent(limits[part])} %`
  const seconds = limits?.firstByteSeconds ?? null
  return [
    row(scopeOf(status), (color) => roleOf(status, color)),
    row('calls', (color) => callsOf(status, color), missingOf(status)),
    shareRow('faults', 'faults', limitOf('faults')),
    shareRow('overload', 'overload', limitOf('overload')),
    shareRow(seconds === null ? 'slow' : `slow > ${1000 * seconds} ms`, 'slow', limitOf('slow')),
    row('waiting', (color) => `${countsOf(status, color).waiting}`),
    row('p50 p95 p99', (color) => timesOf(status, color)),
  ]
}

/** Without the last minute, the counts are those since the evidence of a color began. */
function scopeOf(status: Status): string {
  return trafficOf(status, status.stable) === undefined ? 'so far' : 'last minute'
}

function roleOf({ stable, candidate, live, weight, quarantined }: Status, color: Color): string {
  if (color === candidate) return `candidate, ${weight} %`
  const roles = [
    ...(color === stable ? ['stable'] : ['idle']),
    ...(color === live && candidate === null ? ['live'] : []),
    ...(color === quarantined ? ['quarantined'] : []),
  ]
  return roles.join(', ')
}

function callsOf(status: Status, color: Color): string {
  const recent = trafficOf(status, color)
  const total = countsOf(status, color).calls.toLocaleString('en')
  return recent === undefined ? total : `${total}  ${recent.callsPerSecond.toFixed(1)}/s`
}

function partOf(counts: Counts, part: 'faults' | 'overload' | 'slow'): string {
  const share = shareOf(counts[part], counts.calls)
  return counts[part] === 0 ? share : `${share}  (${counts[part].toLocaleString('en')})`
}

function timesOf(status: Status, color: Color): string {
  const times = firstByteOf(status, color)
  return times === null ? '–' : `${times.p50} ${times.p95} ${times.p99} ms`
}

function missingOf({ plan }: Status): string {
  const needed = plan?.goodCallsNeeded ?? null
  return needed === null ? '' : `${needed.toLocaleString('en')} more good calls`
}
