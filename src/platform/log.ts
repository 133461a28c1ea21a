/** What is worth a log line, and how urgent each is. The README lists them. */
const levelOf = {
  /** The router's own code or the platform failed in a way nobody foresaw. */
  internal_error: 'error',
  /** The coordinator sent traffic back to stable by itself. */
  rollback: 'error',
  /** The live color is faulty and there is nowhere better to go. */
  alert: 'error',
  alert_cleared: 'log',
  /** KV did not answer a read or a write. */
  kv_failure: 'warn',
  /** A pointer document in KV or in a report is not one that the router follows. */
  pointer_refused: 'warn',
  /** Counts were dropped because nobody took the report. */
  report_dropped: 'warn',
  /** The admin route refused a caller. */
  admin_refused: 'warn',
  /** `wrangler.toml` describes something that cannot be served. */
  config_invalid: 'error',
} as const satisfies Readonly<Record<string, 'error' | 'warn' | 'log'>>

export type LogEvent = keyof typeof levelOf

/** Names, codes, counts and messages of our own. Never a body, a key, a header value or a query string. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>

/** Writes one line of JSON. The only place in the Worker that logs. */
export function log(event: LogEvent, fields: LogFields): void {
  const level = levelOf[event]
  console[level](JSON.stringify({ level, event, ...fields }))
}

/** The message of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** Message and stack of whatever was thrown, for a failure that somebody must find in the code. */
export function errorFields(error: unknown): LogFields {
  return { message: messageOf(error), stack: error instanceof Error ? error.stack : undefined }
}
