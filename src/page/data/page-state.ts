import type { History } from '../../control-plane/admin/history-answers.ts'
import type { Verification } from '../../control-plane/admin/verification-answer.ts'
import type { Moment } from '../logic/data-age.ts'
import type { Problem } from './admin-requests.ts'
import type { Session } from '../../control-plane/admin/session-answer.ts'
import type { EvidenceSample, Listing } from './shapes.ts'

/** What a person sees of a model besides its status. */
export interface Details {
  readonly model: string
  readonly samples: readonly EvidenceSample[]
  /** Cursor for newer samples. */
  readonly next: number | undefined
  /** Names the state of history and verification that was read last; undefined when none was. */
  readonly version: string | undefined
  readonly history: History | undefined
  readonly verification: Verification | undefined
  /** Why the history or the verification is missing. */
  readonly problem: Problem | undefined
}

/** A failure that goes on. */
export interface Outage {
  readonly problem: Problem
  /** Wall clock, in milliseconds. */
  readonly since: number
  readonly tries: number
  readonly retryAt: number
}

/** The report of a command, for the live region. */
export interface Report {
  readonly kind: 'done' | 'refused'
  readonly text: string
  /** The state after the command; the report goes when another one follows. */
  readonly made?: { readonly model: string; readonly revision: number }
}

/** All that the page knows. */
export interface PageState {
  readonly access: 'checking' | 'signed_out' | 'signed_in' | 'expired'
  /** What the sign-in form says besides. */
  readonly notice: string | undefined
  readonly session: Session | undefined
  /** The model on the screen; undefined for the overview. */
  readonly model: string | undefined
  readonly listing: Listing | undefined
  /** The moment at which the listing was asked for. */
  readonly askedAt: Moment | undefined
  readonly outage: Outage | undefined
  readonly details: Details | undefined
  readonly report: Report | undefined
}

export function initialState(model: string | undefined): PageState {
  return {
    access: 'checking',
    notice: undefined,
    session: undefined,
    model,
    listing: undefined,
    askedAt: undefined,
    outage: undefined,
    details: undefined,
    report: undefined,
  }
}

export function emptyDetails(model: string): Details {
  return {
    model,
    samples: [],
    next: undefined,
    version: undefined,
    history: undefined,
    verification: undefined,
    problem: undefined,
  }
}
