import type { Color } from '../routing/color.ts'

/** What the id of a call says of it: enough to book a grade that comes later where the call was booked. */
export interface CallOrigin {
  readonly color: Color
  /** Slice in which the call started. */
  readonly slice: number
  /** Group of its caller. */
  readonly caller: number
}

const initials = { blue: 'b', green: 'g' } as const satisfies Record<Color, string>

/** The id of a call, as the field `x-bluegreen` carries it. `unique` tells calls of one slice and caller apart. */
export function callIdOf({ color, slice, caller }: CallOrigin, unique: string): string {
  return `${initials[color]}.${slice.toString(36)}.${caller.toString(36)}.${unique}`
}

/** Reads an id back; undefined when it is not one. */
export function parseCallId(id: string): CallOrigin | undefined {
  const found = /^([bg])\.([0-9a-z]{1,9})\.([0-9a-z]{1,2})\.[0-9A-Za-z-]{1,36}$/.exec(id)
  if (found === null) return undefined
  const [, initial, slice = '', caller = ''] = found
  return {
    color: initial === 'b' ? 'blue' : 'green',
    slice: parseInt(slice, 36),
    caller: parseInt(caller, 36),
  }
}
