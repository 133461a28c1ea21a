import { afterEach, beforeEach, vi } from 'vitest'
import type { LogEvent } from '../../../src/platform/log.ts'

const methods = ['error', 'warn', 'log', 'info', 'debug', 'trace'] as const

/** A text that the Worker wrote to the console, and the method of the console. */
export interface LogLine {
  readonly method: string
  readonly text: string
}

/**
 * Records the log lines of each test in a file, those of Durable Objects included, instead of
 * printing them. Returns a function that returns the lines of the current test.
 */
export function recordedLog(): () => readonly LogLine[] {
  const lines: LogLine[] = []
  beforeEach(() => {
    lines.splice(0)
    for (const method of methods) {
      vi.spyOn(console, method).mockImplementation((...written: unknown[]) => {
        lines.push({ method, text: written.map(String).join(' ') })
      })
    }
  })
  afterEach(() => {
    vi.restoreAllMocks()
  })
  return () => lines
}

/**
 * Returns the fields of each line of an event, and of a model where one is given, with the method
 * of the console as `writtenBy`. The tag that an isolate of a test adds to the model's name is
 * ignored.
 */
export function linesOf(
  lines: readonly LogLine[],
  event: LogEvent,
  model?: string
): readonly Readonly<Record<string, unknown>>[] {
  return lines
    .map(({ method, text }) => ({ ...fieldsOf(text), writtenBy: method }))
    .filter((line) => line.event === event && (model === undefined || nameOf(line) === model))
}

function fieldsOf(text: string): Readonly<Record<'event' | 'model', unknown>> {
  return JSON.parse(text)
}

function nameOf({ model }: { readonly model: unknown }): string {
  return String(model).replace(/#\d+$/, '')
}
