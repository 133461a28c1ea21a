import type {
  CaseAnswer,
  VerificationRunAnswer,
} from '../../src/control-plane/admin/verification-answer.ts'
import { annotationOf, summaryOf } from './github.ts'

/** GitHub shows ten errors of a step. */
const MAX_ERRORS = 10

/** Returns the end of a verification for GitHub: an error for each failed case, and all cases. */
export function verificationOnGithub(model: string, run: VerificationRunAnswer) {
  const { color, release, summary, cases } = run
  const heading = `${model}: ${color} (${release}): ${summary}`
  const head = ['case', 'result', 'expected', 'got', 'ms']
  return {
    annotations: annotationsOf(model, run),
    summary: summaryOf(heading, head, cases.flatMap(rowsOf)),
  }
}

function annotationsOf(model: string, run: VerificationRunAnswer): readonly string[] {
  const { color, release, state, summary, cases } = run
  const title = `${model} ${color} ${release}`
  if (state === 'passed') return [annotationOf('notice', title, summary)]
  const failed = cases.filter(({ passed }) => !passed).map((one) => one.summary)
  const all = state === 'failed' ? failed : [summary, ...failed]
  const more = all.length - MAX_ERRORS
  const shown =
    more > 0 ? [...all.slice(0, MAX_ERRORS - 1), `and ${more + 1} more failed cases`] : all
  return shown.map((text) => annotationOf('error', title, text))
}

/** A row for each difference of a wrong answer; one row for any other case. */
function rowsOf({ name, passed, runs, right, mismatches, error, totalMs }: CaseAnswer) {
  const result = passed ? 'passed' : 'FAILED'
  const share = runs > 1 ? `${result} (${right} of ${runs} runs right)` : result
  const ms = totalMs === null ? '' : `${totalMs}`
  if (passed) return [[name, share, '', '', ms]]
  const wrong = mismatches.map(({ what, expected, got }) => [
    name,
    share,
    `${what}: ${expected}`,
    got,
    ms,
  ])
  const failed =
    error === null ? [] : [[name, share, 'a whole answer', error.replaceAll('_', ' '), ms]]
  return [...wrong, ...failed]
}
