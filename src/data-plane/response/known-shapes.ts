import {
  isForeign,
  noShapes,
  withShape,
  type AnswerShape,
  type RouteShapes,
} from '../../core/outcomes/answer-shape.ts'

/**
 * Maximum number of routes of a model whose shapes are remembered. Further routes are not judged by
 * shape.
 */
const MAX_ROUTES = 64

/** The answer shapes of a model's stable release that this isolate has seen, by route. */
export class KnownShapes {
  readonly #routes = new Map<string, RouteShapes>()
  #release: string | undefined

  /**
   * Remembers a successful answer of the stable release. Shapes of another release are forgotten.
   */
  learn(release: string, route: string, shape: AnswerShape): void {
    if (release !== this.#release) this.#routes.clear()
    this.#release = release
    const known = this.#routes.get(route)
    if (known === undefined && this.#routes.size >= MAX_ROUTES) return
    const learned = withShape(known ?? noShapes, shape)
    if (learned !== known) this.#routes.set(route, learned)
  }

  /** Whether the stable release has never answered a route in this shape. */
  isForeign(route: string, shape: AnswerShape): boolean {
    return isForeign(this.#routes.get(route) ?? noShapes, shape)
  }
}
