import { isRecord } from '../json.ts'

/** Which calls are copied to the release in the idle slot. */
export interface ShadowShare {
  /** Share of the calls in per cent, above 0 and at most 100. */
  readonly share: number
  /** End in milliseconds since 1970; absent for one that an operator ends. */
  readonly until?: number
  /** Maximum number of copies that an isolate sends in a second. */
  readonly perSecond?: number
}

/** Parses the shadow of a pointer document; undefined when there is none, and when it is invalid. */
export function parseShadowShare(document: unknown): ShadowShare | undefined {
  if (!isRecord(document)) return undefined
  const { share, until, perSecond } = document
  if (!isPositive(share) || share > 100) return undefined
  if (until !== undefined && !isPositive(until)) return undefined
  if (perSecond !== undefined && !isPositive(perSecond)) return undefined
  return shadowShareOf({ share, until, perSecond })
}

/** Returns the share without the fields that are undefined, and without all others. */
export function shadowShareOf({
  share,
  until,
  perSecond,
}: {
  readonly share: number
  readonly until?: number | undefined
  readonly perSecond?: number | undefined
}): ShadowShare {
  return {
    share,
    ...(until === undefined ? {} : { until }),
    ...(perSecond === undefined ? {} : { perSecond }),
  }
}

/** Whether two pointers copy the same calls. */
export function isSameShadow(
  one: ShadowShare | undefined,
  another: ShadowShare | undefined
): boolean {
  return (
    one?.share === another?.share &&
    one?.until === another?.until &&
    one?.perSecond === another?.perSecond
  )
}

function isPositive(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0
}
