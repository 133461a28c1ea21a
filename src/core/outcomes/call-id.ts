import type { Color } from '../routing/color.ts'
import { areEqualTags, tagOf } from './call-tag.ts'
import type { HashKey } from './half-sip-hash.ts'

/** The parts of a call id: they name the cohort in which a later grade of the call is counted. */
export interface CallOrigin {
  readonly color: Color
  /** The slice in which the call started. */
  readonly slice: number
  /** The caller group. */
  readonly caller: number
}

/** The key and the name of the model that the tag of an id covers. */
export interface Tagging {
  readonly key: HashKey
  readonly model: string
}

const initials = { blue: 'b', green: 'g' } as const satisfies Record<Color, string>

/**
 * Returns the id of a call, as the field `x-bluegreen` carries it. `unique` tells calls of one slice and caller apart. The
 * tag at its end shows that the router made the id.
 */
export function callIdOf(
  { color, slice, caller }: CallOrigin,
  unique: string,
  { key, model }: Tagging
): string {
  const id = `${initials[color]}.${slice.toString(36)}.${caller.toString(36)}.${unique}`
  return `${id}.${tagOf(key, model, id)}`
}

/** Parses an id without checking its tag; undefined when it is not an id. */
export function parseCallId(id: string): CallOrigin | undefined {
  const pattern = /^([bg])\.([0-9a-z]{1,9})\.([0-9a-z]{1,2})\.[0-9A-Za-z-]{1,36}\.[0-9a-z]{14}$/
  const match = pattern.exec(id)
  if (match === null) return undefined
  const [, initial, slice = '', caller = ''] = match
  return {
    color: initial === 'b' ? 'blue' : 'green',
    slice: parseInt(slice, 36),
    caller: parseInt(caller, 36),
  }
}

/** Whether the router made this id for a call of the model. */
export function isAuthentic(id: string, { key, model }: Tagging): boolean {
  const dot = id.lastIndexOf('.')
  return areEqualTags(id.slice(dot + 1), tagOf(key, model, id.slice(0, dot)))
}
