import * as z from 'zod/mini'
import { isRecord } from '../../core/json.ts'
import { isPercentage, parsePercentage } from '../../core/percentage.ts'
import {
  areSteps,
  MAX_HOLD_BACK,
  parseSteps,
  STEPS_EXPECTED,
} from '../../core/rollout/step-plan.ts'
import type { Step } from '../../core/rollout/state.ts'
import { DEFAULT_STICKY, parseSticky } from '../../core/routing/sticky.ts'
import { parsedBy, secondsOf } from './setting-schema.ts'

const STICKY_EXPECTED =
  'expected "authorization", "header:<name>", "cookie:<name>", "address" or "none", or a list of them'

const HOLD_BACK_EXPECTED = `expected a share such as "2%" or 0.02, ${MAX_HOLD_BACK} % at most`

/** Steps, as a text such as `1%:10m,50%` or as a list of tables with `weight` and `seconds`. */
export const steps = z._default(
  parsedBy(STEPS_EXPECTED, (value) =>
    typeof value === 'string' ? parseSteps(value) : stepsIn(value)
  ),
  []
)

/** A share that stays on stable during a bake, in per cent. */
export const holdBack = z._default(
  parsedBy(HOLD_BACK_EXPECTED, (value) => {
    if (typeof value !== 'string' && typeof value !== 'number') return undefined
    const share = parsePercentage(String(value))
    return share !== undefined && share <= MAX_HOLD_BACK ? share : undefined
  }),
  0
)

/** One rule or several, of which the first that finds a key decides. */
export const sticky = z._default(
  parsedBy(STICKY_EXPECTED, (value) => {
    const texts: readonly unknown[] = Array.isArray(value) ? value : [value]
    const rules = texts.map((text) => (typeof text === 'string' ? parseSticky(text) : undefined))
    const known = rules.filter((rule) => rule !== undefined)
    return known.length > 0 && known.length === rules.length ? known : undefined
  }),
  [...DEFAULT_STICKY]
)

function stepsIn(value: unknown): readonly Step[] | undefined {
  if (!Array.isArray(value)) return undefined
  const found = value.map(stepIn).filter((step) => step !== undefined)
  return found.length === value.length && areSteps(found) ? found : undefined
}

function stepIn(value: unknown): Step | undefined {
  if (!isRecord(value)) return undefined
  const { weight, seconds, ...unknown } = value
  if (typeof weight !== 'number' || !isPercentage(weight)) return undefined
  if (Object.keys(unknown).length > 0) return undefined
  if (seconds === undefined) return { weight }
  const parsed = secondsOf(seconds)
  return parsed === undefined ? undefined : { weight, ms: parsed * 1000 }
}
