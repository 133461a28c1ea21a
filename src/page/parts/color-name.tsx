import type { Color } from '../../core/routing/color.ts'

interface ColorNameProps {
  readonly color: Color
  readonly release?: string
}

/** A color by its square and its word, with the release in it. */
export function ColorName({ color, release }: ColorNameProps) {
  return (
    <span class={`color-name ${color}`}>
      <span class="swatch" aria-hidden="true" />
      <span class="color-word">{color}</span>
      {release !== undefined && <b class="release">{release}</b>}
    </span>
  )
}
