import { other, type Color } from './color.ts'
import { MAX_COLLECTORS } from '../reporting/collector-shard.ts'

/** What the data plane must know of the release that stands in a slot. */
export interface Slot {
  /** Base URL of the model environment, without a trailing slash. */
  readonly origin: string
  /** Label of the release. */
  readonly release: string
}

/** What the data plane reads: the view of a rollout that lives in KV and in the memory of each isolate. */
export interface Pointer {
  /** Grows by one with each change; the higher one always wins. */
  readonly revision: number
  readonly slots: Readonly<Record<Color, Slot>>
  /** The color that we go back to. */
  readonly stable: Color
  /** The color on trial, if there is one. */
  readonly candidate?: Color
  /** Share of keys on the candidate, 0 to 100. Without a candidate it is 0. */
  readonly weight: number
  /** A color that went bad: no call is replayed on it. */
  readonly quarantined?: Color
  /** Collectors of each region that take the reports; without it as many as the deploy says. */
  readonly collectors?: number
}

/** The color that takes new traffic. */
export function liveOf(pointer: Pointer): Color {
  return pointer.candidate !== undefined && pointer.weight === 100
    ? pointer.candidate
    : pointer.stable
}

/** The color that may take over a call that the live one failed, if it is not known to be bad. */
export function failoverColorOf(pointer: Pointer): Color | undefined {
  const failoverColor = other(liveOf(pointer))
  return pointer.quarantined === failoverColor ? undefined : failoverColor
}

/** Of two pointers the one with the higher revision; the known one when they are equal. Nobody ever steps back. */
export function newerOf(known: Pointer, received: Pointer): Pointer {
  return received.revision > known.revision ? received : known
}

/** Whether the same release stands at the same origin. */
export function isSameSlot(one: Slot, another: Slot): boolean {
  return one.origin === another.origin && one.release === another.release
}

/** Whether two pointers send calls the same way, whatever their revisions. */
export function routesAlike(one: Pointer, another: Pointer): boolean {
  return (
    liveOf(one) === liveOf(another) &&
    one.stable === another.stable &&
    one.quarantined === another.quarantined &&
    isSameSlot(one.slots.blue, another.slots.blue) &&
    isSameSlot(one.slots.green, another.slots.green)
  )
}

/** Reads a pointer document; undefined when it is not one. It stands in KV, where people can write it by hand. */
export function parsePointer(document: unknown): Pointer | undefined {
  if (!isRecord(document) || !isRecord(document['slots'])) return undefined
  const { revision, stable, candidate, weight, quarantined, collectors } = document
  const blue = parseSlot(document['slots']['blue'])
  const green = parseSlot(document['slots']['green'])
  if (blue === undefined || green === undefined) return undefined
  if (typeof revision !== 'number' || !Number.isSafeInteger(revision) || revision < 0)
    return undefined
  if (!isColor(stable) || !isOptionalColor(candidate) || !isOptionalColor(quarantined))
    return undefined
  if (!isOptionalCollectors(collectors)) return undefined
  if (candidate === stable || (weight !== 0 && weight !== 100)) return undefined
  const slots = { blue, green }
  return {
    revision,
    slots,
    stable,
    weight,
    ...(candidate == undefined ? {} : { candidate }),
    ...(quarantined == undefined ? {} : { quarantined }),
    ...(collectors == undefined ? {} : { collectors }),
  }
}

function parseSlot(document: unknown): Slot | undefined {
  if (!isRecord(document)) return undefined
  const { origin, release } = document
  if (typeof origin !== 'string' || typeof release !== 'string') return undefined
  return URL_PATTERN.test(origin) && release !== '' ? { origin, release } : undefined
}

/** Scheme, host and optional path, without query, fragment or trailing slash. */
const URL_PATTERN = /^https?:\/\/[^/?#\s]+(\/[^?#\s]*[^/?#\s])?$/

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

function isColor(value: unknown): value is Color {
  return value === 'blue' || value === 'green'
}

function isOptionalColor(value: unknown): value is Color | null | undefined {
  return value === undefined || value === null || isColor(value)
}

function isOptionalCollectors(value: unknown): value is number | null | undefined {
  if (value === undefined || value === null) return true
  return (
    typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MAX_COLLECTORS
  )
}
