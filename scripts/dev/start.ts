import { demoModelsIn } from '../cli/config/demo-models.ts'
import { readWranglerFile, tableAt } from '../cli/config/wrangler-file.ts'
import { firstCall, question } from './first-call.ts'
import { projectFolder } from './paths.ts'
import { explainBusy } from './ports.ts'
import { runUntilStopped } from './run.ts'
import type { Stack } from './stack.ts'
import { nextSteps } from './next-steps.ts'
import { startPortOf, startUsage } from './start-options.ts'

const startedAt = Date.now()
const port = startPortOf(process.argv.slice(2), process.env['BLUEGREEN_PORT'])
if (!port.ok) {
  console.error(`${port.refusal}\n\n${startUsage}`)
  process.exitCode = 2
} else if (port.value === 'help') {
  console.log(startUsage)
} else {
  await start(port.value)
}

async function start(routerPort: number): Promise<void> {
  const why = whyNoDemo() ?? (await whyBusy(routerPort))
  if (why === undefined) {
    console.log('Starting four model servers and the router …')
    const present = (stack: Stack) => show(stack, routerPort)
    process.exit(await runUntilStopped({ routerPort, by: 'npm start', source: 'local' }, present))
  }
  console.error(why)
  process.exitCode = 1
}

async function whyBusy(routerPort: number): Promise<string | undefined> {
  const busy = await explainBusy(routerPort)
  return busy && `${busy}\nOr start on other ports: npm start -- --port 18787`
}

/** The demo needs its models in the file; `init --remove-demo` takes them out. */
function whyNoDemo(): string | undefined {
  const file = readWranglerFile(`${projectFolder}wrangler.toml`)
  if (!file.ok) return file.refusal.message
  const demo = demoModelsIn(tableAt(file.value.document, 'vars', 'MODELS'))
  if (demo.length === 2) return undefined
  return 'wrangler.toml is without the models of the demo. Your models: npx bluegreen dev\nThe demo on ports of its own: npm run demo'
}

/** Prints the servers, one real call and the next steps. */
async function show({ ready, models, url, logs }: Stack, routerPort: number): Promise<void> {
  await ready
  for (const { model, color, release, origin } of models) {
    console.log(`  ${model} ${color}`.padEnd(14), release.padEnd(12), origin)
  }
  console.log('  router'.padEnd(27), url, `(ready after ${Date.now() - startedAt} ms)`)

  console.log(`\nA real call through the router: "${question.messages[0].content} …"`)
  await firstCall(url, write, ({ color, release, revision }) =>
    console.log(`${release} on ${color} (revision ${revision}) continues:\n`)
  )
  console.log(`\n\n${nextSteps(routerPort, logs)}`)
}

function write(text: string): void {
  process.stdout.write(text)
}
