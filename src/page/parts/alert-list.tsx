import type { ModelStatus } from '../data/shapes.ts'
import { conditionsOf } from '../logic/conditions.ts'
import { Icon } from './icon.tsx'
import { useNow } from './hooks.ts'
import { When } from './when.tsx'

/** The alerts of a model with their advice, and below them what else is out of the ordinary. */
export function AlertList({ status }: { readonly status: ModelStatus }) {
  const conditions = conditionsOf(status, useNow())
  if (status.alerts.length === 0 && conditions.length === 0) return null
  return (
    <section class="alerts" aria-label="Alerts and conditions">
      {status.alerts.map(({ code, message, advice, since }) => (
        <div key={code} class="notice danger">
          <p>
            <Icon name="alert" />
            <b>{message}</b>{' '}
            <span class="soft">
              {code}, <When at={since} />
            </span>
          </p>
          <p class="advice">What to do: {advice}</p>
        </div>
      ))}
      {conditions.length > 0 && (
        <ul class="conditions">
          {conditions.map((text) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
      )}
    </section>
  )
}
