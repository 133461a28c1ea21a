import { isRecord } from '../json.ts'
import {
  countOf,
  isCount,
  listOf,
  parseCallTimes,
  parseRelease,
  parseTallies,
  routeOf,
} from '../reporting/parse-tally.ts'
import {
  agreementNames,
  MAX_SHADOW_TALLIES,
  newest,
  type AgreementCounts,
  type ShadowDifference,
  type ShadowReport,
} from './shadow-report.ts'

/** Maximum length of a text of a difference; longer ones are cut where they are made. */
const MAX_TEXT = 300

/** Parses what copies showed; undefined when a report has none. What is malformed is left out. */
export function parseShadow(document: unknown): ShadowReport | undefined {
  if (!isRecord(document)) return undefined
  return {
    tallies: parseTallies(document['tallies']).slice(-MAX_SHADOW_TALLIES),
    times: parseCallTimes(document['times']),
    agreement: parseAgreement(document['agreement']),
    differences: newest(parseDifferences(document['differences'])),
  }
}

function parseAgreement(documents: unknown): readonly AgreementCounts[] {
  return listOf(documents).flatMap((document): readonly AgreementCounts[] => {
    const release = parseRelease(document)
    if (release === undefined) return []
    const [agreed = 0, differed = 0, uncompared = 0, skipped = 0] = agreementNames.map((name) =>
      countOf(document[name])
    )
    return [{ ...release, route: routeOf(document), agreed, differed, uncompared, skipped }]
  })
}

function parseDifferences(documents: unknown): readonly ShadowDifference[] {
  return listOf(documents).flatMap((document): readonly ShadowDifference[] => {
    const release = parseRelease(document)
    const { at, where, stable, candidate } = document
    if (release === undefined || !isCount(at)) return []
    if (!isText(where) || !isText(stable) || !isText(candidate)) return []
    return [{ ...release, route: routeOf(document), at, where, stable, candidate }]
  })
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length <= MAX_TEXT
}
