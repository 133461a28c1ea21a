import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { dataFiles } from './data-files.ts'
import { exitCodes } from './failures.ts'
import type { ListeningSocket } from './listening-socket.ts'
import type { Log } from './log.ts'
import { nextDelay } from './restart-delay.ts'
import { SOCKET_FD, startRuntime, type Deployment, type Runtime } from './runtime.ts'
import { logWorkerLine } from './worker-lines.ts'
import { socketNames } from './workerd/router-service.ts'

/** What a supervisor needs. */
export interface Supervised {
  readonly data: string
  readonly socket: ListeningSocket
  readonly drainMs: number
  readonly log: Log
  /** Prepares what the next workerd runs. Throws when it cannot be run. */
  readonly redeploy: () => Promise<Deployment>
  /** Called each time that a workerd serves. */
  readonly onReady: () => void
}

/** Keeps one workerd running. */
export class Supervisor {
  readonly #supervised: Supervised
  #deployment: Deployment
  #runtime: Runtime | undefined
  #isStopping = false
  #isReloading = false
  #reloads = Promise.resolve()

  constructor(supervised: Supervised, deployment: Deployment) {
    this.#supervised = supervised
    this.#deployment = deployment
  }

  /** Runs until `stop`, or until workerd has died too often in a row. Returns the exit code. */
  async run(): Promise<number> {
    const { log } = this.#supervised
    for (let deaths = 0; ;) {
      const startedAt = Date.now()
      const how = await this.#runOnce()
      if (this.#isStopping) return exitCodes.stopped
      if (this.#isReloading) {
        this.#isReloading = false
        continue
      }
      const delay = nextDelay(deaths, Date.now() - startedAt)
      if (delay === undefined) {
        log('error', 'gave_up', { message: `workerd died ${deaths + 1} times in a row`, how })
        return exitCodes.gaveUp
      }
      log('error', 'died', { message: 'workerd died and is started again', how, ...delay })
      deaths = delay.deaths
      await setTimeout(delay.waitMs)
    }
  }

  /** Lets calls in progress end and stops workerd. The second time it does not wait. */
  async stop(): Promise<void> {
    const { drainMs, log } = this.#supervised
    const wait = this.#isStopping ? 0 : drainMs
    this.#isStopping = true
    log('info', 'stopping', { message: `calls in progress get ${wait / 1000} s to end` })
    await this.#runtime?.stop(wait)
  }

  /** Starts a workerd with the configuration as it is now, one reload after another. An invalid one changes nothing. */
  reload(): void {
    this.#reloads = this.#reloads.then(() => this.#reload())
  }

  async #reload(): Promise<void> {
    const { log, redeploy, drainMs } = this.#supervised
    try {
      this.#deployment = await redeploy()
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      log('error', 'reload_refused', { message: `the old configuration goes on: ${message}` })
      return
    }
    if (this.#isStopping) return
    log('info', 'reloading', { message: `calls in progress get ${drainMs / 1000} s to end` })
    this.#isReloading = true
    await this.#runtime?.stop(drainMs)
  }

  async #runOnce(): Promise<string> {
    const { data, socket, log, onReady } = this.#supervised
    // A socket that a killed workerd left could not be opened again.
    rmSync(join(data, dataFiles.kvSocket), { force: true })
    const runtime = startRuntime({
      deployment: this.#deployment,
      folder: data,
      args: [`--socket-fd=${socketNames.http}=${SOCKET_FD}`],
      socketFd: socket.fd,
      onLine: (line) => logWorkerLine(log, line),
    })
    this.#runtime = runtime
    // The stop came while none was running.
    if (this.#isStopping) await runtime.stop(0)
    if (await runtime.ready) onReady()
    return runtime.ended
  }
}
