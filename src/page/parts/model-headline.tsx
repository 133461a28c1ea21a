import type { ModelStatus } from '../data/shapes.ts'
import { situationOf } from '../logic/rollout-situation.ts'
import { ColorName } from './color-name.tsx'
import { useNow } from './hooks.ts'
import { SituationBadge } from './situation-badge.tsx'
import { When } from './when.tsx'

/** The first lines of a model: its phase, what is live since when, and who changed what. */
export function ModelHeadline({ status }: { readonly status: ModelStatus }) {
  const now = useNow()
  const situation = situationOf(status, now)
  const { model, live, slots, since, changedAt, by, reason, revision } = status
  const isSameChange = changedAt === undefined || changedAt === since
  const cause = (
    <>
      by <b>{by}</b>: <q class="reason">{reason}</q>
    </>
  )
  return (
    <div class="headline">
      <div class="headline-name">
        <h1>{model}</h1>
        <SituationBadge {...situation} />
        <span class="situation-text">{situation.text}</span>
      </div>
      <p class="lead">
        Live is <ColorName color={live} release={slots[live].release} /> since{' '}
        <When at={since} show="both" />
        {isSameChange ? <>, {cause}</> : '.'}
        {!isSameChange && (
          <>
            {' '}
            Last change <When at={changedAt} /> {cause}
          </>
        )}{' '}
        <span class="soft">Revision {revision}</span>
      </p>
    </div>
  )
}
