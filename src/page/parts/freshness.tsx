import type { PageStore } from '../data/page-store.ts'
import { ageOf } from '../data/moments.ts'
import { ageText, isStale } from '../logic/data-age.ts'
import { Icon } from './icon.tsx'
import { useTick } from './hooks.ts'

/** The age of what is on the screen. Its changes are not read out: the notice of an outage is. */
export function Freshness({ store }: { readonly store: PageStore }) {
  useTick(200)
  const age = ageOf(store.state)
  if (age === undefined) return null
  const stale = isStale(age)
  return (
    <p class={`freshness${stale ? ' stale' : ''}`}>
      <Icon name={stale ? 'alert' : 'clock'} />
      <span>
        {stale ? 'Stale: data ' : 'Data '}
        <span class="number">{ageText(age)}</span> old
      </span>
      {/* Ages say nothing on paper. */}
      <span class="printed">at {new Date().toISOString().slice(0, 19)}Z</span>
    </p>
  )
}
