/** The log events: the level and the meaning of each. The README of scripts/monitoring lists them in these words. */
export const logEvents = {
  internal_error: {
    level: 'error',
    meaning: "the router's code or the platform threw an unexpected error",
  },
  rollback: {
    level: 'error',
    meaning: 'the coordinator rolled back automatically',
  },
  decision: {
    level: 'log',
    meaning: 'a change of a rollout or of a setting, with the numbers that led to it',
  },
  alert: {
    level: 'error',
    meaning: 'an alert was raised',
  },
  alert_cleared: {
    level: 'log',
    meaning: 'an alert is over',
  },
  kv_failure: {
    level: 'warn',
    meaning: 'KV did not answer a read or a write',
  },
  pointer_refused: {
    level: 'warn',
    meaning: 'a pointer in KV or in a report must not be followed',
  },
  report_dropped: {
    level: 'warn',
    meaning: 'counts were dropped because no report was acknowledged',
  },
  notification_failed: {
    level: 'warn',
    meaning: 'a receiver did not take a notification; the alarm tries again, or gives it up',
  },
  call: {
    level: 'log',
    meaning:
      'one of the calls that `call_log` samples: id, color, release, route, outcome, milliseconds',
  },
  admin_refused: {
    level: 'warn',
    meaning: 'the admin route refused a request: no valid token, or no permission',
  },
  secret_missing: {
    level: 'error',
    meaning: 'a secret of a color is missing or not valid in a header',
  },
  config_invalid: {
    level: 'error',
    meaning: 'the configuration in `wrangler.toml` is invalid',
  },
} as const satisfies Readonly<Record<string, Entry>>

interface Entry {
  readonly level: 'error' | 'warn' | 'log'
  readonly meaning: string
}

export type LogEvent = keyof typeof logEvents

/**
 * Names, codes, counts and the router's messages; never a body, key, header value or query string.
 */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>

/** Logs one line of JSON. All log lines of the Worker are written here. */
export function log(event: LogEvent, fields: LogFields): void {
  const { level } = logEvents[event]
  console[level](JSON.stringify({ level, event, ...fields }))
}

/** Returns the message of a thrown value. */
export function messageOf(error: unknown): string {
  return withoutQueries(error instanceof Error ? error.message : String(error))
}

/** Returns message and stack of a thrown value, for failures that must be found in the code. */
export function errorFields(error: unknown): LogFields {
  const stack = error instanceof Error ? error.stack : undefined
  return { message: messageOf(error), stack: stack === undefined ? stack : withoutQueries(stack) }
}

/** Removes query strings: the platform quotes invalid URLs, and a query may hold a caller's key. */
function withoutQueries(text: string): string {
  return text.replaceAll(/(:\/\/[^\s?]*\?)\S*/g, '$1…')
}
