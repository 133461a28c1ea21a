import { mergeCallTimes, type CallTimes } from '../reporting/call-times.ts'
import { mergeTallies } from '../reporting/merge-tallies.ts'
import type { Tally } from '../reporting/tally.ts'
import type { Color } from '../routing/color.ts'
import type { Difference } from '../verification/compare-answers.ts'

/** The quality that a comparison grades: whether the answer to a copy is like the client's. */
export const AGREEMENT = 'agreement'

/** What copies of calls showed of a release since the last report, apart from the calls of clients. */
export interface ShadowReport {
  readonly tallies: readonly Tally[]
  readonly times: readonly CallTimes[]
  readonly agreement: readonly AgreementCounts[]
  /** The newest differences, oldest first. */
  readonly differences: readonly ShadowDifference[]
}

/** Compared answers of one release and route class. */
export interface AgreementCounts {
  readonly color: Color
  readonly release: string
  readonly route: string
  readonly agreed: number
  readonly differed: number
  /** Status and type were the same, and the bodies could not be compared. */
  readonly uncompared: number
  /** Copies that were not sent: too many of them, or too many bytes, were on their way. */
  readonly skipped: number
}

/** The names of the counts. */
export const agreementNames = ['agreed', 'differed', 'uncompared', 'skipped'] as const

/** A difference between the answer to a call and the one to its copy. */
export interface ShadowDifference extends Difference {
  readonly color: Color
  readonly release: string
  readonly route: string
  /** Time of the copy, in milliseconds since 1970. */
  readonly at: number
}

/** The compared answers of a release. */
export interface Compared {
  readonly color: Color
  readonly agreement: readonly AgreementCounts[]
  /** The newest differences, oldest first. */
  readonly differences: readonly ShadowDifference[]
}

/** Maximum number of differences in a report, and of those that are kept. */
export const MAX_DIFFERENCES = 20

/** Maximum number of tallies that a report carries. */
export const MAX_SHADOW_TALLIES = 1_000

/** Adds up reports. The newest differences and tallies are kept. */
export function mergeShadow(parts: readonly ShadowReport[]): ShadowReport {
  return {
    tallies: mergeTallies(parts.flatMap(({ tallies }) => tallies)).slice(-MAX_SHADOW_TALLIES),
    times: mergeCallTimes(parts.flatMap(({ times }) => times)),
    agreement: mergeAgreement(parts.flatMap(({ agreement }) => agreement)),
    differences: newest(parts.flatMap(({ differences }) => differences)),
  }
}

/** Adds up counts: one for each release and route class. */
export function mergeAgreement(parts: readonly AgreementCounts[]): readonly AgreementCounts[] {
  const sums = new Map<string, AgreementCounts>()
  for (const part of parts) {
    const key = `${part.color}/${part.release}/${part.route}`
    const sum = sums.get(key)
    sums.set(key, sum === undefined ? part : added(sum, part))
  }
  return [...sums.values()]
}

/** Returns the newest differences, oldest first. */
export function newest(differences: readonly ShadowDifference[]): readonly ShadowDifference[] {
  return differences.toSorted((a, b) => a.at - b.at).slice(-MAX_DIFFERENCES)
}

function added(one: AgreementCounts, more: AgreementCounts): AgreementCounts {
  return {
    ...one,
    agreed: one.agreed + more.agreed,
    differed: one.differed + more.differed,
    uncompared: one.uncompared + more.uncompared,
    skipped: one.skipped + more.skipped,
  }
}
