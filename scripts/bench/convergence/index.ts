import { parseArgs } from 'node:util'
import { chat, startModel, waitReady, type RunningModel } from '../../models/models.ts'
import { buildWorker, startFleet } from './fleet.ts'
import { KV_LAG_MS, startLateKv, type LateKv } from './late-kv.ts'
import { runOnce, type Run } from './run.ts'
import { goalOf, resultsOf, type Measured, type Setup } from './table.ts'
import { startTraffic } from './traffic.ts'

const ISOLATES = 16
const PACE_MS = 100
const PORTS = { kv: 18_800, blue: 18_801, green: 18_802, fleet: 18_810 } as const
const setups: readonly Setup[] = [
  { failover: true, collectors: 0 },
  { failover: false, collectors: 0 },
  { failover: true, collectors: 2 },
]

// Progress goes to stderr; stdout has the table only.

try {
  await main()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
process.exit()

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false } } })
  const count = values.quick ? 3 : 10
  console.error('Starting …')
  await buildWorker()
  const slots = {
    blue: startModel(chat('blue', PORTS.blue, 'v1')),
    green: startModel(chat('green', PORTS.green, 'v2')),
  }
  await Promise.all([waitReady(slots.blue), waitReady(slots.green)])
  const measured: Measured[] = []
  for (const setup of setups) {
    const kv = await startLateKv(PORTS.kv)
    measured.push({ setup, runs: await measureRuns(count, slots, kv, setup) })
    kv.stop()
  }
  show(measured)
  await Promise.all([slots.blue.stop(), slots.green.stop()])
}

async function measureRuns(
  count: number,
  slots: { readonly blue: RunningModel; readonly green: RunningModel },
  kv: LateKv,
  setup: Setup
): Promise<readonly Run[]> {
  const fleet = await startFleet({
    isolates: ISOLATES,
    port: PORTS.fleet,
    kvPort: kv.port,
    slots,
    ...setup,
  })
  const traffic = startTraffic(fleet.urls, PACE_MS)
  const done: Run[] = []
  for (let run = 0; run < count; run++) {
    console.error(
      `Failover ${setup.failover ? 'on' : 'off'}, ${setup.collectors} collectors, run ${run + 1} of ${count}`
    )
    done.push(await runOnce(fleet, slots.green, traffic))
  }
  await traffic.stop()
  await fleet.stop()
  return done
}

function show(measured: readonly Measured[]): void {
  const rate = (ISOLATES * 1000) / PACE_MS
  console.log(`${resultsOf(measured)}

- ${ISOLATES} isolates of one workerd, ${rate} calls/s of one token each to the real tiny-gpt servers; then green fails all calls.
- KV returns values that are ${KV_LAG_MS / 1000} s old, so every isolate learned of the rollback from the reply to a report.
- An isolate has converged at the start of its first call with the new revision. It gets a call every ${PACE_MS} ms.
${measured.map((one) => `- Reports to ${goalOf(one)}`).join('\n')}`)
}
