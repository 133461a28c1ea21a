import { isRecord, parseJson } from '../../src/core/json.ts'
import type { Log, LogLevel } from './log.ts'

const levels: Readonly<Record<string, LogLevel>> = { warn: 'warn', error: 'error' }

/**
 * Writes a line of workerd to the log. A line of the Worker is JSON and keeps its level, event and fields; any other is a
 * message of the runtime.
 */
export function logWorkerLine(log: Log, line: string): void {
  if (line.trim() === '') return
  const parsed = parseJson(line)
  const { level, event, ...fields } = isRecord(parsed) ? parsed : {}
  if (typeof event === 'string') {
    log(levels[String(level)] ?? 'info', event, fields)
    return
  }
  log('info', 'runtime', { message: line })
}
