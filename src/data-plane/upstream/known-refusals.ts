/** Wait for stable's opinion on a refusal that stable is not known to contradict. */
const SHORT_WAIT_MS = 2_000

/** Maximum number of refusals that are remembered. */
const MAX_REFUSALS = 500

/**
 * What contract checks have shown on this isolate: the refusals of a candidate that stable
 * accepted, and whether stable answers checks in time. It decides how long a client waits for
 * stable's answer.
 */
export class KnownRefusals {
  readonly #contradicted = new Set<string>()
  #isStableLate = false

  /**
   * Returns how long the answer for the client may wait for stable. A refusal that stable
   * contradicted before may wait until the deadline, another one a short time. Nobody waits for
   * stable after it was late, until a check in the background is in time.
   */
  waitMs(refusal: string, deadlineMs: number): number {
    if (this.#contradicted.has(refusal)) return deadlineMs
    return this.#isStableLate ? 0 : Math.min(deadlineMs, SHORT_WAIT_MS)
  }

  /**
   * Records that stable did not answer during the wait. The next call with the refusal waits as if
   * stable had never contradicted it.
   */
  recordLate(refusal: string): void {
    this.#isStableLate = true
    this.#contradicted.delete(refusal)
  }

  /** Records stable's answer, the time that it took, and the longest time that a client waits. */
  recordAnswer(refusal: string, isAccepted: boolean, elapsedMs: number, deadlineMs: number): void {
    const isContradicted = isAccepted && elapsedMs <= deadlineMs
    this.#isStableLate = elapsedMs > SHORT_WAIT_MS && !isContradicted
    if (!isContradicted) return
    if (this.#contradicted.size >= MAX_REFUSALS) this.#contradicted.clear()
    this.#contradicted.add(refusal)
  }
}
