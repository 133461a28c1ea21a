import type { Color } from '../../core/routing/color.ts'
import type { Model } from '../../core/routing/model.ts'
import { secretHeadersOf } from '../../core/routing/secret-headers.ts'
import type { Slot } from '../../core/routing/slot.ts'

/**
 * Returns the headers that the router sets on its own calls to a release, with the values of its
 * secrets. Undefined when a secret is not set.
 */
export function secretValuesOf(
  env: Env,
  model: Model,
  color: Color,
  slot: Slot
): Readonly<Record<string, string>> | undefined {
  const values: Record<string, string> = {}
  for (const [name, secret] of Object.entries(secretHeadersOf(model, color, slot))) {
    const value: unknown = Reflect.get(env, secret)
    if (typeof value !== 'string') return undefined
    values[name] = value
  }
  return values
}
