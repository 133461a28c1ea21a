import { colors, other, type Color } from './color.ts'
import type { Model } from './model.ts'
import type { Pointer } from './pointer.ts'
import { secretHeadersOf, secretProblemOf } from './secret-headers.ts'

/** The colors of a model that cannot be called, each with the reason for people. */
export type UnusableColors = Readonly<Partial<Record<Color, string>>>

/** Returns the colors whose release has a header that cannot be set. */
export function unusableColorsOf(
  model: Pick<Model, 'slots' | 'secretHeaders'>,
  slots: Pointer['slots'],
  secrets: object
): UnusableColors {
  const found = colors.flatMap((color) => {
    const reason = secretProblemOf(secretHeadersOf(model, color, slots[color]), secrets)
    return reason === undefined ? [] : [[color, reason] as const]
  })
  return Object.fromEntries(found)
}

/**
 * Returns the pointer that a call follows. While a color cannot be called, all calls go to the
 * other one, and none is repeated. Undefined when no color can be called.
 */
export function usablePointer(
  pointer: Pointer,
  { blue, green }: UnusableColors
): Pointer | undefined {
  if (blue === undefined && green === undefined) return pointer
  if (blue !== undefined && green !== undefined) return undefined
  const unusable = blue === undefined ? 'green' : 'blue'
  const { revision, slots, reporting } = pointer
  const usable = {
    revision,
    slots,
    stable: other(unusable),
    weight: 0,
    quarantined: unusable,
  } as const
  return reporting === undefined ? usable : { ...usable, reporting }
}

/** What an operator must know of the colors that cannot be called; undefined when all can. */
export function unusableMessage({ blue, green }: UnusableColors): string | undefined {
  if (blue !== undefined && green !== undefined) {
    return `No color can be called, and all calls fail. blue: ${blue}; green: ${green}.`
  }
  if (blue !== undefined) return `blue cannot be called: ${blue}. All calls go to green.`
  return green === undefined ? green : `green cannot be called: ${green}. All calls go to blue.`
}
