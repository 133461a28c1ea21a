/** Format of the log lines. */
export type LogFormat = 'json' | 'text'

export type LogLevel = 'info' | 'warn' | 'error'

/** Fields of a log line, besides its time, level and event. */
export type LogFields = Readonly<Record<string, unknown>>

/** Writes a log line. */
export type Log = (level: LogLevel, event: string, fields?: LogFields) => void

/** Returns a log that writes to stdout. */
export function logTo(stdout: NodeJS.WritableStream, format: LogFormat): Log {
  const write = format === 'json' ? jsonLine : textLine
  return (level, event, fields = {}) => {
    stdout.write(`${write(new Date().toISOString(), level, event, fields)}\n`)
  }
}

function jsonLine(time: string, level: LogLevel, event: string, fields: LogFields): string {
  return JSON.stringify({ time, level, event, ...fields })
}

function textLine(time: string, level: LogLevel, event: string, fields: LogFields): string {
  const pairs = Object.entries(fields).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${textOf(value)}`]
  )
  return [time, level.padEnd(5), event, ...pairs].join(' ')
}

/** A text with a space or a line break is quoted, so that a line stays a line. */
function textOf(value: unknown): string {
  return typeof value === 'string' && /^[\w./:-]+$/.test(value) ? value : JSON.stringify(value)
}
