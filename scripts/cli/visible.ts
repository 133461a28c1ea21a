import { isRecord } from '../../src/core/json.ts'
import { asPlainLine } from '../../src/core/rollout/plain-line.ts'

/**
 * Returns an answer of the router with the hidden characters of its texts as escapes. The router
 * refuses them today, but may have stored some earlier; on a screen they could forge lines.
 */
export function visible<Value>(value: Value): Value
export function visible(value: unknown): unknown {
  if (typeof value === 'string') return asPlainLine(value)
  if (Array.isArray(value)) return value.map((each) => visible(each))
  if (!isRecord(value)) return value
  const entries = Object.entries(value).map(([name, each]) => [asPlainLine(name), visible(each)])
  return Object.fromEntries(entries)
}
