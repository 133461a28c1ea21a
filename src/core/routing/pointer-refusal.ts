import { isOnHosts } from './allowed-hosts.ts'
import { colors } from './color.ts'
import type { Model } from './model.ts'
import { routesAlike, type Pointer } from './pointer.ts'
import { isAllowedSecret } from './secret-headers.ts'
import { isSameEnvironment, type Slot } from './slot.ts'

/** Why a pointer in KV or in a report must not be followed, for people. */
const pointerRefusals = {
  malformed: 'it is not a pointer document',
  impossible_revision: 'its revision is more than 1,000,000 ahead',
  impossible_label: 'a release label is not 1 to 64 characters of printable ASCII',
  impossible_port: 'an origin has a port outside 1 to 65535',
  unknown_host: 'an origin is not on a host of the list `origins`',
  forbidden_secret: 'a release carries a secret of the router, or of a receiver of notifications',
} as const satisfies Readonly<Record<string, string>>

export type PointerRefusal = keyof typeof pointerRefusals

/** What a refused pointer in KV means, for people. */
export function refusalMessage(refusal: PointerRefusal): string {
  const why = pointerRefusals[refusal]
  return `KV holds a pointer that is not followed: ${why}. Isolates keep the last good one, and the router will replace it.`
}

/** Revisions grow by one with each change of traffic: nobody makes a million of them in one step. */
export const MAX_REVISIONS_AHEAD = 1_000_000

/** What a pointer is compared with. */
export interface PointerBounds {
  readonly model: Pick<Model, 'slots' | 'origins' | 'withheldSecrets'>
  /** The pointer that is followed now; undefined when none is known. */
  readonly known: Pointer | undefined
}

/** Returns why a pointer must not be followed; undefined when it may, and when it has no news. */
export function refusalOf(
  pointer: Pointer,
  { model, known }: PointerBounds
): PointerRefusal | undefined {
  if (known !== undefined && !hasNews(pointer, known)) return undefined
  if (pointer.revision - (known?.revision ?? 0) > MAX_REVISIONS_AHEAD) return 'impossible_revision'
  for (const color of colors) {
    const slot = pointer.slots[color]
    if (carriesForbidden(slot, model)) return 'forbidden_secret'
    if (known !== undefined && stands(slot, known)) continue
    const refusal = refusalOfSlot(slot, model)
    if (refusal !== undefined) return refusal
  }
  return undefined
}

function carriesForbidden({ headers = {} }: Slot, { withheldSecrets }: PointerBounds['model']) {
  return Object.values(headers).some((name) => !isAllowedSecret(name) || withheldSecrets?.has(name))
}

/** Whether an environment stands in a slot of the known pointer, which was not refused. */
function stands(slot: Slot, known: Pointer): boolean {
  return colors.some((color) => isSameEnvironment(known.slots[color], slot))
}

function hasNews(pointer: Pointer, known: Pointer): boolean {
  if (pointer.revision !== known.revision) return pointer.revision > known.revision
  return !routesAlike(pointer, known)
}

/** A label of `wrangler.toml` is good, whatever its characters. */
function refusalOfSlot(
  { origin, release }: Slot,
  { slots, origins }: PointerBounds['model']
): PointerRefusal | undefined {
  const isConfigured = colors.some((color) => slots[color].release === release)
  if (!isConfigured && !isLabel(release)) return 'impossible_label'
  if (!hasPossiblePort(origin)) return 'impossible_port'
  return isOnHosts(origin, origins) ? undefined : 'unknown_host'
}

/** Whether a label is one that a release can be staged under. */
export function isLabel(release: string): boolean {
  return /^[\x20-\x7e]{1,64}$/.test(release)
}

/** Whether an origin has no port, or one from 1 to 65535. */
export function hasPossiblePort(origin: string): boolean {
  const port = /^[a-z]+:\/\/[^/?#]*:(\d+)(?:\/|$)/i.exec(origin)?.[1]
  return port === undefined || (Number(port) >= 1 && Number(port) <= 65_535)
}
