import { rmSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { showSummary } from './show-summary.ts'
import { AUTHOR, runScenario } from './scenario.ts'
import { serversAt, tablesOf } from './servers.ts'
import { summaryOf } from './summary.ts'
import { pathsOf } from '../dev/paths.ts'
import { explainBusy } from '../dev/ports.ts'
import { signalled } from '../dev/signalled.ts'
import { startStack, type Stack } from '../dev/stack.ts'

/**
 * Differs from the ports of `npm start` and of the tests, so that all can run at once. Below 32768, where Linux takes the
 * ports of outgoing connections.
 */
const DEMO_PORT = 30787

const { values } = parseArgs({
  options: { json: { type: 'boolean', default: false }, port: { type: 'string' } },
})
const routerPort = Number(values.port ?? DEMO_PORT)
const models = serversAt(routerPort)
const startedAt = Date.now()

const busy = await explainBusy(routerPort, models)
if (busy === undefined) {
  process.exit(await demo())
}
console.error(busy)
process.exitCode = 1

async function demo(): Promise<0 | 1> {
  const stopped = signalled().then(() => 'Stopped.')
  rmSync(pathsOf(routerPort).state, { recursive: true, force: true })
  console.log('Starting four model servers and the router, on ports of their own')
  const tables = tablesOf(models)
  const stack = await startStack({ routerPort, by: AUTHOR, source: 'local', models, tables })
  const ended = await Promise.race([stopped, stack.crashed, runDemo(stack)])
  await stack.stop()
  if (typeof ended !== 'string') return ended ? 0 : 1
  console.error(ended)
  return 1
}

/** Returns whether all checks passed, or the message of the error that ended the scenario early. */
async function runDemo(stack: Stack): Promise<boolean | string> {
  try {
    await stack.ready
    const summary = summaryOf(await runScenario(stack, log))
    console.log(`\n${showSummary(summary)}`)
    if (values.json) console.log(JSON.stringify(summary))
    return summary.ok
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

function log(line: string): void {
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1)
  console.log(`\n${seconds.padStart(5)} s  ${line}`)
}
