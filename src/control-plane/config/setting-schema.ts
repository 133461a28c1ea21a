import * as z from 'zod/mini'
import { parameters, type Limits } from '../../core/detector/limits.ts'
import { parseDurationMs } from '../../core/duration.ts'

/** A schema for a value with several forms. A union would say of a mistake only that no form fits. */
export function parsedBy<Value>(message: string, parse: (value: unknown) => Value | undefined) {
  return z.pipe(
    z.unknown(),
    z.transform((value, context): Value => {
      const parsed = parse(value)
      if (parsed !== undefined) return parsed
      context.issues.push({ code: 'custom', message, input: value })
      return z.NEVER
    })
  )
}

/** The least and the most that a setting may be. */
interface Bounds {
  readonly least: number
  readonly most: number
}

/** A time, as a number of seconds or as a text with a unit; in seconds. */
export function seconds({ least, most }: Bounds) {
  const message = `expected seconds such as 5, or a time such as "5s" or "250ms" (units ms, s, m, h, d), from ${least} to ${most} seconds`
  return parsedBy(message, (value) => inBounds(secondsOf(value), { least, most }))
}

/** Returns the seconds of a number, or of a text such as `5s`; undefined for anything else. */
export function secondsOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value
  if (typeof value !== 'string') return undefined
  if (/^0(ms|[smhd])?$/.test(value)) return 0
  const ms = parseDurationMs(value)
  return ms === undefined ? undefined : ms / 1000
}

/** A share of a whole, as a number from 0 to 1 or as a text in per cent; from 0 to 1. */
export function share({ least, most }: Bounds, unit = 'share') {
  const message = `expected a ${unit} such as 0.01 or "1%", from ${least} to ${most} (${shown(least)} to ${shown(most)})`
  return parsedBy(message, (value) => inBounds(shareOf(value), { least, most }))
}

function shareOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value
  if (typeof value !== 'string') return undefined
  const [, digits, sign] = /^(\d{1,3}(?:\.\d{1,9})?) ?(%)?$/.exec(value) ?? []
  if (digits === undefined) return undefined
  return sign === undefined ? Number(digits) : perCent(Number(digits))
}

/** Without the digits that a division by a hundred adds, such as those of 0.7 / 100. */
function perCent(value: number): number {
  return Number((value / 100).toPrecision(12))
}

function shown(value: number): string {
  return `${Number((value * 100).toPrecision(12))}%`
}

/** A parameter of the detector. */
export function limit(name: keyof Limits) {
  const { least, most, value, unit } = parameters[name]
  if (unit.startsWith('share')) return z._default(share({ least, most }, unit), value)
  if (unit === 'chance') return z._default(share({ least, most }, unit), value)
  const message = `expected a number from ${least} to ${most}: ${unit}`
  const numberOf = (number: unknown) => (typeof number === 'number' ? number : undefined)
  return z._default(
    parsedBy(message, (number) => inBounds(numberOf(number), { least, most })),
    value
  )
}

function inBounds(value: number | undefined, { least, most }: Bounds): number | undefined {
  return value !== undefined && value >= least && value <= most ? value : undefined
}
