import type { PageStore } from '../data/page-store.ts'
import type { Outage } from '../data/page-state.ts'
import { localTimeOf } from '../logic/time-words.ts'
import { Icon } from './icon.tsx'

interface OutageNoticeProps {
  readonly store: PageStore
  readonly outage: Outage
  /** Whether data of before the outage is on the screen. */
  readonly hasData: boolean
}

/** Says that the router does not answer, since when, and when the next try is. */
export function OutageNotice({ store, outage, hasData }: OutageNoticeProps) {
  const { problem, since, retryAt } = outage
  const seconds = Math.max(0, Math.ceil((retryAt - Date.now()) / 1000))
  return (
    <section class="notice danger" aria-label="Connection">
      <p role="alert">
        <Icon name="alert" />
        <b>{problem.detail}</b> Since {localTimeOf(since, Date.now())}.{' '}
        {hasData && 'What you see is of before. Traffic does not depend on this page.'}
      </p>
      <p class="notice-row">
        <span>{seconds === 0 ? 'Asking now …' : `Next try in ${seconds} s.`}</span>
        <button type="button" onClick={() => void store.resume()}>
          Try now
        </button>
        <span class="soft">
          If this lasts, the command line may still reach it: <code>bluegreen status</code>
        </span>
      </p>
    </section>
  )
}
