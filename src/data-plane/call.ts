import type { Model } from '../core/model.ts'
import type { Outcome } from '../core/outcome.ts'
import type { Pointer } from '../core/pointer.ts'
import { count, type Booking, type Ledger } from './report.ts'

/** One inference call on its way through the router. */
export interface Call extends Ledger {
  readonly model: Model
  readonly request: Request
  /** Path and query for the origin. */
  readonly rest: string
  /** The pointer that the call follows from its start to its end. */
  readonly pointer: Pointer
  readonly booking: Booking
}

/** Books what became of a call; once for each call. */
export function book(call: Call, outcome: Outcome): void {
  count(call, call.booking, outcome, Date.now())
}
