import { colors, type Color } from './color.ts'
import { isRecord } from '../json.ts'
import { isPercentage } from '../percentage.ts'
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
  /** Share of keys on the candidate in per cent, with two decimals. Without a candidate it is 0. */
  readonly weight: number
  /** Share of keys in per cent that stays on stable at full weight. */
  readonly holdBack?: number
  /** Draws the keys of the candidate; the revision when it is absent. */
  readonly salt?: number
  /** The color whose release was rolled back: no call fails over to it. */
  readonly quarantined?: Color
  /** Copies of calls to the other color, whose answers nobody gets. Only when idle. */
  readonly shadow?: ShadowShare
  /** Reporting settings, once an operator has set them. They have a version of their own. */
  readonly reporting?: ReportingSettings
}

/**
 * Phase of a rollout: no candidate is on trial, the candidate takes a share of the traffic, or it
 * takes all but what is held back.
 */
export type Phase = 'idle' | 'shifting' | 'baking'

/** Returns the phase of the rollout that a pointer was made from. */
export function phaseOf({ candidate, weight }: Pointer): Phase {
  if (candidate === undefined || weight === 0) return 'idle'
  return weight === 100 ? 'baking' : 'shifting'
}

/** Returns the color that takes new traffic; below full weight that is stable. */
export function liveOf(pointer: Pointer): Color {
  return pointer.candidate !== undefined && pointer.weight === 100
    ? pointer.candidate
    : pointer.stable
}

/** Returns the share of the keys on the candidate, in per cent. A hold-back limits it. */
export function shareOf({ candidate, weight, holdBack = 0 }: Pointer): number {
  return candidate === undefined ? 0 : Math.min(weight, 100 - holdBack)
}

/** Returns what the keys of a pointer are drawn with. */
export function saltOf({ salt, revision }: Pointer): number {
  return salt ?? revision
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
    phaseOf(one) === phaseOf(another) &&
    isSplitAlike(one, another) &&
    one.stable === another.stable &&
    one.quarantined === another.quarantined &&
    isSameShadow(one.shadow, another.shadow) &&
    colors.every((color) => isUsedAlike(one.slots[color], another.slots[color]))
  )
}

/** Whether both colors get the same keys. A salt draws only between 0 and 100 per cent. */
function isSplitAlike(one: Pointer, another: Pointer): boolean {
  const share = shareOf(one)
  if (share !== shareOf(another)) return false
  return share === 0 || share === 100 || saltOf(one) === saltOf(another)
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
  if (candidate === stable || !isWeight(weight)) return undefined
  const holdBack = document['holdBack'] ?? undefined
  const salt = document['salt'] ?? undefined
  if (holdBack !== undefined && (!isWeight(holdBack) || holdBack === 100)) return undefined
  if (salt !== undefined && !isRevision(salt)) return undefined
  const slots = { blue, green }
  const reporting = parseReportingSettings(document['reporting'])
  const shadow = parseShadowShare(document['shadow'])
  return {
    revision,
    slots,
    stable,
    weight,
    ...(candidate == undefined ? {} : { candidate }),
    ...(holdBack === undefined ? {} : { holdBack }),
    ...(salt === undefined ? {} : { salt }),
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

function isWeight(value: unknown): value is number {
  return typeof value === 'number' && isPercentage(value)
}

function isColor(value: unknown): value is Color {
  return value === 'blue' || value === 'green'
}

function isOptionalColor(value: unknown): value is Color | null | undefined {
  return value === undefined || value === null || isColor(value)
}
