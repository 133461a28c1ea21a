import { isRecord } from '../json.ts'

/** Names under which classifiers give the score of a label. */
const SCORES = ['score', 'confidence', 'probability', 'prob'] as const

/** Names under which classifiers give the scores of all labels. */
const ALL_SCORES: ReadonlySet<string> = new Set(['scores', 'probabilities', 'probs'])

/**
 * Returns the label with the highest score, of an answer as classifiers give it: a list of labels
 * with scores, one label with its score or without, `labels` beside `scores`, or scores by label under one of
 * the usual names. Undefined for any other value. `name` is the name of the field.
 */
export function classLabelOf(name: string, value: unknown): string | undefined {
  if (Array.isArray(value)) return bestOf(value.map(labelledOf))
  if (!isRecord(value)) return undefined
  const { labels, scores } = value
  if (Array.isArray(labels) && Array.isArray(scores) && labels.length === scores.length) {
    return bestOf(labels.map((label, index) => scored(label, scores[index])))
  }
  if (ALL_SCORES.has(name)) {
    return bestOf(Object.entries(value).map(([label, score]) => scored(label, score)))
  }
  return labelledOf(value)?.label ?? onlyLabelOf(value)
}

/** A label without a score, such as with a flag that says how sure the model is. */
function onlyLabelOf(value: Readonly<Record<string, unknown>>): string | undefined {
  const { label } = value
  return typeof label === 'string' && hasNoParts(value) ? label : undefined
}

interface Scored {
  readonly label: string
  readonly score: number
}

/** A record with a place, such as a found object, is more than a label. */
function labelledOf(value: unknown): Scored | undefined {
  if (!isRecord(value)) return undefined
  if (!hasNoParts(value)) return undefined
  const name = SCORES.find((one) => typeof value[one] === 'number')
  return name === undefined ? undefined : scored(value['label'], value[name])
}

function hasNoParts(value: Readonly<Record<string, unknown>>): boolean {
  return Object.values(value).every((one) => typeof one !== 'object' || one === null)
}

function scored(label: unknown, score: unknown): Scored | undefined {
  if (typeof label !== 'string' || typeof score !== 'number') return undefined
  return { label, score }
}

/** Undefined when there is none, and when one of them is not labelled. */
function bestOf(all: readonly (Scored | undefined)[]): string | undefined {
  let best: Scored | undefined
  for (const one of all) {
    if (one === undefined) return undefined
    if (best === undefined || one.score > best.score) best = one
  }
  return best?.label
}
