import type { PageStore } from '../data/page-store.ts'
import type { Session } from '../../control-plane/admin/session-answer.ts'
import { Freshness } from './freshness.tsx'
import { LinkTo } from './link-to.tsx'

interface PageHeaderProps {
  readonly store: PageStore
  readonly session: Session
}

/** The line above each screen: the way to the overview, the age of the data, and who is signed in. */
export function PageHeader({ store, session }: PageHeaderProps) {
  const { name, kind, role, models } = session
  const isOfAccess = kind === 'person' || kind === 'service'
  return (
    <header class="page-header">
      <a class="skip" href="#main">
        Skip to the content
      </a>
      <nav aria-label="Page">
        <LinkTo store={store} model={undefined} class="brand">
          <span class="brand-squares" aria-hidden="true">
            <span class="swatch blue" />
            <span class="swatch green" />
          </span>
          Blue-green router
        </LinkTo>
      </nav>
      <Freshness store={store} />
      <p class="who">
        {name}{' '}
        <span class="soft">({models === null ? role : `${role} of ${models.join(', ')}`})</span>
      </p>
      {isOfAccess ? (
        <a class="quiet-button" href="/cdn-cgi/access/logout">
          Sign out of Access
        </a>
      ) : (
        <button type="button" class="quiet-button" onClick={() => void store.signOut()}>
          Sign out
        </button>
      )}
    </header>
  )
}
