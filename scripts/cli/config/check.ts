import { ok, refuse } from '../../../src/core/result.ts'
import type { Outcome } from '../commands.ts'
import { connectionOf, type ConnectionOptions } from '../connection.ts'
import { failure } from '../failure.ts'
import { addressesOf } from './addresses.ts'
import { checkOffline, type OfflineCheck } from './check-offline.ts'
import { checkRemote } from './check-remote.ts'
import type { Finding } from './finding.ts'
import { environmentsIn, readWranglerFile, routesOf, type WranglerFile } from './wrangler-file.ts'

/** Options of `bluegreen check`. */
export interface CheckFlags extends ConnectionOptions {
  readonly config?: string
  readonly env?: string
  readonly deploy?: true
  readonly remote?: true
  readonly router?: string
}

/** Shows every mistake of a configuration; a mistake makes the exit code 1. */
export async function check(flags: CheckFlags): Outcome {
  const { env, config } = flags
  const read = readWranglerFile(config)
  if (!read.ok) return read
  const file = read.value
  const environments = environmentsIn(file)
  if (env !== undefined && !environments.includes(env)) {
    const known = environments.length === 0 ? 'none' : environments.join(', ')
    const message = `${file.path} has no environment ${env}; it has ${known}.`
    return refuse(failure('no_config', message, `Add its tables: [env.${env}.vars] and so on.`))
  }
  const offline = checkOffline(file, env, flags.deploy === true || env !== undefined)
  const remote = await remoteFindings(file, flags, offline)
  if (!remote.ok) return remote
  return ok(reportOf(file, flags, offline, [...offline.findings, ...remote.value]))
}

async function remoteFindings(
  file: WranglerFile,
  flags: CheckFlags,
  { configuration: { models, adminHost } }: OfflineCheck
) {
  if (flags.remote !== true) return ok([])
  const { token, by } = flags
  const connection = connectionOf({ url: flags.router ?? flags.url, token, by }, process.env)
  if (!connection.ok) return connection
  const { url } = connection.value
  // Cloudflare Access may stand in front of the host of the admin route, and of the models there.
  const routes = new URL(url).hostname === adminHost ? routesOf(file, flags.env) : []
  const addresses = addressesOf({
    url: undefined,
    adminHost: undefined,
    targets: [],
    routes: routes.filter((route) => route !== adminHost),
  })
  return ok(await checkRemote(connection.value, models, addresses.ok ? addresses.value.calls : url))
}

function reportOf(
  file: WranglerFile,
  { env, deploy, remote }: CheckFlags,
  { configuration, secrets }: OfflineCheck,
  findings: readonly Finding[]
) {
  const errors = findings.filter(({ level }) => level === 'error')
  const warnings = findings.filter(({ level }) => level === 'warning')
  const isDeploy = deploy === true || env !== undefined
  const models = configuration.models.map(({ name }) => name)
  const put = `wrangler secret put <NAME>${env === undefined ? '' : ` --env ${env}`}`
  const lines = [
    ...warnings.map(({ message }) => `warning  ${message}`),
    ...errors.map(({ message }) => `error    ${message}`),
    ...(isDeploy ? [`The deploy needs the secrets ${secrets.join(', ')}: ${put}`] : []),
    verdictOf(file, env, models.length, errors.length, warnings.length, remote === true),
  ]
  const json = { ok: errors.length === 0, file: file.path, env, models, secrets, errors, warnings }
  const report = { text: lines.join('\n'), json }
  return errors.length === 0 ? report : ({ ...report, partial: 'refused' } as const)
}

function verdictOf(
  { path }: WranglerFile,
  env: string | undefined,
  models: number,
  errors: number,
  warnings: number,
  isRemote: boolean
): string {
  const place = `${path}${env === undefined ? '' : `, environment ${env}`}`
  const also = warnings === 0 ? '' : `, ${counted(warnings, 'warning')}`
  if (errors > 0) return `${place}: ${counted(errors, 'mistake')}${also}`
  const router = isRemote ? ', and the router agrees' : ''
  return `${place}: good, ${counted(models, 'model')}${router}${also}`
}

export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
