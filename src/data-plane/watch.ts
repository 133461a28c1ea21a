/** Longest time between two looks, in milliseconds. */
const LOOK_MS = 2_000

/**
 * Looks at what a call waits for. Returns the time until the next look in milliseconds; undefined
 * when the wait is over.
 */
type Look = () => number | undefined

/**
 * The timer of a call until the headers of its answer come. A timer is among the most expensive
 * parts of a call, and clearing it costs as much as setting it. So the wait for the body and the
 * wait for the headers share one, and it is not cleared: it runs out, or the platform cancels it
 * when the client has its answer.
 */
export class Watch {
  #look: Look | undefined
  #isArmed = false

  /**
   * Looks at most `ms` from now, and again for as long as a look returns a time. The look may come
   * earlier. It replaces the one before.
   */
  start(look: Look, ms: number): void {
    this.#look = look
    if (!this.#isArmed) this.#arm(ms)
  }

  #arm(ms: number): void {
    this.#isArmed = true
    setTimeout(() => this.#onTime(), Math.min(ms, LOOK_MS))
  }

  #onTime(): void {
    this.#isArmed = false
    const ms = this.#look?.()
    if (ms !== undefined) this.#arm(ms)
  }
}
