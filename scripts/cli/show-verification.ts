import { clockOf } from '../../src/core/time-span.ts'
import { localTime } from './screen/local-time.ts'
import { paint } from './screen/paint.ts'
import { plainView, type View } from './screen/screen.ts'
import type {
  CaseAnswer,
  Verification,
  VerificationRunAnswer,
} from '../../src/control-plane/admin/verification-answer.ts'

/** Maximum number of differences that are listed for a case, but for the wide form. */
const MAX_DIFFERENCES = 5

/** Returns the result of a case in one line. */
export function caseLine(one: CaseAnswer, { screen }: View = plainView): string {
  const { passed, summary, totalMs, differences } = one
  const times = totalMs === null ? '' : ` in ${totalMs} ms`
  const count = differences?.length ?? 0
  const differs =
    count === 0 ? '' : `; differs from stable in ${count} ${count === 1 ? 'place' : 'places'}`
  const sign = passed ? paint(screen, 'good', '✔') : paint(screen, 'danger', '✘')
  return `  ${sign} ${summary}${passed ? times : ''}${differs}`
}

/** Returns in one line how far a run is. */
export function runningText({ cases, summary }: VerificationRunAnswer, ms: number): string {
  const failed = cases.filter(({ passed }) => !passed).length
  return `${cases.length} cases done, ${failed} failed, ${clockOf(ms)}: ${summary}`
}

/** Returns the end of a run, with what was expected and what came where it is not the same. */
export function showRun(model: string, run: VerificationRunAnswer, view: View = plainView): string {
  const { color, release, summary } = run
  return [
    `${model}: ${color} (${release}) ${verdicts[run.state] ?? run.state}: ${summary}`,
    ...run.cases.flatMap((one) => detailLines(one, view)),
    ...nextLines(model, run),
  ].join('\n')
}

/** Returns one line for each stored suite. */
export function showSuites(suites: Verification['suites']): readonly string[] {
  if (suites.length === 0) return ['no stored suites']
  return suites.map(
    ({ name, cases, by, at }) => `suite ${name}: ${cases} cases, by ${by} at ${localTime(at)}`
  )
}

const verdicts: Readonly<Partial<Record<string, string>>> = {
  running: 'is being verified',
  passed: 'is VERIFIED',
  failed: 'is NOT verified',
  cancelled: 'is NOT verified',
}

function detailLines(
  { name, passed, runs, right, mismatches, error, differences }: CaseAnswer,
  { isWide }: View
) {
  const wrong = passed ? [] : mismatches
  const lines = [
    ...wrong.flatMap(({ what, expected, got }) => [
      `    · ${what}`,
      `      expected  ${expected}`,
      `      got       ${got}`,
    ]),
    ...(passed || error === null ? [] : [`    no whole answer: ${error.replaceAll('_', ' ')}`]),
    ...differenceLines(differences ?? [], isWide ? Infinity : MAX_DIFFERENCES),
  ]
  if (lines.length === 0) return []
  return [`  ${name}${runs > 1 ? ` (${right} of ${runs} runs right)` : ''}`, ...lines]
}

function differenceLines(
  differences: NonNullable<CaseAnswer['differences']>,
  most: number
): readonly string[] {
  const more = differences.length - most
  return [
    ...differences
      .slice(0, most)
      .flatMap(({ where, stable, candidate }) => [
        `    · ${where} differs`,
        `      stable    ${stable}`,
        `      now       ${candidate}`,
      ]),
    ...(more > 0 ? [`    and ${more} more differences`] : []),
  ]
}

function nextLines(model: string, { state, color }: VerificationRunAnswer): readonly string[] {
  if (state !== 'passed') return []
  return [`  Switch to it: npm run switch -- ${color} --model ${model}`]
}
