import {
  noMinute,
  trafficOf,
  withReportedPart,
  type LastMinute,
  type RecentTraffic,
} from '../../core/metrics/last-minute.ts'
import type { Report } from '../../core/reporting/report.ts'
import type { Rollout } from '../../core/rollout/state.ts'
import { colors, type Color } from '../../core/routing/color.ts'
import { releaseIdOf } from '../../core/routing/slot.ts'

interface Counted {
  readonly release: string
  readonly minute: LastMinute
}

/** What was reported of the releases in the slots in the last minute. It is kept in memory only. */
export class RecentTraffics {
  readonly #startedAt: number
  readonly #counted = new Map<Color, Counted>()

  constructor(startedAt: number) {
    this.#startedAt = startedAt
  }

  add(rollout: Rollout, { tallies, times = [] }: Report, now: number): void {
    for (const color of colors) {
      const { release, minute } = this.#of(rollout, color)
      const isOwn = (part: { readonly color: Color; readonly release: string }) =>
        part.color === color && part.release === release
      const [own, ownTimes] = [tallies.filter(isOwn), times.filter(isOwn)]
      if (own.length + ownTimes.length === 0) continue
      this.#counted.set(color, { release, minute: withReportedPart(minute, own, ownTimes, now) })
    }
  }

  /** Returns the traffic of the release in a slot. */
  of(rollout: Rollout, color: Color, now: number): RecentTraffic {
    return trafficOf(this.#of(rollout, color).minute, now)
  }

  #of({ slots }: Rollout, color: Color): Counted {
    const release = releaseIdOf(slots[color])
    const known = this.#counted.get(color)
    if (known?.release === release) return known
    return { release, minute: noMinute(Math.max(this.#startedAt, slots[color].stagedAt)) }
  }
}
