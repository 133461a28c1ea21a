import type { Suite, VerificationRun } from './verification-run.ts'

/** A suite of a model, with the name that it is stored under. */
export interface NamedSuite {
  readonly name: string
  readonly suite: Suite
}

/** Returns a run of all cases of the suites, before its first result. */
export function runOf(
  suites: readonly NamedSuite[],
  run: Omit<VerificationRun, 'suite' | 'suites' | 'results'>
): VerificationRun {
  const names = suites.map(({ name }) => name)
  return { ...run, suite: joinedSuite(suites), suites: names, results: [] }
}

/** Returns the cases of all suites. With several suites, the name of a case begins with its suite. */
export function joinedSuite(suites: readonly NamedSuite[]): Suite {
  const [only, ...more] = suites
  if (only !== undefined && more.length === 0) return only.suite
  return {
    cases: suites.flatMap(({ name, suite }) =>
      suite.cases.map((each) => ({ ...each, name: `${name}/${each.name}` }))
    ),
  }
}
