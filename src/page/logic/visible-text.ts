import { isRecord } from '../../core/json.ts'
import { asPlainLine } from '../../core/rollout/plain-line.ts'

/**
 * Returns an answer of the router with the hidden characters of its texts as escapes: control
 * characters, and those that reorder a text on the screen.
 */
export function withVisibleTexts(value: unknown): unknown {
  if (typeof value === 'string') return asPlainLine(value)
  if (Array.isArray(value)) return value.map(withVisibleTexts)
  if (!isRecord(value)) return value
  const entries = Object.entries(value).map(
    ([name, each]) => [asPlainLine(name), withVisibleTexts(each)] as const
  )
  return Object.fromEntries(entries)
}
