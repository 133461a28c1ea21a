import type { ModelStatus } from '../data/shapes.ts'
import { columnColorsOf, keyShareOf } from '../logic/color-metrics.ts'
import { weightOf } from '../logic/number-words.ts'

/** How the keys are shared between the colors. The numbers below it say the same. */
export function ShareBar({ status }: { readonly status: ModelStatus }) {
  const shares = columnColorsOf(status).map((color) => ({
    color,
    share: keyShareOf(status, color),
  }))
  const label = shares.map(({ color, share }) => `${color} ${weightOf(share)}`).join(', ')
  return (
    <div class="share-bar" role="img" aria-label={`Keys: ${label}`}>
      {shares
        .filter(({ share }) => share > 0)
        .map(({ color, share }) => (
          <span key={color} class={color} style={{ flexGrow: share }} />
        ))}
    </div>
  )
}
