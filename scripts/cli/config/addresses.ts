import { ok, refuse, type Result } from '../../../src/core/result.ts'

/** Where the deployed router is reached. */
export interface Addresses {
  /** For calls to models. */
  readonly calls: string
  /** For the admin route. */
  readonly admin: string
}

interface Known {
  /** The address that a person gave. */
  readonly url: string | undefined
  /** The only host of the admin route. */
  readonly adminHost: string | undefined
  /** Where wrangler says that the Worker is reached. */
  readonly targets: readonly string[]
  /** Patterns of the routes in the configuration. */
  readonly routes: readonly string[]
}

/** Returns the addresses: those that were given, else those that wrangler names, else those of the routes. */
export function addressesOf({ url, adminHost, targets, routes }: Known): Result<Addresses, string> {
  const admin = adminHost === undefined ? undefined : `https://${adminHost}`
  const found = [...targets, ...routes].map(originOf).filter((origin) => origin !== undefined)
  const calls = url?.replace(/\/+$/, '') ?? found.find((origin) => origin !== admin) ?? admin
  if (calls === undefined)
    return refuse('Neither wrangler nor the routes say where the router is reached: give --url')
  return ok({ calls, admin: admin ?? calls })
}

/** Returns the origin of a target such as `models.example.com (custom domain)`; undefined for a wildcard or no host. */
function originOf(target: string): string | undefined {
  const address = target.split(' ')[0] ?? ''
  const url = address.includes('://') ? address : `https://${address}`
  const [, host = ''] = /^https?:\/\/([^/]+)/.exec(url) ?? []
  return /^[\w.-]+\.[\w-]+$/.test(host) ? new URL(url).origin : undefined
}
