import { colors, type Color } from './color.ts'
import { isRecord } from '../json.ts'
import {
  newerSettings,
  parseReportingSettings,
  type ReportingSettings,
} from '../reporting/reporting-settings.ts'
import { isSameShadow, parseShadowShare, type ShadowShare } from './shadow-share.ts'
import { isSameSlot, parseSlot, type Slot } from './slot.ts'

/** The view of a rollout that the data plane reads, from KV or from the memory of its isolate. */
export interface Pointer {
  /** Grows by one with each change of traffic; the higher one wins. */
  readonly revision: number
  readonly slots: Readonly<Record<Color, Slot>>
  /** The color that a rollback goes to. */
  readonly stable: Color
  /** The color on trial, if there is one. */
  readonly candidate?: Color
  /** Share of keys on the candidate, 0 to 100. Without a candidate it is 0. */
  readonly weight: number
  /** The color whose release was rolled back: no call fails over to it. */
  readonly quarantined?: Color
  /** Copies of calls to the other color, whose answers nobody gets. Only when idle. */
  readonly shadow?: ShadowShare
  /** Reporting settings, once an operator has set them. They have a version of their own. */
  readonly reporting?: ReportingSettings
}

/**
 * Phase of a rollout: no candidate is on trial, or the candidate takes all traffic and is judged.
 */
export type Phase = 'idle' | 'baking'

/** Returns the phase of the rollout that a pointer was made from. */
export function phaseOf(pointer: Pointer): Phase {
  return liveOf(pointer) === pointer.stable ? 'idle' : 'baking'
}

/** Returns the color that takes new traffic. */
export function liveOf(pointer: Pointer): Color {
  return pointer.candidate !== undefined && pointer.weight === 100
    ? pointer.candidate
    : pointer.stable
}

/**
 * Returns the pointer with the higher revision, with the newer reporting settings of the two;
 * `known` wins a tie. Revisions never decrease. Returns `known` itself when `received` has no news.
 */
export function newerOf(known: Pointer, received: Pointer): Pointer {
  const newer = received.revision > known.revision ? received : known
  const reporting = newerSettings(known.reporting, received.reporting)
  return reporting === undefined || reporting === newer.reporting ? newer : { ...newer, reporting }
}

/** Whether two pointers send calls the same way, whatever their revisions. */
export function routesAlike(one: Pointer, another: Pointer): boolean {
  return (
    liveOf(one) === liveOf(another) &&
    one.stable === another.stable &&
    one.quarantined === another.quarantined &&
    isSameShadow(one.shadow, another.shadow) &&
    colors.every((color) => isUsedAlike(one.slots[color], another.slots[color]))
  )
}

function isUsedAlike(one: Slot, another: Slot): boolean {
  return isSameSlot(one, another) && one.unverified === another.unverified
}

/** Returns the KV key of a model's pointer. */
export function pointerKeyOf(model: string): string {
  return `pointer:${model}`
}

/** Parses a pointer document; undefined when it is invalid. People can write it into KV by hand. */
export function parsePointer(document: unknown): Pointer | undefined {
  if (!isRecord(document) || !isRecord(document['slots'])) return undefined
  const { revision, stable, candidate, weight, quarantined } = document
  const blue = parseSlot(document['slots']['blue'])
  const green = parseSlot(document['slots']['green'])
  if (blue === undefined || green === undefined) return undefined
  if (!isRevision(revision)) return undefined
  if (!isColor(stable) || !isOptionalColor(candidate) || !isOptionalColor(quarantined))
    return undefined
  if (candidate === stable || (weight !== 0 && weight !== 100)) return undefined
  const slots = { blue, green }
  const reporting = parseReportingSettings(document['reporting'])
  const shadow = parseShadowShare(document['shadow'])
  return {
    revision,
    slots,
    stable,
    weight,
    ...(candidate == undefined ? {} : { candidate }),
    ...(quarantined == undefined ? {} : { quarantined }),
    ...(shadow === undefined ? {} : { shadow }),
    ...(reporting === undefined ? {} : { reporting }),
  }
}

/** Highest revision: an integer of structured fields, which carry it to clients, has 15 digits. */
const MAX_REVISION = 999_999_999_999_999

function isRevision(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MAX_REVISION
}

function isColor(value: unknown): value is Color {
  return value === 'blue' || value === 'green'
}

function isOptionalColor(value: unknown): value is Color | null | undefined {
  return value === undefined || value === null || isColor(value)
}
