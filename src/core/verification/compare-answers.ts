import { payloadsIn, streamKindOf } from '../outcomes/stream-error.ts'
import type { GoldenAnswer, Json } from './golden-case.ts'
import { isContainer, parseDocument, shown } from './json-value.ts'

type Answered = Extract<GoldenAnswer, { kind: 'answered' }>

/** A place where the answers of two colors differ, in texts for people. */
export interface Difference {
  /** `status`, `content type`, `body`, or the path of a value in the JSON body. */
  readonly where: string
  readonly stable: string
  readonly candidate: string
}

/** How far two answers may differ and still be alike. */
export interface Comparison {
  /** Largest difference of two numbers, relative to the larger one. */
  readonly tolerance: number
  /** Names of fields that differ from call to call, wherever they stand. */
  readonly ignored: ReadonlySet<string>
  /** Difference of two numbers that never counts. */
  readonly absolute?: number
  /**
   * Compares two values as a whole, by the name of their field; undefined when their parts are
   * compared.
   */
  readonly ofWhole?: (
    name: string,
    stable: Json,
    candidate: Json
  ) => 'alike' | Omit<Difference, 'where'> | undefined
}

/** Fields of the common inference APIs that differ from call to call. */
export const VOLATILE_FIELDS: ReadonlySet<string> = new Set([
  'id',
  'created',
  'created_at',
  'system_fingerprint',
  'request_id',
  'model_version',
  'total_duration',
  'load_duration',
  'prompt_eval_duration',
  'eval_duration',
])

/** Maximum number of listed differences. */
const MAX_DIFFERENCES = 20

/** Returns the differences between the answers of stable and of the candidate to the same call. */
export function differencesOf(
  stable: GoldenAnswer,
  candidate: GoldenAnswer,
  comparison: Comparison
): readonly Difference[] {
  if (stable.kind === 'failed' || candidate.kind === 'failed') {
    const [one, another] = [kindOf(stable), kindOf(candidate)]
    return one === another ? [] : [{ where: 'answer', stable: one, candidate: another }]
  }
  const status = different('status', `${stable.status}`, `${candidate.status}`)
  const types = [mediaTypeOf(stable.contentType), mediaTypeOf(candidate.contentType)] as const
  const type = different('content type', ...types)
  return [...status, ...type, ...bodyDifferences(stable, candidate, comparison)].slice(
    0,
    MAX_DIFFERENCES
  )
}

function bodyDifferences(
  stable: Answered,
  candidate: Answered,
  comparison: Comparison
): readonly Difference[] {
  if (stable.text === candidate.text) return []
  const one = documentOf(stable)
  const another = documentOf(candidate)
  if (one === undefined || another === undefined) {
    return [{ where: 'body', stable: shown(stable.text), candidate: shown(candidate.text) }]
  }
  return differencesIn(one, another, comparison)
}

/** Returns the differences between two documents. */
export function differencesIn(
  stable: Json,
  candidate: Json,
  comparison: Comparison
): readonly Difference[] {
  const found: Difference[] = []
  compare('', '', stable, candidate, comparison, found)
  return found
}

/** Returns the JSON of an answer: of a stream the list of its events, each JSON or text. */
function documentOf({ contentType, text }: Answered): Json | undefined {
  const kind = streamKindOf(contentType)
  if (kind === undefined) return parseDocument(text)
  return payloadsIn(kind, text).map((payload) => parseDocument(payload) ?? payload)
}

/** `name` is the name of the nearest field on the path. */
function compare(
  path: string,
  name: string,
  stable: Json | undefined,
  candidate: Json | undefined,
  comparison: Comparison,
  found: Difference[]
): void {
  if (found.length >= MAX_DIFFERENCES || isAlike(stable, candidate, comparison)) return
  const whole = wholeOf(name, stable, candidate, comparison)
  if (whole === 'alike') return
  if (whole !== undefined) {
    found.push({ where: whereOf(path), ...whole })
    return
  }
  const areContainers = isContainer(stable) && isContainer(candidate)
  if (!areContainers || Array.isArray(stable) !== Array.isArray(candidate)) {
    found.push({ where: whereOf(path), stable: shownOf(stable), candidate: shownOf(candidate) })
    return
  }
  const [one, another] = [new Map(Object.entries(stable)), new Map(Object.entries(candidate))]
  for (const key of new Set([...one.keys(), ...another.keys()])) {
    if (comparison.ignored.has(key)) continue
    const own = path === '' ? key : `${path}.${key}`
    const named = Array.isArray(stable) ? name : key
    compare(own, named, one.get(key), another.get(key), comparison, found)
  }
}

function wholeOf(
  name: string,
  stable: Json | undefined,
  candidate: Json | undefined,
  { ofWhole }: Comparison
): ReturnType<NonNullable<Comparison['ofWhole']>> {
  if (ofWhole === undefined || stable === undefined || candidate === undefined) return undefined
  return ofWhole(name, stable, candidate)
}

function whereOf(path: string): string {
  return path === '' ? 'body' : path
}

function isAlike(
  one: Json | undefined,
  another: Json | undefined,
  { tolerance, absolute = 0 }: Comparison
): boolean {
  if (typeof one !== 'number' || typeof another !== 'number') return one === another
  const allowed = tolerance * Math.max(Math.abs(one), Math.abs(another))
  return Math.abs(one - another) <= Math.max(allowed, absolute)
}

function different(where: string, stable: string, candidate: string): readonly Difference[] {
  return stable === candidate ? [] : [{ where, stable, candidate }]
}

/** Returns a content type without its parameters. */
export function mediaTypeOf(contentType: string | null): string {
  const [mediaType = ''] = (contentType ?? 'none').split(';', 1)
  return mediaType.trim().toLowerCase()
}

function kindOf(answer: GoldenAnswer): string {
  return answer.kind === 'failed' ? answer.error : `status ${answer.status}`
}

function shownOf(value: Json | undefined): string {
  return value === undefined ? 'nothing' : shown(JSON.stringify(value))
}
