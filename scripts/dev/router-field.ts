import { DisplayString, parseItem, Token, type BareItem } from 'structured-headers'
import { colors, type Color } from '../../src/core/routing/color.ts'

/** The parsed field `x-bluegreen` of an answer; a parameter that the field does not have is undefined. */
export interface RouterFieldReading {
  /** The color that answered. */
  readonly color: Color | undefined
  readonly release: string | undefined
  readonly revision: number | undefined
  readonly call: string | undefined
  /** Error code of an answer of the router itself. */
  readonly error: string | undefined
  /** The color that failed the call before the other one answered it. */
  readonly failedOverFrom: Color | undefined
}

/** Parses the field of an answer; undefined when the field is missing or malformed. */
export function readRouterField(value: string | null | undefined): RouterFieldReading | undefined {
  const item = value == null ? undefined : parsedOrUndefined(value)
  if (item === undefined) return undefined
  const [answeredBy, parameters] = item
  const revision = parameters.get('revision')
  return {
    color: colorOf(answeredBy),
    release: textOf(parameters.get('release')),
    revision: typeof revision === 'number' ? revision : undefined,
    call: tokenOf(parameters.get('call')),
    error: tokenOf(parameters.get('error')),
    failedOverFrom: colorOf(parameters.get('failed-over-from')),
  }
}

function parsedOrUndefined(value: string) {
  try {
    return parseItem(value)
  } catch {
    // Not a field that the router wrote.
    return undefined
  }
}

function colorOf(item: BareItem | undefined): Color | undefined {
  const token = tokenOf(item)
  return colors.find((color) => color === token)
}

function tokenOf(item: BareItem | undefined): string | undefined {
  return item instanceof Token ? item.toString() : undefined
}

function textOf(item: BareItem | undefined): string | undefined {
  return typeof item === 'string' || item instanceof DisplayString ? item.toString() : undefined
}
