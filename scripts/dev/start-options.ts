import { parseArgs } from 'node:util'
import { ok, refuse, type Result } from '../../src/core/result.ts'
import { ROUTER_PORT } from './paths.ts'

export const startUsage = `Usage: npm start -- [--port <port>]

Runs the router with the models of the demo, each on a port of its own.

  --port <port>  port of the router (BLUEGREEN_PORT; ${ROUTER_PORT}); the ports of the models move with it`

/** Returns the port of the router that `npm start` was asked for, or what is wrong with the arguments. */
export function startPortOf(
  args: readonly string[],
  fromEnvironment: string | undefined
): Result<number | 'help', string> {
  try {
    const options = { port: { type: 'string' }, help: { type: 'boolean', short: 'h' } } as const
    const { port = fromEnvironment ?? String(ROUTER_PORT), help } = parseArgs({
      args: [...args],
      options,
    }).values
    if (help === true) return ok('help')
    if (/^\d{4,5}$/.test(port) && Number(port) <= 65_000) return ok(Number(port))
    return refuse(`--port: expected a port from 1000 to 65000, not "${port}"`)
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error))
  }
}
