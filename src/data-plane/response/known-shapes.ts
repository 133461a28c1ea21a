import {
  isForeign,
  noShapes,
  withShape,
  type AnswerShape,
  type RouteShapes,
} from '../../core/outcomes/answer-shape.ts'

/** Routes of a model whose shapes are remembered; further ones are not judged by their shape. */
const MAX_ROUTES = 64

/** The shapes in which this isolate has seen the stable release of a model answer, by route. */
export class KnownShapes {
  readonly #routes = new Map<string, RouteShapes>()
  #release: string | undefined

  /** Remembers a successful answer of the stable release; what another release answered is forgotten. */
  learn(release: string, route: string, shape: AnswerShape): void {
    if (release !== this.#release) this.#routes.clear()
    this.#release = release
    const known = this.#routes.get(route)
    if (known === undefined && this.#routes.size >= MAX_ROUTES) return
    const learned = withShape(known ?? noShapes, shape)
    if (learned !== known) this.#routes.set(route, learned)
  }

  /** Whether the stable release never answered a route in this shape. */
  isForeign(route: string, shape: AnswerShape): boolean {
    return isForeign(this.#routes.get(route) ?? noShapes, shape)
  }
}
