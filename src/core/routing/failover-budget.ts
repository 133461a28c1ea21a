/**
 * Budget for repeated calls, as the tokens that are missing from full buckets: one bucket for all
 * callers and one for each caller group. Each call adds a share of a token to both buckets, and a
 * repeated call takes one token from both.
 */
export interface FailoverBudget {
  readonly spent: number
  /** Only groups with missing tokens. */
  readonly spentByGroup: ReadonlyMap<number, number>
}

/**
 * Tokens of the common bucket. A token is out while its repeated call waits, and comes back when
 * the other color answers well: this is also the number of repeats that may wait at once.
 */
const CAPACITY = 200

/** Tokens of one caller group: half of the common ones, so that no caller can take all. */
const GROUP_CAPACITY = 100

export const fullBudget: FailoverBudget = { spent: 0, spentByGroup: new Map() }

/** Adds the tokens of one call. `share` is failovers per call, 0 to 1. */
export function earnFailover(budget: FailoverBudget, group: number, share: number): FailoverBudget {
  return budget === fullBudget ? budget : withTokens(budget, group, share)
}

/** Takes the token of one repeated call; undefined when one of the two buckets has none. */
export function takeFailover(budget: FailoverBudget, group: number): FailoverBudget | undefined {
  const spentByGroup = budget.spentByGroup.get(group) ?? 0
  if (budget.spent > CAPACITY - 1 || spentByGroup > GROUP_CAPACITY - 1) return undefined
  return withTokens(budget, group, -1)
}

/**
 * Returns the token of a repeated call that the other color answered well. So the budget limits the
 * load on a color that cannot bear it, and not the calls that are saved.
 */
export function returnFailover(budget: FailoverBudget, group: number): FailoverBudget {
  return withTokens(budget, group, 1)
}

function withTokens(budget: FailoverBudget, group: number, tokens: number): FailoverBudget {
  const spent = Math.max(0, budget.spent - tokens)
  const spentByGroup = new Map(budget.spentByGroup)
  const own = (spentByGroup.get(group) ?? 0) - tokens
  if (own > 0) spentByGroup.set(group, own)
  else spentByGroup.delete(group)
  return spent === 0 && spentByGroup.size === 0 ? fullBudget : { spent, spentByGroup }
}
