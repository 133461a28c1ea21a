/** The level of each log event. The README lists the events. */
const levelOf = {
  /** The router's code or the platform threw an unexpected error. */
  internal_error: 'error',
  /** The coordinator rolled back automatically. */
  rollback: 'error',
  /** The live color is faulty and the other color cannot take its traffic. */
  alert: 'error',
  alert_cleared: 'log',
  /** KV did not answer a read or a write. */
  kv_failure: 'warn',
  /** A pointer document in KV or in a report is invalid. */
  pointer_refused: 'warn',
  /** Counts were dropped because no report was acknowledged. */
  report_dropped: 'warn',
  /** The admin route refused a caller: wrong token, or no secret is set. */
  admin_refused: 'warn',
  /** The configuration in `wrangler.toml` is invalid. */
  config_invalid: 'error',
} as const satisfies Readonly<Record<string, 'error' | 'warn' | 'log'>>

export type LogEvent = keyof typeof levelOf

/**
 * Names, codes, counts and the router's messages; never a body, key, header value or query string.
 */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>

/** Logs one line of JSON. All log lines of the Worker are written here. */
export function log(event: LogEvent, fields: LogFields): void {
  const level = levelOf[event]
  console[level](JSON.stringify({ level, event, ...fields }))
}

/** Returns the message of a thrown value. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** Returns message and stack of a thrown value, for failures that must be found in the code. */
export function errorFields(error: unknown): LogFields {
  return { message: messageOf(error), stack: error instanceof Error ? error.stack : undefined }
}
