import { parseArgs } from 'node:util'
import { chat, startModel, waitReady } from '../../models/models.ts'
import { short, tableOf } from '../../simulate/detector/table.ts'
import { buildWorker, startFleet } from '../convergence/fleet.ts'
import { startLateKv } from '../convergence/late-kv.ts'
import { cases, type Case } from './cases.ts'
import { runCase, type Found } from './run.ts'

const ISOLATES = 4
const PORTS = { kv: 18_900, blue: 18_901, green: 18_902, fleet: 18_910 } as const

const usage = `Usage: npm run bench:detection -- [--only <part of a name>]

Breaks a real model server behind the running router, in the ways in which model servers fail, and measures how long the
automatic rollback takes and what it costs. Default configuration, raw workerd, ${ISOLATES} isolates.`

const header = [
  'failure',
  'calls/s',
  'visible after, s',
  'seconds to rollback',
  'calls without a whole answer',
  'evidence',
]

// Progress goes to stderr: stdout is the table, to be pasted.

try {
  await main()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
process.exit()

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { only: { type: 'string', default: '' }, help: { type: 'boolean', default: false } },
  })
  if (values.help) {
    console.log(usage)
    return
  }
  console.error('Starting …')
  await buildWorker()
  const slots = {
    blue: startModel(chat('blue', PORTS.blue, 'v1')),
    green: startModel(chat('green', PORTS.green, 'v2')),
  }
  await Promise.all([waitReady(slots.blue), waitReady(slots.green)])
  const rows: string[][] = []
  for (const one of cases.filter(({ name }) => name.includes(values.only))) {
    console.error(one.name)
    rows.push(rowOf(one, await runAlone(slots, one)))
  }
  console.log(tableOf([header, ...rows]))
  await Promise.all([slots.blue.stop(), slots.green.stop()])
}

/** A fleet of its own for each case: what was learned in one must not help in the next. */
async function runAlone(slots: Parameters<typeof runCase>[1], one: Case): Promise<Found> {
  const kv = await startLateKv(PORTS.kv)
  const plan = { isolates: ISOLATES, port: PORTS.fleet, kvPort: kv.port, slots }
  const fleet = await startFleet({ ...plan, failover: true, collectors: 0 })
  try {
    return await runCase(fleet, slots, one)
  } finally {
    await fleet.stop()
    kv.stop()
  }
}

function rowOf(
  { name, callsPerSecond, visibleAfterMs }: Case,
  { seconds, failedCalls, evidence }: Found
): string[] {
  const found = seconds === undefined ? 'missed' : short(seconds)
  return [
    name,
    `${callsPerSecond}`,
    short(visibleAfterMs / 1000),
    found,
    `${failedCalls}`,
    evidence,
  ]
}
