import { parseArgs } from 'node:util'
import { stopWithParent } from '../../models/lifetime.ts'
import { buildOurs, startOurs } from '../latency/target-ours.ts'
import { startWorker } from '../latency/target-worker.ts'
import { floor, hono, names, ports, type Target } from '../latency/target.ts'
import { startOrigin } from '../latency/targets.ts'
import { callgrind, hasValgrind } from './callgrind.ts'
import { loads, measure, type Load } from './measure.ts'
import { tableOf, type Counted } from './table.ts'

// Prints the instructions of a call on the floor and on the router. Unlike times they hardly depend on what else the machine
// does, so that a regression of 3 % is seen. Progress goes to stderr.

const USAGE =
  'usage: npm run bench:instructions -- [--only small,64k,sse,chunks] [--windows N] [--json]'

/** Under valgrind a second has few calls: a report a second would be a visible part of each. */
const REPORT_EVERY_MS = 600_000

process.setMaxListeners(0)
stopWithParent(() => process.exit(1))

if (!hasValgrind()) {
  console.log('valgrind is not installed: instructions are not counted')
  process.exit()
}
const { only, windows, json } = optionsOf(process.argv.slice(2))
console.error('Starting …')
const origin = await startOrigin()
await buildOurs()
const targets = [
  await startWorker(floor, callgrind),
  await ours(true),
  await ours(false),
  await split(),
  await startWorker(hono, callgrind),
]
const counted: Counted[] = []
for (const load of loads.filter(({ scenario }) => only.includes(scenario.name))) {
  console.error(`Counting ${load.title} …`)
  counted.push(...(await Promise.all(targets.map((target) => count(target, load)))))
}
console.log(json ? JSON.stringify(counted) : tableOf(counted))
await Promise.all([origin, ...targets].map((target) => target.stop()))
process.exit()

async function count(target: Target, load: Load): Promise<Counted> {
  return { target: target.name, title: load.title, counts: await measure(target, load, windows) }
}

function ours(failover: boolean): Promise<Target> {
  const variant = failover
    ? { name: names.ours, port: ports.ours }
    : { name: names.oursNoFailover, port: ports.oursNoFailover }
  return startOurs({ ...variant, failover, launcher: callgrind, reportEveryMs: REPORT_EVERY_MS })
}

/** The origin answers no probes, so that the switch needs force. One key is on one color at any share. */
function split(): Promise<Target> {
  const variant = { name: names.oursSplit, port: ports.oursSplit, failover: true }
  const switched = { reason: 'benchmark', force: 'benchmark', steps: [{ weight: 50 }] }
  return startOurs({ ...variant, switched, launcher: callgrind, reportEveryMs: REPORT_EVERY_MS })
}

function optionsOf(args: readonly string[]) {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string', default: 'small,64k,sse' },
      windows: { type: 'string', default: '4' },
      json: { type: 'boolean', default: false },
    },
  })
  const chosen = values.only.split(',')
  const isKnown = chosen.every((name) => loads.some(({ scenario }) => scenario.name === name))
  const windowCount = Number(values.windows)
  if (!isKnown || !Number.isInteger(windowCount) || windowCount < 1) {
    console.error(USAGE)
    process.exit(2)
  }
  return { only: chosen, windows: windowCount, json: values.json }
}
