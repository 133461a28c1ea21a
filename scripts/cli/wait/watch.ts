import { ok, type Result } from '../../../src/core/result.ts'
import { mayComeBack } from '../connection/network-failure.ts'
import type { Failure } from '../failure.ts'
import { changesIn, type Pin } from './course.ts'
import { goesBack, someLag } from './lines.ts'
import { lookAt, type Look, type LookClient } from './look.ts'
import { defaultPin, progressOf, type Goal, type Progress } from './progress.ts'

/** What a wait is for, and for how long. */
export interface WaitOrder {
  readonly model: string
  readonly goal: Goal
  /** Undefined: the newest rollout, or the next one. */
  readonly pin: Pin | undefined
  readonly timeoutMs: number
}

/** The end of a wait. `under_way`: its time was over before. */
export interface Waited {
  readonly progress: Progress
  readonly pin: Pin
  readonly look: Look
}

/** Receives what happens during a wait. */
export interface WaitObserver {
  readonly saw: (look: Look, pin: Pin) => void
  /** The admin route did not answer a look. */
  readonly failed: (failure: Failure) => void
}

/** The time, and a pause. Tests have their own. */
export interface Clock {
  readonly now: () => number
  readonly sleep: (ms: number) => Promise<unknown>
}

const POLL_MS = 2_000

/** Longest time in which the isolates may follow a rollback before the wait ends without them. */
const FOLLOW_MS = 5_000

const FOLLOW_POLL_MS = 500

/**
 * Looks at a model until its rollout has come to where the wait is for, to another end, or the time
 * is over. A look that fails is repeated.
 */
export async function watch(
  client: LookClient,
  { model, goal, pin: given, timeoutMs }: WaitOrder,
  observer: WaitObserver,
  clock: Clock
): Promise<Result<Waited, Failure>> {
  const { now, sleep } = clock
  const deadline = now() + timeoutMs
  let pin = given
  let last: Look | undefined
  for (;;) {
    const look = await lookAt(client, model, pin, last)
    if (look.ok) {
      const { status, entries } = look.value
      last = look.value
      pin ??= defaultPin(status, entries, goal)
      const progress = progressOf(goal, pin, status, entries)
      const isEnd = progress.kind !== 'under_way'
      const until = Math.min(deadline, now() + FOLLOW_MS)
      if (isEnd) last = await whenAllFollow(client, last, until, clock)
      observer.saw(last, pin)
      if (isEnd || now() >= deadline) return ok({ progress, pin, look: last })
    } else {
      if (!mayPass(look.refusal, last) || now() >= deadline) return look
      observer.failed(look.refusal)
    }
    await sleep(Math.min(POLL_MS, deadline - now()))
  }
}

/** Whether a later look may succeed. An answer that nobody expects counts only where good ones came before. */
function mayPass(failure: Failure, last: Look | undefined): boolean {
  if (last !== undefined) return failure.kind === 'unreachable' || failure.kind === 'unexpected'
  return failure.kind === 'unreachable' && mayComeBack(failure)
}

/** Looks again for a short time, so that the line of a rollback can say that all isolates follow. */
async function whenAllFollow(
  client: LookClient,
  ended: Look,
  until: number,
  { now, sleep }: Clock
): Promise<Look> {
  const { model, revision } = ended.status
  let last = ended
  while (namesIsolates(last) && someLag(last.status) && now() < until) {
    await sleep(Math.min(FOLLOW_POLL_MS, until - now()))
    const status = await client.status(model)
    if (!status.ok || status.value.revision !== revision) return ended
    last = { ...last, status: status.value }
  }
  return last
}

function namesIsolates({ entries }: Look): boolean {
  const action = changesIn(entries).at(-1)?.action
  return action !== undefined && goesBack(action)
}
