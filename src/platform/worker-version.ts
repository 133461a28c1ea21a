/** The deployed version of the router's code. */
export interface WorkerVersion {
  /** Id that Cloudflare gives each uploaded version. */
  readonly id: string
  /** Tag of the upload (`wrangler deploy --tag`); empty without one. */
  readonly tag: string
}

/** Returns the version that runs; undefined where the platform has none, such as plain workerd. */
export function workerVersionOf(bindings: Pick<Env, 'VERSION'>): WorkerVersion | undefined {
  const known: Partial<WorkerVersion> | undefined = bindings.VERSION
  if (known?.id === undefined) return undefined
  return { id: known.id, tag: known.tag ?? '' }
}
