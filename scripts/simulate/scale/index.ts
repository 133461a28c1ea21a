import { parseArgs } from 'node:util'
import { INTERVAL_MS, nextReportMs } from '../../../src/core/reporting/schedule.ts'
import { medianOf, percent, short, tableOf } from '../detector/table.ts'
import { kvReadCost, objectCallCost, reportsCost } from './cost.ts'
import { simulate, type Outcome } from './run.ts'
import { regions } from './world.ts'

const CALLS_PER_SECOND = 1_000_000
const ISOLATES = 20_000
/** The platform's soft limit for one Durable Object. */
const OBJECT_REQUESTS_PER_SECOND = 1_000
/** Documented time for which KV may return an old value; it can be longer. */
const KV_SECONDS = 60

const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false } } })
const seeds = values.quick ? [1] : [1, 2, 3, 4, 5]

console.log(`${tableOf([headRow(), ...ourRows(1), ...ourRows(0.05), ...otherRows()])}

- ${short(CALLS_PER_SECOND)} calls/s over ${short(ISOLATES)} isolates in ${regions.length} regions, the largest with ${percent(Math.max(...regions.map(({ share }) => share)))} of them. Green starts to fail during a bake; medians of ${seeds.length} seeded runs.
- Times are measured from the fault. Reports per second are those of a bake. Cost is that of a bake and, after the slash, of the time between rollouts, per million calls at list prices, without the Worker's own cost.
- Schedule, sums, evidence, verdict and transition are the router's own code. Network delays and the spread of isolates over regions are assumptions (scripts/simulate/scale/world.ts).`)

function headRow(): readonly string[] {
  return [
    'design',
    'fault rate',
    'reports/s at the coordinator',
    'at the busiest collector',
    'decision ms',
    'median isolate ms',
    'last isolate ms',
    '$ per million calls',
  ]
}

function ourRows(faultRate: number): readonly (readonly string[])[] {
  return [0, 8, 16, 32].map((collectorsPerRegion) => {
    const world = { isolates: ISOLATES, callsPerSecond: CALLS_PER_SECOND, faultRate }
    const outcomes = seeds.map((seed) => simulate({ ...world, collectorsPerRegion }, seed))
    const median = (pick: (outcome: Outcome) => number) => medianOf(outcomes.map(pick))
    const collectors = median((outcome) => outcome.collectors)
    return [
      collectors === 0 ? '**one coordinator**' : `**${collectors} collectors**`,
      percent(faultRate),
      short(median((outcome) => outcome.coordinatorReportsPerSecond)),
      collectors === 0 ? '–' : short(median((outcome) => outcome.collectorReportsPerSecond)),
      short(median((outcome) => outcome.decisionMs)),
      short(median((outcome) => outcome.medianIsolateMs)),
      short(median((outcome) => outcome.lastIsolateMs)),
      `${dollars(
        reportsCost(
          median((outcome) => outcome.allReportsPerSecond),
          collectors + 1,
          CALLS_PER_SECOND
        )
      )} / ${dollars(idleCost(collectors))}`,
    ]
  })
}

/** Returns the cost between rollouts, from the schedule alone. */
function idleCost(collectors: number): number {
  const each =
    collectors === 0
      ? nextReportMs('idle', ISOLATES)
      : nextReportMs('idle', ISOLATES / collectors, 'collector')
  const forwards = collectors === 0 ? 0 : collectors / (INTERVAL_MS.idle / 1000)
  return reportsCost(ISOLATES / (each / 1000) + forwards, collectors + 1, CALLS_PER_SECOND)
}

/** Returns rows for other designs, from documented figures. Neither design detects a fault. */
function otherRows(): readonly (readonly string[])[] {
  const objects = CALLS_PER_SECOND / OBJECT_REQUESTS_PER_SECOND
  const kvMs = short(KV_SECONDS * 1000)
  return [
    ['KV read per call', 'any', '–', '–', 'none', '–', `${kvMs} or more`, dollars(kvReadCost())],
    [
      `Durable Object call per call, ${short(objects)} objects`,
      'any',
      `${short(OBJECT_REQUESTS_PER_SECOND)} each`,
      '–',
      'none without a sum',
      '–',
      'the next call',
      dollars(objectCallCost(objects, CALLS_PER_SECOND)),
    ],
  ]
}

function dollars(amount: number): string {
  return `$${amount.toPrecision(2)}`
}
