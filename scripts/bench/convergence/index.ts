import { parseArgs } from 'node:util'
import { chat, startModel, waitReady, type RunningModel } from '../../models/models.ts'
import { buildWorker, startFleet } from './fleet.ts'
import { KV_LAG_MS, startLateKv, type LateKv } from './late-kv.ts'
import { runOnce, type Run } from './run.ts'
import { goalOf, resultsOf, type Measured, type Way } from './table.ts'
import { startTraffic } from './traffic.ts'

const ISOLATES = 16
const PACE_MS = 100
const PORTS = { kv: 18_800, blue: 18_801, green: 18_802, fleet: 18_810 } as const
const ways: readonly Way[] = [
  { failover: true, collectors: 0 },
  { failover: false, collectors: 0 },
  { failover: true, collectors: 2 },
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
  for (const way of ways) {
    const kv = await startLateKv(PORTS.kv)
    measured.push({ way, runs: await runs(count, slots, kv, way) })
    kv.stop()
  }
  show(measured)
  await Promise.all([slots.blue.stop(), slots.green.stop()])
}

async function runs(
  count: number,
  slots: { readonly blue: RunningModel; readonly green: RunningModel },
  kv: LateKv,
  way: Way
): Promise<readonly Run[]> {
  const fleet = await startFleet({
    isolates: ISOLATES,
    port: PORTS.fleet,
    kvPort: kv.port,
    slots,
    ...way,
  })
  const traffic = startTraffic(fleet.urls, PACE_MS)
  const done: Run[] = []
  for (let run = 0; run < count; run++) {
    console.error(
      `Failover ${way.failover ? 'on' : 'off'}, ${way.collectors} collectors, run ${run + 1} of ${count}`
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

- ${ISOLATES} isolates of one workerd, ${rate} calls/s of one token each to the real tiny-gpt servers; green is made to fail all calls.
- KV shows what was written ${KV_LAG_MS / 1000} s ago, so every isolate learned of the rollback from the reply to a report.
- An isolate is over at the start of its first call by the new revision; it has one every ${PACE_MS} ms.
${measured.map((one) => `- Reports to ${goalOf(one)}`).join('\n')}`)
}
