/** One of the two places in which a model environment stands. */
export type Color = 'blue' | 'green'

export const colors = ['blue', 'green'] as const satisfies readonly Color[]

/** Returns the other color. */
export function other(color: Color): Color {
  return color === 'blue' ? 'green' : 'blue'
}
