/** Maximum number of addresses that are remembered; the longest silent ones are forgotten first. */
const MAX_ADDRESSES = 1_000

/** Tries without effect: a person who mistypes a token twice is not slowed. */
const FREE_TRIES = 5

const MAX_WAIT_SECONDS = 60

/** Milliseconds without a refused try after which an address is forgotten. */
const FORGET_MS = 10 * 60_000

/** What follows a refused try. */
export interface RefusedTry {
  /** Seconds to wait before the next try; undefined while tries are free. */
  readonly waitSeconds: number | undefined
  /** Whether the try is logged: the first ones, then each power of two, so that nobody fills the log. */
  readonly isLogged: boolean
  /** Refused tries of the address so far. */
  readonly tries: number
}

/**
 * The refused tries of each address, in the memory of an isolate. A try with a valid token or
 * identity is never slowed: a broken script at the same address must not block a rollback.
 */
export class RefusedTries {
  readonly #byAddress = new Map<string, { readonly tries: number; readonly at: number }>()

  /** Counts a refused try. */
  add(address: string, now: number): RefusedTry {
    const site = siteOf(address)
    const known = this.#byAddress.get(site)
    const isRecent = known !== undefined && now - known.at < FORGET_MS
    const tries = isRecent ? known.tries + 1 : 1
    this.#byAddress.delete(site)
    this.#byAddress.set(site, { tries, at: now })
    this.#forgetOldest()
    const over = tries - FREE_TRIES
    return {
      tries,
      waitSeconds: over > 0 ? Math.min(2 ** (over - 1), MAX_WAIT_SECONDS) : undefined,
      isLogged: over <= 0 || Number.isInteger(Math.log2(tries)),
    }
  }

  get size(): number {
    return this.#byAddress.size
  }

  /** A map keeps its keys in the order of their insertion. */
  #forgetOldest(): void {
    for (const oldest of this.#byAddress.keys()) {
      if (this.#byAddress.size <= MAX_ADDRESSES) return
      this.#byAddress.delete(oldest)
    }
  }
}

/** Addresses that one client can choose from count as one: those of IPv6 with the same /48. */
function siteOf(address: string): string {
  return address.includes(':') ? address.toLowerCase().split(':').slice(0, 3).join(':') : address
}
