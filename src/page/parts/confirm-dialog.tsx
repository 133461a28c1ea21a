import { useEffect, useRef, useState } from 'preact/hooks'
import { parseSteps } from '../../core/rollout/step-plan.ts'
import type { PageStore } from '../data/page-store.ts'
import type { ModelStatus } from '../data/shapes.ts'
import { commandBodyOf, type PlanChoice } from '../logic/command-body.ts'
import { consequencesOf } from '../logic/consequences.ts'
import type { ActionName, Suites } from '../logic/page-actions.ts'
import { Icon } from './icon.tsx'
import { PlanFields } from './plan-fields.tsx'

interface ConfirmDialogProps {
  readonly store: PageStore
  readonly name: ActionName
  /** The status that was looked at when the button was pressed. */
  readonly seen: ModelStatus
  /** The status now. */
  readonly status: ModelStatus
  readonly suites: Suites
  readonly isOld: boolean
  readonly onClose: () => void
}

/** Asks once: what the command will do, and why it is given. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { store, name, seen, status, suites, isOld, onClose } = props
  const dialog = useRef<HTMLDialogElement>(null)
  const [reason, setReason] = useState('')
  const [plan, setPlan] = useState<PlanChoice>({ kind: 'configured' })
  const [isForced, setForced] = useState(false)
  const [isBusy, setBusy] = useState(false)

  useEffect(() => {
    const opener = document.activeElement
    dialog.current?.showModal()
    return () => focusAfter(opener)
  }, [])

  const isAtOnce = plan.kind === 'at_once'
  const steps = plan.kind === 'own' ? parseSteps(plan.steps) : undefined
  const { title, effects, obstacles, confirm, isReasonNeeded } = consequencesOf(
    name,
    seen,
    { isAtOnce, steps },
    suites
  )
  const isChanged = status.revision !== seen.revision
  const isBlocked = obstacles.length > 0
  const isReasonMissing = (isReasonNeeded || isBlocked) && reason.trim() === ''
  const isPlanWrong = plan.kind === 'own' && steps === undefined
  const canSend =
    !isBusy && !isOld && !isChanged && !isReasonMissing && !isPlanWrong && (!isBlocked || isForced)

  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    if (!canSend) return
    setBusy(true)
    const body = commandBodyOf(name, { reason, plan, isForced })
    await store.command(seen.model, name, seen.revision, body)
    dialog.current?.close()
  }

  return (
    <dialog ref={dialog} class="confirm" aria-labelledby="confirm-title" onClose={onClose}>
      <form onSubmit={(event) => void submit(event)}>
        <h2 id="confirm-title">{title}</h2>
        <ul class="effects">
          {effects.map((effect) => (
            <li key={effect}>{effect}</li>
          ))}
        </ul>
        <PlanFields name={name} seen={seen} plan={plan} onChange={setPlan} />
        {isBlocked && (
          <div class="notice danger">
            {obstacles.map((obstacle) => (
              <p key={obstacle}>
                <Icon name="alert" />
                <b>{obstacle}</b>
              </p>
            ))}
            <label class="check">
              <input
                type="checkbox"
                checked={isForced}
                onChange={(event) => setForced(event.currentTarget.checked)}
              />
              Go on all the same. The reason is kept as the reason to force it.
            </label>
          </div>
        )}
        <label class="field">
          <span>Reason{isReasonNeeded || isBlocked ? '' : ' (may be empty)'}</span>
          <input
            type="text"
            maxLength={500}
            required={isReasonNeeded || isBlocked}
            value={reason}
            placeholder="why, for the history"
            onInput={(event) => setReason(event.currentTarget.value)}
          />
        </label>
        <Hindrance isChanged={isChanged} isOld={isOld} status={status} seen={seen} />
        <div class="buttons end">
          <button type="button" onClick={() => dialog.current?.close()} disabled={isBusy}>
            Cancel
          </button>
          <button
            type="submit"
            class={name === 'rollback' ? 'danger' : 'primary'}
            disabled={!canSend}
          >
            {isBusy ? 'Sending …' : confirm}
          </button>
        </div>
        <p class="soft small">
          For revision {seen.revision}, which you look at. Another one is refused.
        </p>
      </form>
    </dialog>
  )
}

interface HindranceProps {
  readonly isChanged: boolean
  readonly isOld: boolean
  readonly status: ModelStatus
  readonly seen: ModelStatus
}

/** Why the command cannot be sent any more, while the dialog is open. */
function Hindrance({ isChanged, isOld, status, seen }: HindranceProps) {
  if (isChanged) {
    return (
      <p class="problem" role="alert">
        <Icon name="alert" /> {status.by} changed it meanwhile (revision {seen.revision} →{' '}
        {status.revision}: {status.reason}). Close this, and look at the new state.
      </p>
    )
  }
  if (!isOld) return null
  return (
    <p class="problem" role="alert">
      <Icon name="alert" /> The data is too old to act on. It goes on with new data.
    </p>
  )
}

/** Leads the focus back to the button, or to the report when the button is gone or disabled. */
function focusAfter(opener: Element | null): void {
  requestAnimationFrame(() => {
    const isUsable = opener instanceof HTMLButtonElement && opener.isConnected && !opener.disabled
    const target = isUsable ? opener : document.getElementById('report')
    target?.focus()
  })
}
