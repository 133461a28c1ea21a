import { withCause } from '../../core/detector/causes.ts'
import { noCounts, type Counts } from '../../core/detector/counts.ts'
import type { CohortKey, Tally } from '../../core/reporting/tally.ts'
import type { Agreement } from '../../core/shadow/compare-in-shadow.ts'
import type { CopyOutcome } from '../../core/shadow/copy-outcome.ts'
import {
  AGREEMENT,
  MAX_SHADOW_TALLIES,
  type AgreementCounts,
  type ShadowDifference,
  type ShadowReport,
} from '../../core/shadow/shadow-report.ts'
import { TimesBuffer } from '../reporting/times-buffer.ts'
import { CopyRate } from './copy-limit.ts'

/** Differences of one pair of answers that a report carries. */
const DIFFERENCES_OF_PAIR = 3

/** Differences that an isolate keeps until its next report; the newest ones. */
const MAX_KEPT = 5

type Sum<Numbers> = { -readonly [Name in keyof Numbers]: Numbers[Name] }

/** What the copies of a model's calls showed since the last report of this isolate. */
export class ShadowCounts {
  readonly rate = new CopyRate()
  readonly times = new TimesBuffer()
  #tallies = new Map<string, Sum<Tally>>()
  #agreement = new Map<string, Sum<AgreementCounts>>()
  #differences: readonly ShadowDifference[] = []

  get isEmpty(): boolean {
    return this.#tallies.size === 0 && this.#agreement.size === 0
  }

  addStart(cohort: CohortKey): void {
    this.#tallyOf(cohort).started++
  }

  addOutcome(cohort: CohortKey, { outcome, finding, cause }: CopyOutcome, isSlow: boolean): void {
    const tally = this.#tallyOf(cohort)
    tally[outcome]++
    if (finding !== undefined) tally[finding]++
    if (isSlow) tally.slow++
    if (cause !== undefined && (outcome === 'fault' || outcome === 'overload')) {
      tally.causes = withCause(tally.causes, `${outcome}/${cause}`)
    }
  }

  /** Counts a comparison, and keeps its differences if `areKept`. */
  addAgreement(cohort: CohortKey, agreement: Agreement, areKept: boolean, at: number): void {
    const { color, release, route } = cohort
    this.#agreementOf(cohort)[agreement.kind]++
    if (agreement.kind === 'uncompared') return
    const isBad = agreement.kind === 'differed'
    const tally = this.#tallyOf(cohort)
    const { calls, bad } = tally.quality?.[AGREEMENT] ?? { calls: 0, bad: 0 }
    tally.quality = { [AGREEMENT]: { calls: calls + 1, bad: bad + (isBad ? 1 : 0) } }
    if (!isBad || !areKept) return
    const found = agreement.differences
      .slice(0, DIFFERENCES_OF_PAIR)
      .map((difference) => ({ ...difference, color, release, route, at }))
    this.#differences = [...this.#differences, ...found].slice(-MAX_KEPT)
  }

  addSkipped(cohort: CohortKey): void {
    this.#agreementOf(cohort).skipped++
  }

  /** Returns the counts since the last report, and resets them; undefined when there are none. */
  take(): ShadowReport | undefined {
    const times = this.times.take()
    if (this.isEmpty) return undefined
    const report = {
      tallies: [...this.#tallies.values()],
      times,
      agreement: [...this.#agreement.values()],
      differences: this.#differences,
    }
    this.#tallies = new Map()
    this.#agreement = new Map()
    this.#differences = []
    return report
  }

  #tallyOf({ color, release, slice, caller, route }: CohortKey): Sum<Tally> {
    const key = `${slice}/${caller}/${color}/${route}/${release}`
    const known = this.#tallies.get(key)
    if (known !== undefined) return known
    const fresh: Sum<Counts> & CohortKey = { ...noCounts, color, release, slice, caller, route }
    this.#tallies.set(key, fresh)
    if (this.#tallies.size > MAX_SHADOW_TALLIES) this.#dropOldest()
    return fresh
  }

  #agreementOf({ color, release, route }: CohortKey): Sum<AgreementCounts> {
    const key = `${color}/${route}/${release}`
    const known = this.#agreement.get(key)
    if (known !== undefined) return known
    const none = { agreed: 0, differed: 0, uncompared: 0, skipped: 0 }
    const fresh = { color, release, route, ...none }
    this.#agreement.set(key, fresh)
    return fresh
  }

  #dropOldest(): void {
    for (const key of this.#tallies.keys()) {
      this.#tallies.delete(key)
      return
    }
  }
}
