import { caseResultOf, isDecided } from '../../core/verification/case-result.ts'
import { differencesOf, VOLATILE_FIELDS } from '../../core/verification/compare-answers.ts'
import type { GoldenAnswer, GoldenCase } from '../../core/verification/golden-case.ts'
import type { CaseRecord } from '../../core/verification/verification-run.ts'
import { validateSchema } from './validate-schema.ts'

/** Sends one golden request to a color. Never rejects. */
export type Send = (golden: GoldenCase) => Promise<GoldenAnswer>

/** How the calls of a case are sent. */
interface CaseCalls {
  readonly send: Send
  /** Sends the same request to stable, whose answer is compared; undefined for no comparison. */
  readonly sendToStable: Send | undefined
  /** Ends the case early; its result counts no more then. */
  readonly signal: AbortSignal
}

/** How far the answers of both colors may differ: two machines do not round alike. */
const COMPARISON = { tolerance: 0.001, ignored: VOLATILE_FIELDS } as const

/** Sends the calls of a case one after another, until its result is decided. */
export async function runCase(
  golden: GoldenCase,
  { send, sendToStable, signal }: CaseCalls
): Promise<CaseRecord> {
  const answers = [await send(golden)]
  const [first] = answers
  let result = caseResultOf(golden, answers, validateSchema)
  while (!isDecided(golden, result) && !signal.aborted) {
    answers.push(await send(golden))
    result = caseResultOf(golden, answers, validateSchema)
  }
  if (sendToStable === undefined || first === undefined || signal.aborted) return result
  return { ...result, differences: differencesOf(await sendToStable(golden), first, COMPARISON) }
}
