/** A priority queue of events by time. A binary heap, because it holds up to a million events. */
export class EventQueue<Event> {
  readonly #times: number[] = []
  readonly #events: Event[] = []

  get size(): number {
    return this.#times.length
  }

  push(at: number, event: Event): void {
    let index = this.#times.length
    this.#times.push(at)
    this.#events.push(event)
    for (let parent = (index - 1) >> 1; index > 0 && this.#timeAt(parent) > at;) {
      this.#swap(index, parent)
      index = parent
      parent = (index - 1) >> 1
    }
  }

  /** Removes and returns the earliest event; undefined when the queue is empty. */
  pop(): { readonly at: number; readonly event: Event } | undefined {
    const at = this.#times[0]
    const event = this.#events[0]
    if (at === undefined || event === undefined) return undefined
    this.#swap(0, this.#times.length - 1)
    this.#times.pop()
    this.#events.pop()
    this.#sink()
    return { at, event }
  }

  #sink(): void {
    let index = 0
    for (;;) {
      const left = 2 * index + 1
      const right = left + 1
      const least = this.#timeAt(right) < this.#timeAt(left) ? right : left
      if (this.#timeAt(least) >= this.#timeAt(index)) return
      this.#swap(index, least)
      index = least
    }
  }

  #timeAt(index: number): number {
    return this.#times[index] ?? Infinity
  }

  #swap(one: number, other: number): void {
    const time = this.#timeAt(one)
    this.#times[one] = this.#timeAt(other)
    this.#times[other] = time
    const event = this.#events[one]
    const another = this.#events[other]
    if (event === undefined || another === undefined) return
    this.#events[one] = another
    this.#events[other] = event
  }
}
