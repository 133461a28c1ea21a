import type { Moment } from '../logic/data-age.ts'
import { mergeSamples } from '../logic/evidence-points.ts'
import { nextPollMs, retryMs } from '../logic/poll-delay.ts'
import { refusalText } from '../logic/refused-command.ts'
import type { ActionName } from '../logic/page-actions.ts'
import { ask, type Answer, type Problem } from './admin-requests.ts'
import { momentNow } from './moments.ts'
import { refreshDetails } from './model-details.ts'
import { isOvertaken, isUnderWay, modelNamed, withChanged } from './listed-models.ts'
import { emptyDetails, initialState, type PageState } from './page-state.ts'
import { isAnswer, isChanged, isListing, isSession } from './answer-guards.ts'
import type { Listing } from './shapes.ts'

/** Holds the state of the page and the timer of its polls. */
export class PageStore {
  #state: PageState
  readonly #listeners = new Set<() => void>()
  #timer: ReturnType<typeof setTimeout> | undefined
  #poll: AbortController | undefined

  constructor(model: string | undefined) {
    this.#state = initialState(model)
  }

  get state(): PageState {
    return this.#state
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  set(change: Partial<PageState>): void {
    this.#state = { ...this.#state, ...change }
    for (const listener of this.#listeners) listener()
  }

  /** Finds out who is signed in, and begins to poll. */
  async start(): Promise<void> {
    this.suspend()
    const answer = await ask('/session', isSession)
    if (answer.ok) {
      this.set({ access: 'signed_in', session: answer.body, notice: undefined, outage: undefined })
      return this.pollNow()
    }
    if (answer.problem.status === 401) return this.set({ access: 'signed_out', outage: undefined })
    this.#fail(answer.problem, () => this.start())
  }

  /** Signs in; returns the problem when the router refuses. */
  async signIn(token: string): Promise<Problem | undefined> {
    const answer = await ask('/session', isAnswer, { method: 'POST', body: { token } })
    if (!answer.ok) return answer.problem
    await this.start()
    return undefined
  }

  async signOut(): Promise<void> {
    const answer = await ask('/session', isAnswer, { method: 'DELETE' })
    if (!answer.ok && answer.problem.status !== 401) {
      return this.set({
        report: { kind: 'refused', text: `Not signed out. ${answer.problem.detail}` },
      })
    }
    this.suspend()
    const { model } = this.#state
    const notice = 'You are signed out.'
    this.set({ ...initialState(model), access: 'signed_out', notice })
  }

  /** Shows another screen. */
  open(model: string | undefined): void {
    this.set({ model, details: undefined, report: undefined })
    if (this.#state.access === 'signed_in') void this.pollNow()
  }

  /** Stops to poll, while the tab is hidden. */
  suspend(): void {
    clearTimeout(this.#timer)
    this.#poll?.abort()
    this.#poll = undefined
  }

  /** Goes on when the tab is shown again, or when somebody does not want to wait. */
  resume(): Promise<void> {
    return this.#state.access === 'checking' ? this.start() : this.pollNow()
  }

  /** Asks for the models at once, and goes on polling. */
  async pollNow(): Promise<void> {
    this.suspend()
    if (this.#state.access !== 'signed_in') return
    const poll = new AbortController()
    this.#poll = poll
    const askedAt = momentNow()
    const answer = await ask(this.#listingPath(), isListing, { signal: poll.signal })
    if (poll.signal.aborted) return
    if (!answer.ok) return this.#afterFailedPoll(answer.problem)
    this.#keep(answer.body, askedAt)
    void refreshDetails(this)
    this.#timer = setTimeout(() => void this.pollNow(), this.#pauseMs())
  }

  /** Carries out a command on the revision that was looked at, and reports what became of it. */
  async command(model: string, name: ActionName, revision: number, body: object): Promise<void> {
    const answer = await ask(`/models/${encodeURIComponent(model)}/${name}`, isChanged, {
      method: 'POST',
      body,
      headers: {
        'if-match': `"${revision}"`,
        'idempotency-key': crypto.randomUUID(),
        'x-bluegreen-source': 'page',
      },
    })
    if (answer.ok) {
      this.set({
        listing: withChanged(this.#state.listing, answer.body),
        report: { kind: 'done', text: answer.body.message, made: answer.body },
      })
      return void this.pollNow()
    }
    if (answer.problem.status === 401) this.#expire()
    await this.pollNow()
    this.set({ report: { kind: 'refused', text: this.#refusal(answer, model, revision) } })
  }

  #refusal(answer: Answer<unknown> & { ok: false }, model: string, revision: number): string {
    const { problem } = answer
    if (problem.status === 0) {
      return `${problem.detail} It is not known whether the command was carried out: look at the history.`
    }
    const status = modelNamed(this.#state.listing, model)
    return refusalText(problem, revision, status, this.#state.listing?.now ?? Date.now())
  }

  #listingPath(): string {
    const { model, listing, session, details } = this.#state
    const isKnown = listing === undefined || modelNamed(listing, model) !== undefined
    if (model === undefined || !isKnown || !session?.permissions.includes('read')) return '/models'
    const query = new URLSearchParams({ evidence: model })
    if (details?.next !== undefined) query.set('after', `${details.next}`)
    return `/models?${query}`
  }

  #keep(listing: Listing, askedAt: Moment): void {
    const { model, details } = this.#state
    const own = model === undefined ? undefined : (details ?? emptyDetails(model))
    const series = listing.evidence?.model === model ? listing.evidence : undefined
    const kept = own && {
      ...own,
      samples: mergeSamples(own.samples, series?.samples ?? []),
      next: series?.next ?? own.next,
    }
    const report = isOvertaken(this.#state.report, listing) ? undefined : this.#state.report
    this.set({ listing, askedAt, outage: undefined, details: kept, report })
  }

  #afterFailedPoll(problem: Problem): void {
    if (problem.status === 401) return this.#expire()
    // The model of the address does not exist, or is another caller's: the list says which do.
    const isOwnModel = problem.code === 'unknown_model' || problem.code === 'forbidden'
    if (isOwnModel && this.#state.listing === undefined && this.#state.model !== undefined) {
      this.set({ listing: { models: [] } })
      return void this.pollNow()
    }
    this.#fail(problem, () => this.pollNow())
  }

  #expire(): void {
    this.suspend()
    const isSeen = this.#state.listing !== undefined
    this.set({ access: isSeen ? 'expired' : 'signed_out', notice: 'Your session has ended.' })
  }

  #fail(problem: Problem, again: () => Promise<void>): void {
    const { outage } = this.#state
    const tries = (outage?.tries ?? 0) + 1
    const wait = retryMs(tries, Math.random(), problem.retryAfterMs)
    const now = Date.now()
    this.set({ outage: { problem, tries, since: outage?.since ?? now, retryAt: now + wait } })
    this.#timer = setTimeout(() => void again(), wait)
  }

  #pauseMs(): number {
    const { model, listing } = this.#state
    const models = listing?.models ?? []
    return nextPollMs({
      isModelOpen: model !== undefined,
      isUnderWay: isUnderWay(models, model),
      models: models.length,
    })
  }
}
