import type { GoldenAnswer, GoldenCase, TransportError } from './golden-case.ts'
import { mismatchesOf, type Mismatch, type Validate } from './judge-answer.ts'

/** The result of one run of a case. */
type RunResult =
  | { readonly kind: 'right' }
  | { readonly kind: 'wrong'; readonly mismatches: readonly Mismatch[] }
  | { readonly kind: 'failed'; readonly error: TransportError }

/** The result of a case: how many of its runs were right, and what was wrong in the others. */
export interface CaseResult {
  readonly name: string
  readonly passed: boolean
  readonly runs: number
  readonly right: number
  /** Differences of the first wrong run. */
  readonly mismatches: readonly Mismatch[]
  /** Error of the first run without an answer. */
  readonly error?: TransportError
  /** Medians of the runs with an answer, in milliseconds. */
  readonly firstByteMs?: number
  readonly totalMs?: number
}

/** Returns the result of a case by the answers to its runs. */
export function caseResultOf(
  { name, passes, expect }: GoldenCase,
  answers: readonly GoldenAnswer[],
  validate: Validate
): CaseResult {
  const results = answers.map((answer): RunResult => {
    if (answer.kind === 'failed') return { kind: 'failed', error: answer.error }
    const mismatches = mismatchesOf(expect, answer, validate)
    return mismatches.length === 0 ? { kind: 'right' } : { kind: 'wrong', mismatches }
  })
  const right = results.filter(({ kind }) => kind === 'right').length
  const wrong = results.find((one) => one.kind === 'wrong')
  const failed = results.find((one) => one.kind === 'failed')
  return {
    name,
    passed: right >= passes,
    runs: answers.length,
    right,
    mismatches: wrong?.mismatches ?? [],
    ...(failed === undefined ? {} : { error: failed.error }),
    ...timesOf(answers),
  }
}

/** Whether the runs that are left can no longer change the result of a case. */
export function isDecided(
  { passes, runs }: GoldenCase,
  { right, runs: ended }: Pick<CaseResult, 'right' | 'runs'>
): boolean {
  return right >= passes || right + (runs - ended) < passes
}

/** Returns the sentence that a case is reported with. */
export function describeCase({ name, passed, runs, right, mismatches, error }: CaseResult): string {
  const share = runs === 1 ? '' : ` (${right} of ${runs} runs)`
  if (passed) return `${name}: passed${share}`
  const [first, ...more] = mismatches
  if (first === undefined) return `${name}: ${error ?? 'no run'}${share}`
  const others = more.length === 0 ? '' : `, and ${more.length} more`
  return `${name}: ${first.what}: expected ${first.expected}, got ${first.got}${others}${share}`
}

function timesOf(answers: readonly GoldenAnswer[]): Pick<CaseResult, 'firstByteMs' | 'totalMs'> {
  const answered = answers.filter((answer) => answer.kind === 'answered')
  if (answered.length === 0) return {}
  return {
    firstByteMs: medianOf(answered.map(({ firstByteMs }) => firstByteMs)),
    totalMs: medianOf(answered.map(({ totalMs }) => totalMs)),
  }
}

function medianOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[(values.length - 1) >> 1] ?? 0
}
