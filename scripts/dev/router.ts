import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'
import type { AdminClient } from '../cli/admin-client.ts'
import { pathsOf } from './paths.ts'

const READY_MS = 60_000

/** A running `wrangler dev` child process. */
export interface RunningRouter {
  readonly url: string
  readonly child: ChildProcess
  readonly logFile: string
  readonly stop: () => Promise<void>
}

export function startRouter(routerPort: number): RunningRouter {
  const { logs } = pathsOf(routerPort)
  mkdirSync(logs, { recursive: true })
  const logFile = `${logs}/router.log`
  const log = openSync(logFile, 'w')
  const script = fileURLToPath(new URL('router-process.ts', import.meta.url))
  const child = spawn(process.execPath, [script, `${routerPort}`], { stdio: ['pipe', log, log] })
  closeSync(log)
  return {
    url: `http://127.0.0.1:${routerPort}`,
    child,
    logFile,
    stop: async () => {
      if (hasEnded(child)) return
      child.kill('SIGTERM')
      await once(child, 'exit')
    },
  }
}

/**
 * Resolves when the router answers its admin route; this first call also makes it write the initial
 * pointers. Throws with the errors in the router's log when the router does not start.
 */
export async function waitForRouter(router: RunningRouter, client: AdminClient): Promise<void> {
  const giveUpAt = Date.now() + READY_MS
  for (;;) {
    const models = await client.models()
    if (models.ok) return
    const errors = errorsIn(router.logFile)
    if (errors !== '') throw new Error(`The router did not start:\n${errors}`)
    if (hasEnded(router.child)) throw new Error(`The router exited: see ${router.logFile}`)
    if (models.refusal.kind !== 'unreachable' || Date.now() > giveUpAt) {
      throw new Error(`The router did not start: ${models.refusal.message}\nSee ${router.logFile}`)
    }
    await setTimeout(100)
  }
}

/**
 * Returns the log from wrangler's first error on, at most 2,000 characters; empty when it has no
 * error.
 */
function errorsIn(logFile: string): string {
  const text = stripVTControlCharacters(readFileSync(logFile, 'utf8'))
  const start = text.search(/^.*\[(?:wrangler:)?error\]/im)
  return start === -1 ? '' : text.slice(start, start + 2_000).trim()
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null
}
