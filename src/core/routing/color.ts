/** One of the two slots in which a model environment stands. */
export type Color = 'blue' | 'green'

export const colors = ['blue', 'green'] as const satisfies readonly Color[]

/** The color that is not this one. */
export function other(color: Color): Color {
  return color === 'blue' ? 'green' : 'blue'
}
