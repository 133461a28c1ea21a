import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { projectFolder, ROUTER_PORT } from '../dev/paths.ts'
import { dataFolder } from './data-files.ts'
import type { LogFormat } from './log.ts'
import { UsageError } from './failures.ts'

/** What `npm run serve` was asked for. */
export interface ServeOptions {
  readonly host: string
  readonly port: number
  /** Folder of everything that outlives the process. */
  readonly data: string
  readonly logFormat: LogFormat
  /** The configuration file, `wrangler.toml`. */
  readonly config: string
  /** The table `[env.<name>]` of the configuration. */
  readonly env: string | undefined
  /** A file of secrets, one `NAME=value` a line, besides `.dev.vars`. */
  readonly varsFile: string | undefined
  /** Whether the proxy in front says who calls, and by which scheme. */
  readonly trustProxy: boolean
  /** Time that calls in progress get to end in at a stop or reload. */
  readonly drainMs: number
  /** A Worker that was bundled before; by default it is bundled at the start. */
  readonly worker: string | undefined
}

export const usage = `Usage: npm run serve -- [options]

Serves the router of wrangler.toml on this machine, without Cloudflare.

  --host <address>        address to listen on (127.0.0.1)
  --port <port>           port to listen on (${ROUTER_PORT})
  --data <folder>         folder of rollouts, history and pointers (.bluegreen)
  --config <file>         configuration (wrangler.toml)
  --env <name>            the [env.<name>] of the configuration
  --vars-file <file>      secrets, one NAME=value a line; they win over those in .dev.vars
  --trust-proxy           believe the proxy in front: cf-connecting-ip and x-forwarded-proto
  --drain-seconds <n>     time for calls in progress at a stop or reload (30)
  --log json|text         format of the log on stdout (json)
  --worker <file>         a bundle of the Worker (default: bundled at the start)`

/** Parses the arguments. Throws a `UsageError`. */
export function parseServeOptions(args: readonly string[]): ServeOptions | 'help' {
  const values = parsed(args)
  if (values.help) return 'help'
  return {
    host: values.host,
    port: wholeNumber('--port', values.port, 65_535),
    data: dataFolder(values.data),
    logFormat: logFormatOf(values.log),
    config: resolve(values.config),
    env: values.env,
    varsFile: values['vars-file'] === undefined ? undefined : resolve(values['vars-file']),
    trustProxy: values['trust-proxy'],
    drainMs: 1000 * wholeNumber('--drain-seconds', values['drain-seconds'], 86_400),
    worker: values.worker === undefined ? undefined : resolve(values.worker),
  }
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        host: { type: 'string', default: '127.0.0.1' },
        port: { type: 'string', default: String(ROUTER_PORT) },
        data: { type: 'string', default: `${projectFolder}.bluegreen` },
        config: { type: 'string', default: `${projectFolder}wrangler.toml` },
        env: { type: 'string' },
        'vars-file': { type: 'string' },
        'trust-proxy': { type: 'boolean', default: false },
        'drain-seconds': { type: 'string', default: '30' },
        log: { type: 'string', default: 'json' },
        worker: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    }).values
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

function wholeNumber(flag: string, text: string, most: number): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= most) return Number(text)
  throw new UsageError(`${flag} must be a whole number from 0 to ${most}; it is "${text}".`)
}

function logFormatOf(text: string): LogFormat {
  if (text === 'json' || text === 'text') return text
  throw new UsageError(`--log must be json or text; it is "${text}".`)
}
