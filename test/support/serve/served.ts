import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { inject, vi } from 'vitest'
import { isRecord, parseJson } from '../../../src/core/json.ts'
import { projectFolder } from '../../../scripts/dev/paths.ts'
import { endLeftovers, workerdsOn } from '../../../scripts/serve/leftover.ts'
import { freePort } from '../free-port.ts'
import type { ModelVars } from '../wire/router.ts'

/** The admin token of a served router. */
export const SERVED_TOKEN = 'test-token-of-a-served-router'

/** Options for polls of a process that another one starts: a machine in use is slow. */
export const processPoll = { timeout: 30_000, interval: 20 }

/** One run of `npm run serve`. */
export interface ServeRun {
  readonly child: ChildProcess
  /** Events of its log so far, with their fields. */
  readonly log: readonly Readonly<Record<string, unknown>>[]
  /** Returns what it wrote to stderr so far. */
  readonly errors: () => string
  /** Resolves with the exit code when it has ended; null after a kill. */
  readonly exitCode: Promise<number | null>
}

/** A data folder with a configuration, and the runs of `npm run serve` on it. */
export interface Served {
  readonly data: string
  readonly url: string
  readonly port: number
  /** Starts a run, and waits until it serves. */
  readonly start: (...args: readonly string[]) => Promise<ServeRun>
  /** Starts a run. */
  readonly launch: (...args: readonly string[]) => ServeRun
  /** Writes the configuration. */
  readonly configure: (models: ModelVars) => void
  /** Returns the id of the one workerd that runs. */
  readonly workerd: () => number
  /** Ends all runs and removes the folder. */
  readonly remove: () => Promise<void>
}

/** Makes a data folder for a router of these models. The port stays the same over all runs. */
export async function servedRouter(models: ModelVars): Promise<Served> {
  const folder = mkdtempSync(join(tmpdir(), 'bluegreen-serve-'))
  const data = join(folder, 'data')
  const port = await freePort()
  const runs: ServeRun[] = []
  const configure = (next: ModelVars) =>
    writeFileSync(join(folder, 'wrangler.json'), JSON.stringify(configOf(next)))
  configure(models)
  writeFileSync(join(folder, '.dev.vars'), `ADMIN_TOKEN=${SERVED_TOKEN}\n`, { mode: 0o600 })
  const launch = (...args: readonly string[]) => {
    const all = ['--data', data, '--config', join(folder, 'wrangler.json'), '--port', String(port)]
    const run = launchServe([...all, '--worker', inject('worker').file, ...args])
    runs.push(run)
    return run
  }
  return {
    data,
    port,
    url: `http://127.0.0.1:${port}`,
    launch,
    start: async (...args) => {
      const run = launch(...args)
      const isReady = () => run.log.some(({ event }) => event === 'ready')
      await vi.waitUntil(() => isReady() || run.child.exitCode !== null, processPoll)
      if (!isReady()) throw new Error(`serve ended: ${run.errors()}`)
      return run
    },
    configure,
    workerd: () => {
      const [pid, ...more] = workerdsOn(data)
      if (pid === undefined || more.length > 0) throw new Error('not exactly one workerd runs')
      return pid
    },
    remove: async () => {
      for (const { child } of runs) child.kill('SIGKILL')
      await Promise.all(runs.map(({ exitCode }) => exitCode))
      await endLeftovers(data)
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

/** Waits for the n-th event of a name in the log of a run. */
export function eventOf({ log }: ServeRun, event: string, count = 1) {
  const found = () => log.filter((line) => line['event'] === event)[count - 1]
  return vi.waitUntil(found, processPoll)
}

function launchServe(args: readonly string[]): ServeRun {
  const script = `${projectFolder}scripts/serve/main.ts`
  const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  const log: Readonly<Record<string, unknown>>[] = []
  createInterface({ input: child.stdout }).on('line', (line) => {
    const event = parseJson(line)
    if (isRecord(event)) log.push(event)
  })
  let errors = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text))
  const exitCode = once(child, 'close').then(([code]) => (typeof code === 'number' ? code : null))
  return { child, log, errors: () => errors, exitCode }
}

function configOf(models: ModelVars) {
  const { compatibilityDate, compatibilityFlags } = inject('worker')
  return {
    name: 'served',
    main: `${projectFolder}src/index.ts`,
    compatibility_date: compatibilityDate,
    compatibility_flags: compatibilityFlags,
    vars: { MODELS: models },
  }
}
