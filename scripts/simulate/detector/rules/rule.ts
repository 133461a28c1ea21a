import { isBad, type Call, type Workload } from '../workload.ts'

/** A workload as rules see it: the ended calls are sorted once for all of them. */
export interface View extends Workload {
  readonly ended: Ended
  readonly endedOnControl: Ended
}

/** A way to decide on a rollback. Gives the time of its first rollback, if there is one. */
export interface Rule {
  readonly name: string
  readonly rollbackAt: (view: View) => number | undefined
}

export function viewOf(workload: Workload): View {
  return {
    ...workload,
    ended: new Ended(workload.candidate),
    endedOnControl: new Ended(workload.control),
  }
}

/** Ended calls and the bad ones among them, in the order of their ends: what a metrics store can tell. */
export class Ended {
  readonly #ends: readonly Call[]
  readonly #bad: readonly number[]

  constructor(calls: readonly Call[]) {
    this.#ends = calls.toSorted((one, other) => one.endedAt - other.endedAt)
    let sum = 0
    this.#bad = [0, ...this.#ends.map((call) => (sum += isBad(call) ? 1 : 0))]
  }

  /** Ended after `from`, and at `until` at the latest. */
  between(from: number, until: number): { readonly calls: number; readonly bad: number } {
    const first = this.#countUntil(from)
    const last = this.#countUntil(until)
    return { calls: last - first, bad: (this.#bad[last] ?? 0) - (this.#bad[first] ?? 0) }
  }

  get calls(): readonly Call[] {
    return this.#ends
  }

  #countUntil(at: number): number {
    let low = 0
    let high = this.#ends.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#ends[middle]?.endedAt ?? Infinity) <= at) low = middle + 1
      else high = middle
    }
    return low
  }
}

/** The times at which a rule looks: every `every` milliseconds after the switch. */
export function* looksOf({ switchedAt, until }: Workload, every: number): Generator<number> {
  for (let at = switchedAt + every; at <= until; at += every) yield at
}
