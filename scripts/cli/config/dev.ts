import { existsSync, watch } from 'node:fs'
import { basename } from 'node:path'
import { ok, refuse } from '../../../src/core/result.ts'
import { ensureAdminToken } from '../../dev/dev-vars.ts'
import { ROUTER_PORT } from '../../dev/paths.ts'
import { signalled } from '../../dev/signalled.ts'
import { wranglerScript } from '../../dev/wrangler.ts'
import { adminClient } from '../admin-client.ts'
import type { Outcome } from '../commands.ts'
import { failure, type Failure } from '../failure.ts'
import { checkOffline } from './check-offline.ts'
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
  const mistakes = mistakesOf(file)
  if (mistakes.length > 0) return refuse(failure('config_refused', mistakes.join('\n')))
  console.log('Starting the router …')
  return runUntilStopped({ file, port, token })
}

interface Run {
  readonly file: WranglerFile
  readonly port: number
  readonly token: string
}

/** wrangler ends when it reads a mistake: then the router starts again once the file is good. */
async function runUntilStopped({ file, port, token }: Run): Outcome {
  const { runWrangler } = await import('./run-wrangler.ts')
  const url = `http://127.0.0.1:${port}`
  const client = adminClient({ url, token, by: 'dev', source: 'local' })
  const stopped = signalled()
  const changes = changesOf(file)
  const isReady = async () => {
    if (!(await client.models()).ok) return false
    const read = readWranglerFile(file.path)
    if (read.ok) console.log(welcome(url, read.value))
    return true
  }
  const isBroken = () => mistakesOf(file).length > 0
  const place = { file: file.path, folder: file.folder, port }
  for (;;) {
    const { why, output } = await runWrangler(place, { stopped, isReady, isBroken })
    const hasMistake = why !== 'stopped' && isBroken()
    if (hasMistake && (await becomesGood(file, changes, stopped))) continue
    changes.close()
    if (why === 'stopped' || hasMistake) return ok({ text: 'Stopped.', json: { stopped: true } })
    const words = why === 'ended' ? 'The router ended' : 'The router does not answer'
    const message = `${words}. The last lines of wrangler:\n${output.join('\n')}`
    return refuse(failure('config_refused', message))
  }
}

/** Whether the file is without mistakes again before people stop the run. */
async function becomesGood(file: WranglerFile, changes: Changes, stopped: Promise<unknown>) {
  console.error(`The router stands still until ${file.path} is good.`)
  const stop = stopped.then(() => 'stopped' as const)
  while (mistakesOf(file).length > 0) {
    if ((await Promise.race([changes.next(), stop])) === 'stopped') return false
  }
  return true
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

/** Returns what is wrong with the file as it is now, and at the end how much. */
function mistakesOf({ path }: WranglerFile): readonly string[] {
  const read = readWranglerFile(path)
  if (!read.ok) return [read.refusal.message]
  const errors = checkOffline(read.value, undefined, false).findings.filter(
    ({ level }) => level === 'error'
  )
  if (errors.length === 0) return []
  return [...errors.map(({ message }) => message), `${path}: ${counted(errors.length, 'mistake')}`]
}

function welcome(url: string, file: WranglerFile): string {
  const { path, folder } = file
  const { models } = checkOffline(file, undefined, false).configuration
  const flag = url.endsWith(`:${ROUTER_PORT}`) ? '' : ` --router ${url}`
  return [
    ...models.flatMap(({ name, path: below, slots }) => [
      `  ${name.padEnd(20)} ${url}${below === '/' ? '' : below}`,
      `  ${''.padEnd(20)}   blue  ${slots.blue.release.padEnd(16)} ${slots.blue.origin}`,
      `  ${''.padEnd(20)}   green ${slots.green.release.padEnd(16)} ${slots.green.origin}`,
    ]),
    `The router is at ${url}, with the secrets of ${folder}/.dev.vars. A change of ${path} is read at once.`,
    `Its page: ${url}/admin (sign in with the ADMIN_TOKEN of .dev.vars)`,
    'Try, in another terminal:',
    `  curl -i ${url}${models[0]?.path ?? '/'}`,
    `  npx bluegreen status${flag}`,
    'Ctrl-C stops it.',
  ].join('\n')
}

interface Changes {
  /** Resolves after the next change. */
  readonly next: () => Promise<void>
  readonly close: () => void
}

/** Says what each change of the file or of the secrets means, and lets others wait for the next one. */
function changesOf(file: WranglerFile): Changes {
  const names = [basename(file.path), '.dev.vars']
  let waiting: (() => void)[] = []
  let timer: NodeJS.Timeout | undefined
  const act = () => {
    const mistakes = mistakesOf(file)
    console.log(mistakes.length === 0 ? `${file.path}: read again` : mistakes.join('\n'))
    for (const resolve of waiting) resolve()
    waiting = []
  }
  const watcher = watch(file.folder, (_, name) => {
    if (name === null || !names.includes(name)) return
    clearTimeout(timer)
    timer = setTimeout(act, QUIET_MS)
  })
  return {
    next: () => new Promise<void>((resolve) => waiting.push(resolve)),
    close: () => watcher.close(),
  }
}
