import { useState } from 'preact/hooks'
import type { PageStore } from '../data/page-store.ts'
import type { PageState } from '../data/page-state.ts'
import { isFailed, type ModelStatus } from '../data/shapes.ts'
import { actionsOf, type ActionName } from '../logic/page-actions.ts'
import { needOf } from '../logic/attention.ts'
import { ActionBar } from './action-bar.tsx'
import { AlertList } from './alert-list.tsx'
import { ColorTable } from './color-table.tsx'
import { ConfirmDialog } from './confirm-dialog.tsx'
import { EvidenceSection } from './evidence-section.tsx'
import { HistorySection } from './history-section.tsx'
import { useNow } from './hooks.ts'
import { LinkTo } from './link-to.tsx'
import { ModelHeadline } from './model-headline.tsx'
import { RolloutPlan } from './rollout-plan.tsx'
import { ShadowSection } from './shadow-section.tsx'
import { SpreadSection } from './spread-section.tsx'
import { VerificationSection } from './verification-section.tsx'

interface ModelScreenProps {
  readonly store: PageStore
  readonly state: PageState
  readonly model: string
  /** Whether what is on the screen is too old to act on. */
  readonly isOld: boolean
}

/** The screen of one model. */
export function ModelScreen({ store, state, model, isOld }: ModelScreenProps) {
  const found = state.listing?.models.find((one) => one.model === model)
  return (
    <>
      <BackToAll store={store} state={state} model={model} />
      {found === undefined ? (
        <UnknownModel model={model} />
      ) : isFailed(found) ? (
        <FailedModelNote model={model} message={found.error.message} code={found.error.code} />
      ) : (
        <ModelParts store={store} state={state} status={found} isOld={isOld} />
      )}
    </>
  )
}

interface ModelPartsProps extends Omit<ModelScreenProps, 'model'> {
  readonly status: ModelStatus
}

function ModelParts({ store, state, status, isOld }: ModelPartsProps) {
  const [asked, setAsked] = useState<{ name: ActionName; seen: ModelStatus }>()
  const { details, session } = state
  const permissions = session?.permissions ?? []
  const suites = details?.verification?.suites
  const mayRead = permissions.includes('read')
  return (
    <>
      <ModelHeadline status={status} />
      <ActionBar
        actions={actionsOf(status, permissions, suites)}
        model={status.model}
        isOld={isOld}
        onAsk={(name) => setAsked({ name, seen: status })}
      />
      <AlertList status={status} />
      <RolloutPlan status={status} />
      <ColorTable status={status} />
      {mayRead ? (
        <>
          <EvidenceSection status={status} details={details} />
          <HistorySection details={details} />
          <ShadowSection status={status} />
          <VerificationSection verification={details?.verification} />
        </>
      ) : (
        <p class="soft">
          The role {session?.role} sees the status, and neither evidence nor history.
        </p>
      )}
      <SpreadSection status={status} />
      {asked !== undefined && (
        <ConfirmDialog
          {...asked}
          store={store}
          status={status}
          suites={suites}
          isOld={isOld}
          onClose={() => setAsked(undefined)}
        />
      )}
    </>
  )
}

function BackToAll({ store, state: { listing }, model }: Omit<ModelScreenProps, 'isOld'>) {
  const now = useNow()
  const others = listing?.models.filter((one) => one.model !== model) ?? []
  const needy = others.filter((one) => needOf(one, now) === 'people').length
  return (
    <nav class="crumbs" aria-label="Models">
      <LinkTo store={store} model={undefined}>
        ← All models
      </LinkTo>
      {needy > 0 && (
        <span>
          {needy} other {needy === 1 ? 'model needs' : 'models need'} people
        </span>
      )}
    </nav>
  )
}

function UnknownModel({ model }: { readonly model: string }) {
  return (
    <div class="empty">
      <h1>No model “{model}”</h1>
      <p>It is not in wrangler.toml, or your role is not for it.</p>
    </div>
  )
}

interface FailedModelNoteProps {
  readonly model: string
  readonly message: string
  readonly code: string
}

function FailedModelNote({ model, message, code }: FailedModelNoteProps) {
  return (
    <div class="empty">
      <h1>{model}</h1>
      <div class="notice danger">
        <p role="alert">
          <b>Its state is not known.</b> {message} ({code})
        </p>
        <p>
          Traffic goes on by the last pointer. This page asks again by itself. If you must act now:{' '}
          <code>bluegreen rollback {model}</code>, or with <code>--break-glass</code> past the
          coordinator.
        </p>
      </div>
    </div>
  )
}
