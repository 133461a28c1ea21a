import type { PageStore } from '../data/page-store.ts'
import { ageOf } from '../data/moments.ts'
import type { PageState } from '../data/page-state.ts'
import { isStale } from '../logic/data-age.ts'
import { NowContext, routerNow, usePageState, useTick } from './hooks.ts'
import { ModelScreen } from './model-screen.tsx'
import { OutageNotice } from './outage-notice.tsx'
import { Overview } from './overview.tsx'
import { PageHeader } from './page-header.tsx'
import { ReportNotice } from './report-notice.tsx'
import { SignIn, SignInAgain } from './sign-in.tsx'

interface AppProps {
  readonly store: PageStore
}

/** The whole page. */
export function App({ store }: AppProps) {
  const state = usePageState(store)
  useTick()
  const { access, session } = state
  document.title = titleOf(state)
  if (access === 'signed_out') return <SignIn store={store} notice={state.notice} />
  if (session === undefined) return <Starting store={store} state={state} />
  return (
    <NowContext.Provider value={routerNow(state)}>
      <PageHeader store={store} session={session} />
      <Content store={store} state={state} />
      {access === 'expired' && <SignInAgain store={store} />}
    </NowContext.Provider>
  )
}

interface PartProps extends AppProps {
  readonly state: PageState
}

/** What shows while nobody knows yet who is signed in. */
function Starting({ store, state: { outage } }: PartProps) {
  return (
    <main class="lonely">
      <h1>Blue-green router</h1>
      {outage === undefined ? (
        <p role="status">Loading …</p>
      ) : (
        <OutageNotice store={store} outage={outage} hasData={false} />
      )}
    </main>
  )
}

function Content({ store, state }: PartProps) {
  const { listing, outage, model, report } = state
  const age = ageOf(state)
  const isOld = state.access === 'expired' || (age !== undefined && isStale(age))
  return (
    <main id="main" tabIndex={-1}>
      <ReportNotice store={store} report={report} />
      {outage !== undefined && (
        <OutageNotice store={store} outage={outage} hasData={age !== undefined} />
      )}
      {listing === undefined || age === undefined ? (
        outage === undefined && <Loading />
      ) : model === undefined ? (
        <Overview store={store} listing={listing} />
      ) : (
        <ModelScreen store={store} state={state} model={model} isOld={isOld} />
      )}
    </main>
  )
}

function Loading() {
  return (
    <div class="loading">
      <p role="status">Loading the models …</p>
      <div class="bones" aria-hidden="true">
        <span />
        <span />
        <span />
      </div>
    </div>
  )
}

function titleOf({ model, access }: PageState): string {
  if (access === 'signed_out') return 'Sign in · Blue-green router'
  return model === undefined ? 'Models · Blue-green router' : `${model} · Blue-green router`
}
