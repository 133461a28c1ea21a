import type { ActionName, PageAction } from '../logic/page-actions.ts'
import { Icon, type IconName } from './icon.tsx'

const iconOf = {
  rollback: 'back',
  switch: 'forward',
  promote: 'forward',
  pause: 'pause',
  resume: 'forward',
  verify: 'check',
} as const satisfies Readonly<Record<ActionName, IconName>>

interface ActionBarProps {
  readonly actions: readonly PageAction[]
  readonly model: string
  readonly isOld: boolean
  readonly onAsk: (name: ActionName) => void
}

/** The buttons of a model. One that cannot be used stays in its place, and says why. */
export function ActionBar({ actions, model, isOld, onAsk }: ActionBarProps) {
  if (actions.length === 0) return <p class="soft actions">Your role changes nothing here.</p>
  const reasons = actions.filter(({ unavailable }) => unavailable !== undefined)
  return (
    <section class="actions" aria-label="Actions">
      <div class="buttons">
        {actions.map(({ name, label, unavailable }) => (
          <button
            key={name}
            type="button"
            class={name === 'rollback' ? 'way-back' : ''}
            disabled={isOld || unavailable !== undefined}
            title={unavailable}
            aria-describedby={unavailable === undefined ? undefined : 'unavailable'}
            onClick={() => onAsk(name)}
          >
            <Icon name={iconOf[name]} />
            {label}
          </button>
        ))}
      </div>
      {isOld ? (
        <p class="problem">
          <Icon name="alert" /> The data is too old to act on: the buttons come back with new data.
          In an emergency: <code>bluegreen rollback {model}</code>
        </p>
      ) : (
        reasons.length > 0 && (
          <p id="unavailable" class="soft small">
            {reasons.map(({ label, unavailable }) => `${label}: ${unavailable}`).join(' · ')}
          </p>
        )
      )}
    </section>
  )
}
