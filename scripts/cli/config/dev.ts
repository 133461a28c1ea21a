import { existsSync, watch } from 'node:fs'
import { refuse, type Result } from '../../../src/core/result.ts'
import { ensureAdminToken } from '../../dev/dev-vars.ts'
import { ROUTER_PORT } from '../../dev/paths.ts'
import { wranglerScript } from '../../dev/wrangler.ts'
import { adminClient } from '../admin-client.ts'
import type { Outcome } from '../commands.ts'
import { failure, type Failure } from '../failure.ts'
import { checkOffline, type OfflineCheck } from './check-offline.ts'
import { counted } from './check.ts'
import { readWranglerFile, type WranglerFile } from './wrangler-file.ts'

/** Options of `bluegreen dev`. */
export interface DevFlags {
  readonly port?: number
  readonly config?: string
}

/** Wait for the changes that an editor makes in one go. */
const QUIET_MS = 300

/** Runs the router with the models of `wrangler.toml` and the secrets of `.dev.vars` until Ctrl-C. */
export async function dev({ port = ROUTER_PORT, config }: DevFlags): Outcome {
  const read = readWranglerFile(config)
  if (!read.ok) return read
  const file = read.value
  const missing = await whyNot(port)
  if (missing !== undefined) return refuse(missing)
  const secrets = `${file.folder}/.dev.vars`
  const token = ensureAdminToken(secrets)
  const found = checkOffline(file, undefined, false)
  const mistakes = mistakesIn(found)
  if (mistakes.length > 0) {
    const message = [...mistakes, verdictOf(file, mistakes.length)].join('\n')
    return refuse(failure('config_refused', message))
  }
  const { runWrangler } = await import('./run-wrangler.ts')
  const url = `http://127.0.0.1:${port}`
  const client = adminClient({ url, token, by: 'dev', source: 'local' })
  console.log(`Starting the router with ${counted(found.configuration.models.length, 'model')} …`)
  const watcher = onChange(file, () => console.log(reloaded(config)))
  const ended = await runWrangler({ file: file.path, folder: file.folder, port }, async () => {
    if (!(await client.models()).ok) return false
    console.log(welcome(url, file, found))
    return true
  })
  watcher.close()
  return ended
}

async function whyNot(port: number): Promise<Failure | undefined> {
  if (!existsSync(wranglerScript)) {
    const hint = 'git clone the router, npm install, then run the command there.'
    return failure('no_checkout', 'wrangler is not here, which runs the router.', hint)
  }
  const { explainBusy } = await import('../../dev/ports.ts')
  const busy = await explainBusy(port, [])
  if (busy === undefined) return undefined
  return failure(
    'port_busy',
    busy,
    `Or use another port: npx bluegreen dev --port ${port + 10_000}`
  )
}

function mistakesIn({ findings }: OfflineCheck): readonly string[] {
  return findings.filter(({ level }) => level === 'error').map(({ message }) => message)
}

function verdictOf({ path }: WranglerFile, mistakes: number): string {
  return `${path}: ${counted(mistakes, 'mistake')}`
}

function welcome(url: string, { path, folder }: WranglerFile, { configuration }: OfflineCheck) {
  const { models } = configuration
  const flag = url.endsWith(`:${ROUTER_PORT}`) ? '' : ` --router ${url}`
  return [
    ...models.flatMap(({ name, path: below, slots }) => [
      `  ${name.padEnd(20)} ${url}${below === '/' ? '' : below}`,
      `  ${''.padEnd(20)}   blue  ${slots.blue.release.padEnd(16)} ${slots.blue.origin}`,
      `  ${''.padEnd(20)}   green ${slots.green.release.padEnd(16)} ${slots.green.origin}`,
    ]),
    `The router is at ${url}, with the secrets of ${folder}/.dev.vars. A change of ${path} is read at once.`,
    'Try, in another terminal:',
    `  curl -i ${url}${models[0]?.path ?? '/'}`,
    `  npx bluegreen status${flag}`,
    'Ctrl-C stops it.',
  ].join('\n')
}

/** What a change of the file means, in words of ours: behind those of wrangler. */
function reloaded(config: string | undefined): string {
  const read: Result<WranglerFile, Failure> = readWranglerFile(config)
  if (!read.ok) return read.refusal.message
  const found = checkOffline(read.value, undefined, false)
  const mistakes = mistakesIn(found)
  if (mistakes.length > 0) return [...mistakes, verdictOf(read.value, mistakes.length)].join('\n')
  const models = found.configuration.models.map(({ name }) => name)
  return `${read.value.path} was read again: ${models.join(', ')}`
}

function onChange({ folder, path }: WranglerFile, act: () => void) {
  const names = [path.slice(folder.length + 1), '.dev.vars']
  let timer: NodeJS.Timeout | undefined
  return watch(folder, (_, name) => {
    if (name === null || !names.includes(name)) return
    clearTimeout(timer)
    timer = setTimeout(act, QUIET_MS)
  })
}
