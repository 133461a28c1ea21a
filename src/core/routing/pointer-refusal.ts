import { colors } from './color.ts'
import { routesAlike, type Pointer } from './pointer.ts'
import type { Environment, Slot } from './slot.ts'

/** Why a pointer in KV or in a report must not be followed, for people. */
const pointerRefusals = {
  malformed: 'it is not a pointer document',
  impossible_revision: 'its revision is more than 1,000,000 ahead',
  impossible_label: 'a release label is not 1 to 64 characters of printable ASCII',
  impossible_port: 'an origin has a port outside 1 to 65535',
  unknown_host: 'an origin is not on a host of the configured slots',
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
  /** The configured slots of the model, by any key. */
  readonly slots: Readonly<Record<string, Environment>>
  /** The pointer that is followed now; undefined when none is known. */
  readonly known: Pointer | undefined
}

/** Returns why a pointer must not be followed; undefined when it may, and when it has no news. */
export function refusalOf(
  pointer: Pointer,
  { slots, known }: PointerBounds
): PointerRefusal | undefined {
  if (known !== undefined && !hasNews(pointer, known)) return undefined
  if (pointer.revision - (known?.revision ?? 0) > MAX_REVISIONS_AHEAD) return 'impossible_revision'
  const configured = Object.values(slots)
  for (const color of colors) {
    const refusal = refusalOfSlot(pointer.slots[color], configured)
    if (refusal !== undefined) return refusal
  }
  return undefined
}

function hasNews(pointer: Pointer, known: Pointer): boolean {
  if (pointer.revision !== known.revision) return pointer.revision > known.revision
  return !routesAlike(pointer, known)
}

/** A label of `wrangler.toml` is good, whatever its characters. */
function refusalOfSlot(
  { origin, release }: Slot,
  configured: readonly Environment[]
): PointerRefusal | undefined {
  const isConfigured = configured.some((slot) => slot.release === release)
  if (!isConfigured && !/^[\x20-\x7e]{1,64}$/.test(release)) return 'impossible_label'
  if (!hasPossiblePort(origin)) return 'impossible_port'
  const host = hostOf(origin)
  return configured.some((slot) => hostOf(slot.origin) === host) ? undefined : 'unknown_host'
}

function hasPossiblePort(origin: string): boolean {
  const port = /^[a-z]+:\/\/[^/?#]*:(\d+)(?:\/|$)/i.exec(origin)?.[1]
  return port === undefined || (Number(port) >= 1 && Number(port) <= 65_535)
}

/** Scheme, host and port. A secret for one of them is not for another. */
function hostOf(origin: string): string {
  const [, scheme = '', authority = ''] = /^(https?):\/\/([^/?#]*)/i.exec(origin) ?? []
  const standardPort = scheme.toLowerCase() === 'https' ? ':443' : ':80'
  const host = authority.toLowerCase()
  return `${scheme.toLowerCase()}://${host.endsWith(standardPort) ? host.slice(0, -standardPort.length) : host}`
}
