/** The host of the admin route, and what is wrong with the variable. */
export interface ReadAdminHost {
  /** Undefined: every host of the Worker. */
  readonly adminHost: string | undefined
  readonly problems: readonly string[]
}

/** Reads the variable `ADMIN_HOST`. */
export function readAdminHost(variable: unknown): ReadAdminHost {
  if (variable === undefined) return { adminHost: undefined, problems: [] }
  if (typeof variable === 'string' && URL.canParse(`https://${variable}`)) {
    const { hostname } = new URL(`https://${variable}`)
    if (hostname === variable.toLowerCase()) return { adminHost: hostname, problems: [] }
  }
  const expected = 'expected a host without scheme, port and path, such as "admin.example.com"'
  return { adminHost: undefined, problems: [`ADMIN_HOST: ${expected}`] }
}

/** Whether the admin route answers at the host of a URL. */
export function isAdminHost(adminHost: string | undefined, url: string): boolean {
  return adminHost === undefined || new URL(url).hostname === adminHost
}
