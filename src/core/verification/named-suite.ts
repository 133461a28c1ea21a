import type { Suite } from './verification-run.ts'

/** A suite of a model, with the name that it is stored under. */
export interface NamedSuite {
  readonly name: string
  readonly suite: Suite
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
