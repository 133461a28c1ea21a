import { streamKindOf } from '../outcomes/stream-error.ts'
import {
  differencesIn,
  mediaTypeOf,
  VOLATILE_FIELDS,
  type Comparison,
  type Difference,
} from '../verification/compare-answers.ts'
import type { Json } from '../verification/golden-case.ts'
import { parseDocument, shown } from '../verification/json-value.ts'
import { classLabelOf } from './class-label.ts'
import { isFreeText, textOfStream } from './generated-text.ts'
import { similarityOf } from './text-similarity.ts'
import { relativeDistance, vectorOf } from './vector.ts'

/** The answer to a call, or to its copy, as far as it was read. */
export interface SampledAnswer {
  readonly status: number
  readonly contentType: string | null
  /** The whole body as a text; undefined when it is too long, encoded or no text. */
  readonly text: string | undefined
  /** Length of the whole body in bytes; undefined when it was not read to its end. */
  readonly length: number | undefined
}

/**
 * Whether the answer to a copy is like the one that the client got. `uncompared`: status and type
 * are, and the bodies were too long to be compared, or cannot be read.
 */
export type Agreement =
  | { readonly kind: 'agreed' }
  | { readonly kind: 'uncompared' }
  | { readonly kind: 'differed'; readonly differences: readonly Difference[] }

/** Similarity of two texts above which they are alike. */
const ALIKE = 0.8

/** Difference of the lengths of two bodies that are no texts, relative to the longer one. */
const LENGTH_TOLERANCE = 0.1

const comparison: Comparison = {
  tolerance: 0.01,
  absolute: 0.001,
  ignored: new Set([
    ...VOLATILE_FIELDS,
    'model',
    'model_name',
    'usage',
    'timings',
    'logprobs',
    'context',
    'service_tier',
    'eval_count',
    'prompt_eval_count',
  ]),
  ofWhole: differenceOfWhole,
}

/**
 * Compares the answer to a copy with the one that the client got. Numbers may differ a little,
 * scores of the same label by any amount, and texts in a part. The bodies of errors are not
 * compared: they may hold the caller's key.
 */
export function agreementOf(stable: SampledAnswer, candidate: SampledAnswer): Agreement {
  if (stable.status !== candidate.status) {
    return differed('status', `${stable.status}`, `${candidate.status}`)
  }
  if (stable.status >= 400) return agreed
  const [type, candidateType] = [
    mediaTypeOf(stable.contentType),
    mediaTypeOf(candidate.contentType),
  ]
  if (type !== candidateType) return differed('content type', type, candidateType)
  if (stable.text === undefined || candidate.text === undefined) {
    return agreementOfLengths(stable, candidate)
  }
  return agreementOfTexts(stable.contentType, stable.text, candidate.text)
}

function agreementOfTexts(type: string | null, stable: string, candidate: string): Agreement {
  if (stable === candidate) return agreed
  const stream = streamKindOf(type)
  if (stream !== undefined) {
    return texts('text', textOfStream(stream, stable), textOfStream(stream, candidate))
  }
  const [one, another] = [parseDocument(stable), parseDocument(candidate)]
  if (one === undefined && another === undefined) return texts('body', stable, candidate)
  if (one === undefined || another === undefined) return differed('body', stable, candidate)
  const differences = differencesIn(one, another, comparison)
  return differences.length === 0 ? agreed : { kind: 'differed', differences }
}

function agreementOfLengths(stable: SampledAnswer, candidate: SampledAnswer): Agreement {
  const [one, another] = [stable.length, candidate.length]
  if (one === undefined || another === undefined) return { kind: 'uncompared' }
  if ((one === 0) !== (another === 0)) return differed('length', `${one} bytes`, `${another} bytes`)
  const isAlike = Math.abs(one - another) <= LENGTH_TOLERANCE * Math.max(one, another)
  return isAlike ? { kind: 'uncompared' } : differed('length', `${one} bytes`, `${another} bytes`)
}

const agreed: Agreement = { kind: 'agreed' }

function differed(where: string, stable: string, candidate: string): Agreement {
  const difference = { where, stable: shown(stable), candidate: shown(candidate) }
  return { kind: 'differed', differences: [difference] }
}

function texts(where: string, stable: string, candidate: string): Agreement {
  return areAlike(stable, candidate) ? agreed : differed(where, stable, candidate)
}

function areAlike(one: string, another: string): boolean {
  return similarityOf(one, another) >= ALIKE
}

/** Compares labels, vectors and texts as a whole. */
function differenceOfWhole(
  name: string,
  stable: Json,
  candidate: Json
): ReturnType<NonNullable<Comparison['ofWhole']>> {
  const labels = [classLabelOf(name, stable), classLabelOf(name, candidate)] as const
  if (labels[0] !== undefined && labels[1] !== undefined) {
    return labels[0] === labels[1] ? 'alike' : { stable: labels[0], candidate: labels[1] }
  }
  const vectors = [vectorOf(name, stable), vectorOf(name, candidate)] as const
  if (vectors[0] !== undefined && vectors[1] !== undefined) {
    const distance = relativeDistance(vectors[0], vectors[1])
    if (distance <= comparison.tolerance) return 'alike'
    return { stable: sizeOf(vectors[0]), candidate: `${sizeOf(vectors[1])}, ${farness(distance)}` }
  }
  if (typeof stable !== 'string' || typeof candidate !== 'string') return undefined
  const isText = isFreeText(name, stable) && isFreeText(name, candidate)
  return isText && areAlike(stable, candidate) ? 'alike' : undefined
}

function sizeOf({ length }: readonly number[]): string {
  return `${length} numbers`
}

function farness(distance: number): string {
  return Number.isFinite(distance) ? `${Math.round(distance * 100)} % apart` : 'another length'
}
