/** Copies that one isolate may have on their way at once, of all models: a hanging release holds each of them. */
const MAX_AT_ONCE = 16

/** Copies that an isolate sends in a second at most, when the operator names no number. */
const PER_SECOND = 20

/** A place for one copy. */
export interface Place {
  /** Gives the place back. Later calls change nothing. */
  readonly leave: () => void
}

/**
 * The places of an isolate's copies. It outlives a request, because it limits what the copies of
 * many requests cost the isolate. When the platform ends an invocation without notice, its place is
 * free again after the longest time of a copy.
 */
const places = new Set<{ readonly expiresAt: number }>()

/** Returns a place for a copy; undefined when all are taken. */
export function takePlace(now: number, expiresAt: number): Place | undefined {
  if (places.size >= MAX_AT_ONCE) {
    for (const place of places) if (place.expiresAt <= now) places.delete(place)
  }
  if (places.size >= MAX_AT_ONCE) return undefined
  const place = { expiresAt }
  places.add(place)
  return { leave: () => places.delete(place) }
}

/** The copies of a model that may be sent in the next moments. Fills at a rate, up to one second's. */
export class CopyRate {
  #tokens: number | undefined
  #filledAt = 0

  /** Takes one copy; false when the rate is used up. */
  take(now: number, perSecond = PER_SECOND): boolean {
    const most = Math.max(1, perSecond)
    const passedMs = Math.max(0, now - this.#filledAt)
    const filled = (this.#tokens ?? most) + (passedMs / 1_000) * perSecond
    this.#filledAt = now
    this.#tokens = Math.min(most, filled)
    if (this.#tokens < 1) return false
    this.#tokens--
    return true
  }
}
