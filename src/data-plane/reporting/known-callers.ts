import { MAX_ROUTES } from '../../core/detector/limits.ts'
import { OTHER_ROUTE } from '../../core/detector/evidence.ts'
import { callerGroup } from '../../core/outcomes/caller.ts'

/** Maximum number of remembered callers; the ones known longest are forgotten first. */
const MAX_CALLERS = 10_000

/**
 * The group of callers without a successful call on this isolate: a client can invent any number of
 * keys.
 */
const STRANGERS = 0

/**
 * The callers and route classes of a model that had a successful call on this isolate. A client can
 * invent any number of keys and paths, so only those that an origin serves well get a group of
 * their own.
 */
export class KnownCallers {
  readonly #callers = new Set<number>()
  readonly #routes = new Set<string>()

  /** Returns the group of a caller by the hash of its identity. */
  groupOf(hash: number): number {
    return this.#callers.has(hash) ? callerGroup(hash) : STRANGERS
  }

  /** Returns the class of a route by its label. */
  routeOf(label: string): string {
    return this.#routes.has(label) ? label : OTHER_ROUTE
  }

  /** Remembers the caller and the route of a successful call. */
  learn(hash: number, label: string): void {
    if (this.#routes.size < MAX_ROUTES) this.#routes.add(label)
    if (this.#callers.has(hash)) return
    this.#callers.add(hash)
    if (this.#callers.size > MAX_CALLERS) this.#forgetOldest()
  }

  #forgetOldest(): void {
    for (const hash of this.#callers) {
      this.#callers.delete(hash)
      return
    }
  }
}
