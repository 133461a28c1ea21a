import { parseArgs } from 'node:util'
import { demoModelsIn } from '../cli/config/demo-models.ts'
import { readWranglerFile, tableAt } from '../cli/config/wrangler-file.ts'
import { firstCall, question } from './first-call.ts'
import { projectFolder, ROUTER_PORT } from './paths.ts'
import { explainBusy } from './ports.ts'
import { runUntilStopped } from './run.ts'
import type { Stack } from './stack.ts'
import { nextSteps } from './next-steps.ts'

const { values } = parseArgs({ options: { port: { type: 'string' } } })
const routerPort = Number(values.port ?? process.env['BLUEGREEN_PORT'] ?? ROUTER_PORT)
const startedAt = Date.now()

const why = whyNoDemo() ?? (await whyBusy())
if (why === undefined) {
  console.log('Starting four model servers and the router …')
  process.exit(await runUntilStopped({ routerPort, by: 'npm start', source: 'local' }, present))
}
console.error(why)
process.exitCode = 1

async function whyBusy(): Promise<string | undefined> {
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
async function present({ ready, models, url, logs }: Stack): Promise<void> {
  await ready
  for (const { model, color, release, origin } of models) {
    console.log(`  ${model} ${color}`.padEnd(14), release.padEnd(12), origin)
  }
  console.log('  router'.padEnd(27), url, `(ready after ${Date.now() - startedAt} ms)`)

  console.log(`\nA real call through the router: "${question.messages[0].content} …"`)
  await firstCall(url, show, ({ color, release, revision }) =>
    console.log(`${release} on ${color} (revision ${revision}) continues:\n`)
  )
  console.log(`\n\n${nextSteps(routerPort, logs)}`)
}

function show(text: string): void {
  process.stdout.write(text)
}
