import { elapsed, type Moment } from '../logic/data-age.ts'
import type { PageState } from './page-state.ts'

/** The present moment on both clocks of the browser. */
export function momentNow(): Moment {
  return { monotonic: performance.now(), wall: Date.now() }
}

/** Returns the age of the listing in milliseconds; undefined without one. */
export function ageOf({ askedAt }: PageState): number | undefined {
  return askedAt === undefined ? undefined : elapsed(askedAt, momentNow())
}
