import { alertCodes, type AlertCode } from '../../core/rollout/alert-codes.ts'
import { isFailed, type Listed } from '../data/shapes.ts'
import { situationOf, type Situation } from './rollout-situation.ts'

/** Who a model needs: people now, nobody but a look, or nobody. */
export type Need = 'people' | 'under_way' | 'rest'

const rankOfCode: ReadonlyMap<string, number> = new Map(
  Object.keys(alertCodes).map((code, rank) => [code, rank])
)

/** Ranks of what comes after the models with alerts. */
const rankOfKind = {
  rolled_back: 100,
  held: 200,
  paused: 210,
  shifting: 300,
  baking: 310,
  verifying: 320,
  staged: 400,
  idle: 500,
} as const satisfies Readonly<Record<Situation['kind'], number>>

/** Returns the urgency of a model: lower is more urgent. A model without a status is first. */
export function rankOf(listed: Listed, now: number): number {
  if (isFailed(listed)) return -1
  const [worst] = listed.alerts
  if (worst !== undefined) return rankOfAlert(worst.code)
  return rankOfKind[situationOf(listed, now).kind]
}

/** An alert of a newer router, which this page does not know, follows those that it knows. */
function rankOfAlert(code: AlertCode): number {
  return rankOfCode.get(code) ?? rankOfCode.size
}

export function needOf(listed: Listed, now: number): Need {
  const rank = rankOf(listed, now)
  if (rank < rankOfKind.shifting) return 'people'
  return rank < rankOfKind.staged ? 'under_way' : 'rest'
}

/** Returns the models in the order of urgency; equals by name. */
export function byUrgency(models: readonly Listed[], now: number): readonly Listed[] {
  const ranked = models.map((listed) => ({ listed, rank: rankOf(listed, now) }))
  return ranked
    .toSorted((a, b) => a.rank - b.rank || a.listed.model.localeCompare(b.listed.model))
    .map(({ listed }) => listed)
}

/** Whether a model's name, releases or state contain all words of a search. */
export function isFound(listed: Listed, search: string, now: number): boolean {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  const text = searchedText(listed, now).toLowerCase()
  return words.every((word) => text.includes(word))
}

function searchedText(listed: Listed, now: number): string {
  if (isFailed(listed)) return `${listed.model} ${listed.error.code}`
  const { model, slots, live, alerts } = listed
  const { label } = situationOf(listed, now)
  const codes = alerts.map(({ code }) => code).join(' ')
  return `${model} ${live} ${slots.blue.release} ${slots.green.release} ${label} ${codes}`
}
