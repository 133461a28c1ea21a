import type { Color } from '../routing/color.ts'
import type { Starts } from './starts.ts'

/** Calls of one release that have started on an isolate and have no outcome yet. */
export interface InProgress {
  readonly color: Color
  readonly release: string
  /** No headers have come yet. */
  readonly waiting: number
  /** Headers came; the body is on its way. */
  readonly answering: number
  /** How long the oldest of the waiting calls has waited for its first byte, in milliseconds. */
  readonly oldestWaitingMs: number
  /** Absent in a sum of isolates: each receiver of reports counts the lost calls of its own. */
  readonly starts?: Starts
}

/** The sum over isolates: one entry for each release. */
export function mergeInProgress(parts: readonly InProgress[]): readonly InProgress[] {
  const sums = new Map<string, InProgress>()
  for (const part of parts) {
    const key = `${part.color}/${part.release}`
    const sum = sums.get(key)
    sums.set(key, added(sum ?? noneOf(part), part))
  }
  return [...sums.values()]
}

function noneOf({ color, release }: InProgress): InProgress {
  return { color, release, waiting: 0, answering: 0, oldestWaitingMs: 0 }
}

function added(sum: InProgress, part: InProgress): InProgress {
  return {
    ...sum,
    waiting: sum.waiting + part.waiting,
    answering: sum.answering + part.answering,
    oldestWaitingMs: Math.max(sum.oldestWaitingMs, part.oldestWaitingMs),
  }
}
