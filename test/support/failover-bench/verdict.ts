import { words } from './answer.ts'
import type { Seen } from './client.ts'

/**
 * Verdict on how the router served a fault. `pass`: each caller was served and all is as expected.
 * `partial`: each was served, but not in the best way. `safe`: somebody was not served, but got a
 * clear error soon, and nothing forbidden happened. `fail`: a hang, a truncated answer that looks
 * whole, or something forbidden.
 */
export type Verdict = 'pass' | 'partial' | 'safe' | 'fail'

/** What happened at all places during a fault. */
export interface Observed {
  readonly calls: readonly Seen[]
  readonly blue: number
  readonly green: number
}

/** A fact that a fault must show or should show, with its name in the table. */
export interface Expectation {
  readonly name: string
  readonly holds: (observed: Observed) => boolean
}

/** What serves a caller: the whole answer, or the origin's own refusal. */
export type Ideal = 'answer' | 'refusal'

export interface Judged {
  readonly verdict: Verdict
  /** Names of the expectations that do not hold. */
  readonly missed: readonly string[]
}

export function judge(
  observed: Observed,
  ideal: Ideal,
  musts: readonly Expectation[],
  shoulds: readonly Expectation[]
): Judged {
  const failed = [...always, ...musts].filter(({ holds }) => !holds(observed))
  const lacking = shoulds.filter(({ holds }) => !holds(observed))
  const missed = [...failed, ...lacking].map(({ name }) => name)
  if (failed.length > 0) return { verdict: 'fail', missed }
  if (!observed.calls.every((call) => isServed(call, ideal))) return { verdict: 'safe', missed }
  return { verdict: lacking.length > 0 ? 'partial' : 'pass', missed }
}

export function isServed({ kind, status, text }: Seen, ideal: Ideal): boolean {
  if (ideal === 'answer') return kind === 'answer' && text === whole
  return kind === 'error' && status >= 400 && status < 500
}

const whole = words.join('')

/** What must hold for each fault. */
const always: readonly Expectation[] = [
  { name: 'no hang', holds: ({ calls }) => calls.every(({ kind }) => kind !== 'hang') },
  {
    name: 'no truncated success',
    holds: ({ calls }) => calls.every(({ kind, text }) => kind !== 'answer' || text === whole),
  },
  {
    name: 'no call twice at an origin',
    holds: ({ calls, blue, green }) => blue <= calls.length && green <= calls.length,
  },
]
