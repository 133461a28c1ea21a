import { addCounts } from '../../core/detector/cohort.ts'
import type { Evidence } from '../../core/detector/evidence.ts'
import type { Verdict } from '../../core/detector/verdict.ts'
import { countedTallies, followedClock } from '../../core/rollout/evidence-clock.ts'
import type { Rollout } from '../../core/rollout/state.ts'
import type { Color } from '../../core/routing/color.ts'
import type { Model } from '../../core/routing/model.ts'
import { releaseIdOf } from '../../core/routing/slot.ts'
import { countedShadow, judgeShadow, shadowLimitsOf } from '../../core/shadow/judge-shadow.ts'
import {
  mergeAgreement,
  newest,
  type Compared,
  type ShadowReport,
} from '../../core/shadow/shadow-report.ts'
import { withFirstByte } from './learned-objectives.ts'
import { encodedSlot, freshSlot, storedOr, type SlotEvidence } from './slot-evidence.ts'
import type { Store } from './store.ts'

/** Maximum number of route classes whose agreement is kept: the isolates name at most nine. */
const MAX_ROUTES = 16

/** What the copies of calls showed of a release. */
export type ShadowEvidence = SlotEvidence & Compared

/**
 * The evidence of copies on the release in the idle slot, apart from all evidence of live calls. It
 * belongs to the staging of the release: it outlives the end of the copies, and goes with the
 * release.
 */
export class ShadowStore {
  readonly #store: Store
  readonly #model: Model
  #known: ShadowEvidence | undefined
  #isChanged = false

  constructor(store: Store, model: Model, rollout: Rollout, now: number) {
    this.#store = store
    this.#model = model
    const stored = store.readState('shadow') ?? undefined
    if (stored === undefined) return
    const { color, agreement, differences } = stored
    const evidence = storedOr(freshSlot(rollout.slots[color], now), stored)
    this.#known = { ...evidence, color, agreement, differences }
  }

  /** Adds what copies showed. That of a release that left its slot is dropped. */
  add(rollout: Rollout, report: ShadowReport, stable: Evidence, now: number): void {
    const known = this.#begun(rollout, now)
    if (known === undefined) return
    const isOwn = (part: { readonly color: Color; readonly release: string }) =>
      part.color === known.color && part.release === known.release
    const { evidence, countsFrom } = followedClock(known, now)
    const own = countedTallies(report.tallies.filter(isOwn), countsFrom, evidence)
    const counted = countedShadow(own, this.#model.shadow.maxDisagreementRate)
    const firstByteTimes = report.times.filter(isOwn).reduce(withFirstByte, known.firstByteTimes)
    this.#keep({
      ...known,
      evidence: addCounts(evidence, counted, now, this.#limits, stable),
      countsFrom,
      firstByteTimes,
      agreement: mergeAgreement([...known.agreement, ...report.agreement.filter(isOwn)]).slice(
        0,
        MAX_ROUTES
      ),
      differences: newest([...known.differences, ...report.differences.filter(isOwn)]),
    })
  }

  /** Returns what is known of the release that stands in its slot; undefined without any copy. */
  of({ slots }: Rollout): ShadowEvidence | undefined {
    const known = this.#known
    if (known === undefined || releaseIdOf(slots[known.color]) !== known.release) return undefined
    return known
  }

  /** Returns the verdict on the release in a slot by its copies; undefined when it got none. */
  verdict(rollout: Rollout, stable: Evidence, now: number): Verdict | undefined {
    const known = this.of(rollout)
    if (known === undefined || known.evidence.rows.length === 0) return undefined
    const { color, evidence: copies } = known
    return judgeShadow({ color, copies, stable, now, limits: this.#limits })
  }

  /** Stores what has changed since the last time. */
  save(): void {
    if (!this.#isChanged) return
    this.#isChanged = false
    const known = this.#known
    if (known === undefined) return this.#store.writeState('shadow', null)
    const { color, agreement, differences, ...slot } = known
    this.#store.writeState('shadow', { ...encodedSlot(slot), color, agreement, differences })
  }

  /** Returns the evidence to add to: that of the release, or none yet for one that gets copies now. */
  #begun(rollout: Rollout, now: number): ShadowEvidence | undefined {
    const known = this.of(rollout)
    if (rollout.phase !== 'idle' || rollout.shadow === undefined) return known
    const { color, since } = rollout.shadow
    if (known?.color === color) return known
    const fresh = freshSlot(rollout.slots[color], Math.min(since, now))
    return { ...fresh, color, agreement: [], differences: [] }
  }

  get #limits() {
    const { limits, shadow } = this.#model
    return shadowLimitsOf(limits, shadow.maxDisagreementRate)
  }

  #keep(evidence: ShadowEvidence): void {
    this.#known = evidence
    this.#isChanged = true
  }
}
