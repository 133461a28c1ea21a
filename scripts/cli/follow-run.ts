import { setTimeout } from 'node:timers/promises'
import { ok, refuse, type Result } from '../../src/core/result.ts'
import type {
  CaseAnswer,
  VerificationRunAnswer,
} from '../../src/control-plane/admin/verification-answer.ts'
import type { AdminClient } from './admin-client.ts'
import { INTERRUPTED } from './codes.ts'
import { failure, type Failure } from './failure.ts'
import { printAside } from './screen/print.ts'

/** Receives what happens in a run. */
export interface RunObserver {
  readonly onCase: (one: CaseAnswer) => void
  readonly onLook?: (run: VerificationRunAnswer) => void
  /** The command ends, because its user has interrupted it. */
  readonly onInterrupt?: () => void
}

/** Milliseconds between two looks. */
const LOOK_MS = 300

/** Looks without an answer, one after another, before the command gives up: a minute. */
const MAX_FAILED_LOOKS = 200

/**
 * Waits for the end of a verification, and hands over each result as it comes. An interrupt ends
 * the command only: the run goes on in the router.
 */
export async function followRun(
  client: Pick<AdminClient, 'verification'>,
  model: string,
  id: string | undefined,
  observer: RunObserver
): Promise<Result<VerificationRunAnswer, Failure>> {
  const onInterrupt = () => {
    observer.onInterrupt?.()
    printAside(
      `The verification goes on in the router. See: npm run bluegreen -- verification ${model}; end it: npm run bluegreen -- verify ${model} --cancel`
    )
    process.exit(INTERRUPTED)
  }
  process.once('SIGINT', onInterrupt)
  try {
    return await lookUntilEnded(client, model, id, observer)
  } finally {
    process.removeListener('SIGINT', onInterrupt)
  }
}

async function lookUntilEnded(
  client: Pick<AdminClient, 'verification'>,
  model: string,
  id: string | undefined,
  observer: RunObserver
): Promise<Result<VerificationRunAnswer, Failure>> {
  let shown = 0
  let failed = 0
  for (;;) {
    const look = await client.verification(model)
    if (look.ok) {
      const { run } = look.value
      if (run === null || run.id !== id) return refuse(replaced(model))
      for (const one of run.cases.slice(shown)) observer.onCase(one)
      shown = run.cases.length
      observer.onLook?.(run)
      failed = 0
      if (run.state !== 'running') return ok(run)
    } else if (look.refusal.kind !== 'unreachable' || ++failed >= MAX_FAILED_LOOKS) {
      return look
    }
    await setTimeout(LOOK_MS)
  }
}

function replaced(model: string): Failure {
  const message =
    'The verification was replaced: a later one has begun, or another release was staged.'
  return failure(
    'verification_replaced',
    message,
    `See: npm run bluegreen -- verification ${model}`
  )
}
