import { streamKindOf } from './stream-error.ts'

/** What is known of an answer once its body has ended. */
export interface AnswerFacts {
  readonly method: string
  readonly status: number
  readonly contentType: string | null
  readonly isEmpty: boolean
}

/** What a client sees of an answer before it reads it: `empty`, `json`, or its media type; `` without one. */
export type AnswerShape = string

/**
 * The shape of a successful answer; undefined where it says nothing: an answer without a body by its method, a redirect,
 * a part of a whole. JSON and streams of events are one shape, because a client chooses between them in its body.
 */
export function shapeOf({
  method,
  status,
  contentType,
  isEmpty,
}: AnswerFacts): AnswerShape | undefined {
  if (method === 'HEAD' || status < 200 || status >= 300 || status === 206) return undefined
  if (isEmpty) return 'empty'
  if (contentType === null) return ''
  const [written = ''] = contentType.split(';', 1)
  const mediaType = written.trim().toLowerCase()
  return isJson(mediaType) || streamKindOf(mediaType) !== undefined ? 'json' : mediaType
}

/** The shapes of stable's successful answers on one route. */
export interface RouteShapes {
  /** Answers so far, up to the number that makes the shapes known. */
  readonly answers: number
  readonly shapes: readonly AnswerShape[]
}

export const noShapes: RouteShapes = { answers: 0, shapes: [] }

/** Answers of stable after which a shape that it never had is none of its own. */
const ENOUGH_ANSWERS = 20

/** A route on which stable answers in more shapes than these has no shape of its own. */
const MAX_SHAPES = 4

/** The shapes with one more answer of stable. Returns `known` itself when the answer adds nothing. */
export function withShape(known: RouteShapes, shape: AnswerShape): RouteShapes {
  const isNew = known.shapes.length <= MAX_SHAPES && !known.shapes.includes(shape)
  if (known.answers >= ENOUGH_ANSWERS && !isNew) return known
  return {
    answers: Math.min(ENOUGH_ANSWERS, known.answers + 1),
    shapes: isNew ? [...known.shapes, shape] : known.shapes,
  }
}

/** No client asks for these: an empty body, one without a type, or the page of something in front of the model. */
const BROKEN: ReadonlySet<AnswerShape> = new Set(['empty', '', 'text/html'])

/**
 * Whether an answer is broken, and stable never gave such an answer on the route, although it answered often enough. Other
 * shapes are for clients to choose: audio as WAV, a transcript as SRT.
 */
export function isForeign({ answers, shapes }: RouteShapes, shape: AnswerShape): boolean {
  if (answers < ENOUGH_ANSWERS || shapes.length > MAX_SHAPES || shapes.includes(shape)) return false
  // Where stable names no type, a body of any type is as good.
  return BROKEN.has(shape) && (shape === 'empty' || !shapes.includes(''))
}

function isJson(mediaType: string): boolean {
  return mediaType === 'application/json' || mediaType.endsWith('+json')
}
