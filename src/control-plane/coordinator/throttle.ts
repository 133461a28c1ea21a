/** Throttle with a leading and a trailing edge: acts at once, then at most once per interval. */
export class Throttle {
  readonly #everyMs: number
  readonly #ctx: DurableObjectState
  readonly #act: (now: number) => void
  #actedAt = 0
  #isWaiting = false

  constructor(everyMs: number, ctx: DurableObjectState, act: (now: number) => void) {
    this.#everyMs = everyMs
    this.#ctx = ctx
    this.#act = act
  }

  run(now: number): void {
    const passed = now - this.#actedAt
    // A clock that was set back must not delay the next run.
    if (passed < 0 || passed >= this.#everyMs) return this.runNow(now)
    if (this.#isWaiting) return
    this.#isWaiting = true
    this.#ctx.waitUntil(scheduler.wait(this.#everyMs - passed).then(() => this.runNow(Date.now())))
  }

  runNow(now: number): void {
    this.#actedAt = now
    this.#isWaiting = false
    this.#act(now)
  }
}
