import { ask } from './admin-requests.ts'
import { isHistory, isVerification } from './answer-guards.ts'
import { modelNamed } from './listed-models.ts'
import type { Details, PageState } from './page-state.ts'
import type { ModelStatus } from './shapes.ts'

const HISTORY_ENTRIES = 50

/** What holds the state of the page. */
interface Holder {
  readonly state: PageState
  set(change: Partial<PageState>): void
}

/** Reads the history and the verification of the open model, where its status says that they changed. */
export async function refreshDetails(holder: Holder): Promise<void> {
  const { model, listing, details, session } = holder.state
  const status = modelNamed(listing, model)
  if (status === undefined || details === undefined) return
  const version = versionOf(status)
  if (version === details.version || !session?.permissions.includes('read')) return
  // Set before the answers: a poll meanwhile must not read them again.
  holder.set({ details: { ...details, version } })
  const path = `/models/${encodeURIComponent(status.model)}`
  const [history, verification] = await Promise.all([
    ask(`${path}/history?limit=${HISTORY_ENTRIES}`, isHistory),
    ask(`${path}/verification`, isVerification),
  ])
  const failed = [history, verification].find((answer) => !answer.ok)
  keep(holder, status.model, {
    ...(history.ok && { history: history.body }),
    ...(verification.ok && { verification: verification.body }),
    problem: failed?.ok === false ? failed.problem : undefined,
    // The next poll tries again.
    ...(failed === undefined ? {} : { version: undefined }),
  })
}

/** Returns a text that changes with the history and with each result of a verification. */
function versionOf({ revision, history, slots }: ModelStatus): string {
  const { blue, green } = slots
  return JSON.stringify([revision, history?.entry, blue.verification, green.verification])
}

/** The person may have opened another model meanwhile. */
function keep(holder: Holder, model: string, change: Partial<Details>): void {
  const { details } = holder.state
  if (details?.model === model) holder.set({ details: { ...details, ...change } })
}
