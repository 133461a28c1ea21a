import type { Color } from '../routing/color.ts'

/** The parts of a call id: they name the cohort in which a later grade of the call is counted. */
export interface CallOrigin {
  readonly color: Color
  /** The slice in which the call started. */
  readonly slice: number
  /** The caller group. */
  readonly caller: number
}

const initials = { blue: 'b', green: 'g' } as const satisfies Record<Color, string>

/** Returns the id of a call for the field `x-bluegreen`. `unique` separates calls of one slice and caller group. */
export function callIdOf({ color, slice, caller }: CallOrigin, unique: string): string {
  return `${initials[color]}.${slice.toString(36)}.${caller.toString(36)}.${unique}`
}

/** Parses a call id; undefined when it is malformed. */
export function parseCallId(id: string): CallOrigin | undefined {
  const match = /^([bg])\.([0-9a-z]{1,9})\.([0-9a-z]{1,2})\.[0-9A-Za-z-]{1,36}$/.exec(id)
  if (match === null) return undefined
  const [, initial, slice = '', caller = ''] = match
  return {
    color: initial === 'b' ? 'blue' : 'green',
    slice: parseInt(slice, 36),
    caller: parseInt(caller, 36),
  }
}
