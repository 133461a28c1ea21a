import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { isRecord, parseJson } from '../../src/core/json.ts'
import { ServeError } from './failures.ts'
import { startRuntime, type Deployment } from './runtime.ts'
import { serviceNames, socketNames } from './workerd/router-service.ts'

/** Lines of workerd that an error quotes. */
const QUOTED_LINES = 10

/**
 * Starts workerd with a configuration, with no objects and on other sockets, and stops it: an invalid configuration is
 * found before the running workerd is stopped. Throws a `ServeError` with what the Worker says about it.
 */
export async function checkStart(deployment: Deployment, data: string): Promise<void> {
  const objects = join(data, 'start-check')
  await mkdir(objects, { recursive: true })
  const lines: string[] = []
  const elsewhere = Object.values(socketNames).map((name) => `--socket-addr=${name}=127.0.0.1:0`)
  const runtime = startRuntime({
    deployment,
    folder: data,
    args: [`--directory-path=${serviceNames.objects}=${objects}`, ...elsewhere],
    onLine: (line) => lines.push(line),
  })
  const isReady = await runtime.ready
  await runtime.stop(0)
  await rm(objects, { recursive: true, force: true })
  if (!isReady) throw new ServeError(whyNot(lines))
}

/** The Worker logs the mistakes of its configuration, each with its key. */
function whyNot(lines: readonly string[]): string {
  const logged = lines.map(parseJson).filter(isRecord)
  const invalid = logged.flatMap(({ event, message }) =>
    event === 'config_invalid' ? [String(message)] : []
  )
  if (invalid.length > 0) return `The configuration is invalid.\n${invalid.join('\n')}`
  return `workerd does not start:\n${lines.slice(0, QUOTED_LINES).join('\n')}`
}
