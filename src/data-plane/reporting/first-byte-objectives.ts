/** The objectives that times to first byte are compared with. */
export class FirstByteObjectives {
  readonly #configuredMs: number | undefined
  readonly #maxLearnedMs: number
  #learnedMs: ReadonlyMap<string, number> = new Map()

  /**
   * `configuredMs` is the operator's objective; undefined when it is learned from stable. A learned
   * objective is at most `maxLearnedMs`: above the header timeout it would find no hang.
   */
  constructor(configuredMs: number | undefined, maxLearnedMs: number) {
    this.#configuredMs = configuredMs
    this.#maxLearnedMs = maxLearnedMs
  }

  /**
   * Returns the objective of a route in milliseconds; Infinity when there is none. A learned one is
   * that of the route's own class: the class of all other routes has no usual time.
   */
  objectiveMs(routeLabel: string): number {
    if (this.#configuredMs !== undefined) return this.#configuredMs
    const learned = this.#learnedMs.get(routeLabel)
    return learned === undefined ? Infinity : Math.min(learned, this.#maxLearnedMs)
  }

  /** Replaces the learned objectives. They come with the reply to a report. */
  learn(objectivesMs: ReadonlyMap<string, number>): void {
    this.#learnedMs = objectivesMs
  }
}
