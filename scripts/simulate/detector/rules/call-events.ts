import type { Color } from '../../../../src/core/routing/color.ts'
import type { Call } from '../workload.ts'

/** What an isolate sees of a call: its start, the objective for its first byte passing, its end, the answer to its repetition. */
export interface CallEvent {
  readonly at: number
  readonly call: Call
  readonly kind: 'start' | 'slow' | 'end' | 'pair'
  readonly color: Color
}

/** Time until the other color has answered a repeated call, in milliseconds. */
const REPETITION_MS = 400

/** The events of calls on a color, not yet in order. */
export function eventsOf(calls: readonly Call[], color: Color): readonly CallEvent[] {
  return calls.flatMap((call) => eventsOfCall(call, color))
}

/** The events of each round of reports; a round without events sends no report. `everyMs` may change with time. */
export function* roundsOf(
  events: readonly CallEvent[],
  everyMs: (at: number) => number
): Generator<{ readonly now: number; readonly events: readonly CallEvent[] }> {
  let round: CallEvent[] = []
  let now = 0
  for (const event of events.toSorted((one, other) => one.at - other.at)) {
    if (event.at > now) {
      if (round.length > 0) yield { now, events: round }
      round = []
      const every = everyMs(event.at)
      now = Math.ceil(event.at / every) * every
    }
    round.push(event)
  }
  if (round.length > 0) yield { now, events: round }
}

function eventsOfCall(call: Call, color: Color): readonly CallEvent[] {
  const { startedAt, slowAt, endedAt } = call
  const events: CallEvent[] = [{ at: startedAt, call, kind: 'start', color }]
  if (slowAt !== undefined) events.push({ at: slowAt, call, kind: 'slow', color })
  events.push({ at: endedAt, call, kind: 'end', color })
  if (call.isEarly && call.repeatable) {
    events.push({ at: endedAt + REPETITION_MS, call, kind: 'pair', color })
  }
  return events
}
