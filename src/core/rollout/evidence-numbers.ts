import type { CauseCounts } from '../detector/causes.ts'
import type { Signal } from '../detector/counts.ts'
import type { Finding } from '../detector/verdict.ts'

/** The numbers of the verdict that led to a change. */
export interface EvidenceNumbers {
  readonly signal: Signal
  /** Label of the route class, when the verdict is about one class. */
  readonly route?: string
  readonly calls: number
  readonly bad: number
  readonly seconds: number
  /** The share of bad calls that is allowed. */
  readonly limit: number
  /** How the bad calls failed: number of calls by status or kind. */
  readonly causes?: CauseCounts
}

/** What a verdict says, in one sentence and in numbers. */
export interface VerdictEvidence {
  readonly summary: string
  readonly numbers?: EvidenceNumbers | undefined
}

/** Returns the evidence of a verdict. */
export function evidenceOf({ summary, ...finding }: Finding & { readonly summary: string }) {
  const { signal, route, calls, bad, seconds, baseline, causes } = finding
  const numbers: EvidenceNumbers = {
    signal,
    ...(route === undefined ? {} : { route }),
    calls,
    bad,
    seconds,
    limit: baseline,
    ...(causes === undefined ? {} : { causes }),
  }
  return { summary, numbers }
}

/** Returns the evidence as fields of a cause. */
export function causeFields({ summary, numbers }: VerdictEvidence) {
  return { evidence: summary, ...(numbers === undefined ? {} : { numbers }) }
}
